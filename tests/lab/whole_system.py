"""A whole Debian of a test's own: systemd, logind, polkit and CUPS, and a person at its screen.

The smallest Debian (debootstrap) is kept as an archive in /var/tmp and started as process 1 of
namespaces of its own: mounts, processes, network, host name, control groups. It ends with the test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.people import ALICE, ROOT

SUITE = "trixie"
PACKAGES = (
    *("systemd", "systemd-sysv", "libpam-systemd", "systemd-resolved", "dbus", "polkitd", "pkexec"),
    *("cups", "cups-client", "strace", "python3", "python3-psutil", "python3-platformdirs"),
    *("python3-requests", "python3-cryptography", "python3-cffi-backend", "python3-re2"),
)
KEPT = Path(f"/var/tmp/selfhelp-whole-{SUITE}-{zlib.crc32(' '.join(PACKAGES).encode()):08x}.tar")
PATIENCE = 120.0
"""Seconds that the system may take to start."""

START = """
tree=$1
mount --bind "$tree" "$tree"
mount -t proc proc "$tree/proc"
mount -t sysfs -o ro sysfs "$tree/sys"
mount -t cgroup2 cgroup2 "$tree/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$tree/dev"
mkdir "$tree/dev/pts" "$tree/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$tree/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$tree/dev/shm"
for device in null zero full random urandom tty; do
    touch "$tree/dev/$device"
    mount --bind "/dev/$device" "$tree/dev/$device"
done
ln -s pts/ptmx "$tree/dev/ptmx"
ln -s /proc/self/fd "$tree/dev/fd"
mount -t tmpfs -o mode=755 tmpfs "$tree/run"
mount -t tmpfs -o mode=1777 tmpfs "$tree/tmp"
mkdir -p "$tree/opt/selfhelp"
mount --bind -o ro "$2" "$tree/opt/selfhelp"
exec env -i container=selfhelp-lab PATH=/usr/sbin:/usr/bin chroot "$tree" /lib/systemd/systemd --system
"""


class NotBuiltError(Exception):
    """There's no such system here, and none can be made."""


@dataclass(frozen=True)
class Computer:
    """The system while it runs; ``pid`` is its process 1 as we see it."""

    pid: int

    def root(self, *argv: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as its administrator."""
        inside = ("nsenter", "-t", str(self.pid), "-m", "-u", "-i", "-n", "-p", "-C", "-r", "-w", "--")
        return subprocess.run(
            [*inside, *argv],
            input=stdin or "",
            capture_output=True,
            text=True,
            timeout=120,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"},
        )

    def person(
        self,
        *argv: str,
        stdin: str | None = None,
        at_the_screen: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as Alice, in a login session on the first seat or without any session."""
        login = ("-p", "PAMName=login") if at_the_screen else ()
        variables = {
            "XDG_SEAT": "seat0",
            "XDG_SESSION_TYPE": "wayland",
            "XDG_SESSION_CLASS": "user",
            "PYTHONPATH": "/opt/selfhelp",
            "PYTHONDONTWRITEBYTECODE": "1",
            **(environment or {}),
        }
        given = [f"--setenv={name}={value}" for name, value in variables.items()]
        options = ("--quiet", "--wait", "--pipe", "--collect", "-p", f"User={ALICE}", *login, *given)
        return self.root("systemd-run", *options, "--working-directory=/", "--", *argv, stdin=stdin)


@contextmanager
def whole_system() -> Iterator[Computer]:
    """Start the system; it is gone, with all that happened in it, when the block ends.

    Raises:
        NotBuiltError: it is not kept here and cannot be made, or this computer lets no one start it.
    """
    _build()
    tree = Path(tempfile.mkdtemp(prefix="selfhelp-whole-", dir="/var/tmp"))
    namespaces = ("--mount", "--pid", "--fork", "--uts", "--ipc", "--net", "--cgroup")
    options = (*namespaces, "--kill-child", "--propagation", "private")
    try:
        subprocess.run(["tar", "-C", str(tree), "-xf", str(KEPT)], check=True)
        tree.chmod(0o755)
        starter = subprocess.Popen(
            ["unshare", *options, "bash", "-euc", START, "start", str(tree), str(ROOT)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            yield _started(starter)
        finally:
            starter.kill()
            starter.communicate()
    finally:
        shutil.rmtree(tree, ignore_errors=True)


def _started(starter: subprocess.Popen[bytes]) -> Computer:
    """Wait until the system says that it runs (some units have nothing to do in a container)."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if starter.poll() is not None:  # a container that may not mount, or has no control groups
            said = starter.stderr.read() if starter.stderr else b""
            raise NotBuiltError(f"no system of its own can be started here: {said[-200:]!r}")
        children = Path(f"/proc/{starter.pid}/task/{starter.pid}/children").read_text().split()
        if children:
            computer = Computer(int(children[0]))
            if computer.root("systemctl", "is-system-running").stdout.strip() in {"running", "degraded"}:
                return computer
        time.sleep(0.3)
    raise AssertionError("the system did not start")


def install_helper(computer: Computer) -> None:
    """Install the helper the way the package does: the same script."""
    done = computer.root("env", "DESTDIR=", "sh", "/opt/selfhelp/installer/linux/install-helper.sh")
    assert done.returncode == 0, done.stderr


def _build() -> None:
    if KEPT.exists():
        return
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise NotBuiltError("needs root and debootstrap")
    tree = Path(tempfile.mkdtemp(prefix="selfhelp-building-", dir="/var/tmp"))
    try:
        argv = ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(tree)]
        done = subprocess.run([*argv, *_mirror()], capture_output=True, text=True)
        if done.returncode != 0:
            raise NotBuiltError(f"debootstrap: {done.stdout[-300:]}")
        subprocess.run(["chroot", str(tree), "useradd", "--create-home", ALICE], check=True)
        unfinished = KEPT.with_suffix(".new")
        subprocess.run(["tar", "-C", str(tree), "-cf", str(unfinished), "."], check=True)
        unfinished.rename(KEPT)
    finally:
        subprocess.run(["rm", "-rf", "--one-file-system", str(tree)], check=False)


def _mirror() -> list[str]:
    """Return the first Debian mirror that apt here is set up with."""
    argv = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    lines = subprocess.run(argv, capture_output=True, text=True).stdout.split()
    return [line for line in lines if line.startswith("http") and line.rstrip("/").endswith("/debian")][:1]


if __name__ == "__main__":
    _build()
    sys.stdout.write(f"{KEPT}\n")
