"""A network of our own: the user's computer and an internet box, each in a network namespace, with a cable
between.

The box is a real dnsmasq (names and addresses) and a small web server. Where the computer needs
NetworkManager, a real one runs inside, with a system bus of its own and a copy of /etc.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.lab.conftest import Desk
from tests.people import ROOT, Person

BOX, COMPUTER = "10.77.0.1", "10.77.0.2"
PAGE = "http://probe.example/ok.txt"
TEXT = "all is well"
POLICY = f'[organisation]\nprobe_page = "{PAGE}"\nprobe_text = "{TEXT}"\n'
WEB = ROOT / "tests" / "lab" / "box_web.py"

NETWORK_MANAGER = """
[main]
auth-polkit=false
plugins=keyfile
dhcp=internal
rc-manager=file
[keyfile]
path=/run/nm
"""
"""auth-polkit=false: everyone may, as the person at the screen may elsewhere (NetworkManager.conf(5))."""

INSIDE = """
mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/nm /run/lock
cp -a /etc /run/etc && mount --bind /run/etc /etc && echo > /etc/resolv.conf
mount -t tmpfs tmpfs /var/lib/NetworkManager
mount -o remount,ro,bind /sys
dbus-daemon --system --nofork --nopidfile &
exec NetworkManager --no-daemon --config="$1"
"""
"""/sys read-only tells NetworkManager that no udev will name its devices."""


@dataclass(frozen=True)
class Inside(Person):
    """Someone whose commands run in the network of their computer."""

    enter: Sequence[str] = ()

    def prefix(self) -> Sequence[str]:
        """Enter first, because only root may; then become the user."""
        return (*self.enter, *super().prefix())


@dataclass
class Net:
    """The user's computer and the box.

    Attributes:
        computer, box: names of the two namespaces.
        folder: what the box writes.
        running: what runs in the box, by name.
    """

    computer: str
    box: str
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    enter: Sequence[str] = ()

    def desk(self, person: Person, policy: str = POLICY) -> Desk:
        """Sit the user down at the computer, with a policy that names our page."""
        folder = person.home / "config" / "selfhelp"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "policy.toml").write_text(policy)
        for path in (folder.parent, folder, folder / "policy.toml"):
            person.owns(path)
        inside = Inside(person.name, person.uid, person.gid, person.home, self.enter)
        return Desk(inside)

    def on_box(self, *argv: str) -> str:
        """Run a command of the system on the box."""
        return _run("ip", "netns", "exec", self.box, *argv)

    def on_computer(self, *argv: str) -> str:
        """Run a command of the system on the user's computer, as root: to make faults, and to prove them."""
        return _run(*self.enter, *argv)

    def status(self, *argv: str) -> int:
        """Return the exit status of a command of the system on the user's computer."""
        return subprocess.run([*self.enter, *argv], capture_output=True, check=False).returncode

    def opens(self) -> bool:
        """Whether curl gets our page with our text: the probe that is not ours."""
        done = subprocess.run(
            [*self.enter, "curl", "--silent", "--max-time", "5", "--noproxy", "*", PAGE],
            capture_output=True,
            check=False,
        )
        return done.stdout.decode().strip() == TEXT

    def serve(self, *arguments: str) -> None:
        """Start the box's web server again: see box_web.py for how it can misbehave."""
        self.start("web", sys.executable, str(WEB), *arguments)
        _until(lambda: self.status("true") == 0 and _listens(self.box, 80))

    def names(self, *options: str) -> None:
        """Start the box's dnsmasq again."""
        self.start(
            "names",
            *("dnsmasq", "--no-daemon", "--no-resolv", "--no-hosts", "--conf-file=/dev/null"),
            *("--interface=lan", "--bind-interfaces", "--dhcp-authoritative", "--no-ping"),
            *("--dhcp-range=10.77.0.50,10.77.0.99,1h", f"--dhcp-leasefile={self.folder}/leases", *options),
        )
        _until(lambda: _listens(self.box, 53))

    def stop(self, name: str) -> None:
        """Stop what runs in the box under a name."""
        process = self.running.pop(name, None)
        if process:
            process.terminate()
            process.wait(60)

    def start(self, name: str, *argv: str) -> None:
        """Start a program in the box, and what ran under this name before is stopped."""
        self.stop(name)
        log = (self.folder / f"{name}.log").open("ab")
        with log:
            self.running[name] = subprocess.Popen(
                ["ip", "netns", "exec", self.box, *argv], stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )


def needs(*programs: str) -> None:
    """Skip where a program is missing, or where this root may not make networks of its own."""
    missing = [name for name in programs if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (tools/packages.txt names the packages)")
    if subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("root may not make networks of its own here (CAP_SYS_ADMIN)")


def _run(*argv: str) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, f"{argv}: {done.stderr}"
    return done.stdout.strip()


def _listens(box: str, port: int) -> bool:
    shown = _run("ip", "netns", "exec", box, "ss", "-Hlntu", f"sport = :{port}")
    return bool(shown)


def _until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "the network of the laboratory did not come up"
        time.sleep(0.05)


@contextmanager
def own_network(folder: Path) -> Iterator[Net]:
    """Build both, with an address typed in and a resolver of the computer's own; take them away after."""
    mark = str(os.getpid())
    net = Net(f"shpc{mark}", f"shbox{mark}", folder)
    net.enter = ("ip", "netns", "exec", net.computer)
    own_etc = Path("/etc/netns") / net.computer
    with ExitStack() as after:
        for name in (net.computer, net.box):
            _run("ip", "netns", "add", name)
            after.callback(subprocess.run, ["ip", "netns", "del", name], check=False)
            _run("ip", "-n", name, "link", "set", "lo", "up")
        _run(*_words(f"ip -n {net.box} link add lan type veth peer name eth0 netns {net.computer}"))
        for words in (
            f"ip -n {net.box} link set lan up",
            f"ip -n {net.box} addr add {BOX}/24 dev lan",
            f"ip -n {net.computer} link set eth0 up",
        ):
            _run(*_words(words))
        own_etc.mkdir(parents=True)
        after.callback(shutil.rmtree, own_etc, ignore_errors=True)
        (own_etc / "resolv.conf").write_text(f"nameserver {BOX}\noptions timeout:1 attempts:1\n")
        after.callback(lambda: [net.stop(name) for name in list(net.running)])
        net.names(f"--address=/probe.example/{BOX}")
        net.serve()
        yield net


def typed_in(net: Net) -> None:
    """Give the user's computer an address the way an administrator types it in.

    It believes for half a second, not half a minute, that a neighbour is still there, and asks after
    one second, not five (arp(7)).
    """
    net.on_computer("sysctl", "-qw", "net.ipv4.neigh.eth0.base_reachable_time_ms=500")
    net.on_computer("sysctl", "-qw", "net.ipv4.neigh.eth0.delay_first_probe_time=1")
    _run(*_words(f"ip -n {net.computer} addr add {COMPUTER}/24 dev eth0"))
    _run(*_words(f"ip -n {net.computer} route add default via {BOX}"))


@contextmanager
def network_manager(net: Net) -> Iterator[None]:
    """Let a real NetworkManager run the user's computer; afterwards commands enter where it runs."""
    settings = net.folder / "nm.conf"
    settings.write_text(NETWORK_MANAGER)
    with (net.folder / "nm.log").open("wb") as log:
        process = subprocess.Popen(
            ["ip", "netns", "exec", net.computer, "sh", "-ec", INSIDE, "sh", str(settings)],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    before = net.enter
    try:
        net.enter = ("nsenter", "--target", str(process.pid), "--mount", "--net")
        _until(lambda: "connected" in _state(net))
        yield
    finally:
        net.enter = before
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)


def _state(net: Net) -> Sequence[str]:
    done = subprocess.run(
        [*net.enter, "nmcli", "-g", "GENERAL.STATE", "device", "show", "eth0"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.replace("(", " ").replace(")", " ").split()


def _words(line: str) -> Sequence[str]:
    return line.split()
