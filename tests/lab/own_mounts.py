"""A home on a file system of its own, mounted where only the test sees it (unshare -m)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.lab.conftest import Desk
from tests.people import Person


@dataclass(frozen=True)
class Inside(Person):
    """Someone whose commands run in a mount namespace of the test's."""

    enter: Sequence[str] = ()

    def prefix(self) -> Sequence[str]:
        """Enter first, because only root may; then become the user."""
        return (*self.enter, *super().prefix())


@dataclass(frozen=True)
class Mounted:
    """A namespace with the user's home on a file system of its own."""

    desk: Desk
    enter: Sequence[str]

    @property
    def home(self) -> Path:
        """Where the home is; only `root` and the user's commands see what is in it."""
        return self.desk.person.home

    def root(self, script: str) -> str:
        """Run a shell script in the namespace as root, with the home as ``$1``: makes faults, proves them."""
        done = subprocess.run(
            [*self.enter, "sh", "-ec", script, "sh", str(self.home)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def try_to_save(self) -> str:
        """Return what the system says when the user saves 1 MB; empty where it worked."""
        argv = ["dd", "if=/dev/urandom", f"of={self.home}/proof", "bs=1M", "count=1", "conv=fsync"]
        done = self.desk.person.run(argv, cwd="/")
        return "" if done.returncode == 0 else done.stderr.splitlines()[0].rpartition(": ")[2]

    def files(self) -> str:
        """Return every file of the user's with its size and time, which nothing may change.

        The journal of repairs (``data``) is the product's own.
        """
        return self.root('find "$1" -xdev -type f -not -path "$1/data/*" -printf "%P %s %T@ %m\\n" | sort')


@contextmanager
def mounted(person: Person, mount: str) -> Iterator[Mounted]:
    """Mount a file system on a home of the user's own; it is gone with the namespace.

    Args:
        person: whose.
        mount: a shell script that mounts something on ``$1``.
    """
    home = person.home / "own"
    home.mkdir()
    person.owns(home)
    argv = ["unshare", "--mount", "--propagation", "private", "sleep", "infinity"]
    holder = subprocess.Popen(argv)
    try:
        enter = ("nsenter", f"--mount=/proc/{holder.pid}/ns/mnt", f"--wdns={home.parent}")
        _wait_for_namespace(holder)
        inside = Inside(person.name, person.uid, person.gid, home, enter=enter)
        place = Mounted(Desk(inside), enter)
        place.root(f'{mount}\nchown {person.uid}:{person.gid} "$1"; chmod 700 "$1"; mkdir -m 700 "$1/run"')
        place.root(f'chown {person.uid}:{person.gid} "$1/run"')
        yield place
    finally:
        holder.kill()
        holder.wait()


def _wait_for_namespace(holder: subprocess.Popen[bytes]) -> None:
    """Wait until the holder is in a namespace of its own."""
    ours = os.readlink("/proc/self/ns/mnt")  # noqa: PTH115 - it is no path
    for _ in range(1000):
        if os.readlink(f"/proc/{holder.pid}/ns/mnt") != ours:  # noqa: PTH115
            return
        os.sched_yield()
    raise AssertionError("no namespace was made")


TMPFS = 'mount -t tmpfs -o size=64m,mode=700 tmpfs "$1"'


def image(folder: Path, size: str, make: str, options: str) -> str:
    """Return a script that mounts a new file system of an image; its loop device goes with the last mount."""
    file = folder / "image"
    return f'truncate -s {size} "{file}"; {make} "{file}" >/dev/null; mount -o loop,{options} "{file}" "$1"'


def documents(place: Mounted) -> None:
    """Let the user write documents until nothing more can be saved."""
    place.desk.run(
        "sh",
        "-c",
        'mkdir -p "$0/Documents" "$0/Downloads/installers" "$0/Videos";'
        'head -c 20000000 /dev/urandom > "$0/Videos/meeting.mkv";'
        'head -c 12000000 /dev/urandom > "$0/Downloads/installers/setup.iso";'
        'cat /dev/urandom > "$0/Documents/archive.zip" 2>/dev/null; sync; true',
        str(place.home),
    )
