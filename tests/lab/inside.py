"""Someone whose programs see files that no one else sees: a mount namespace of a test's own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields

import pytest

from tests.people import Person


@dataclass(frozen=True)
class Inside(Person):
    """Someone whose programs run in the mount namespace of another process.

    Attributes:
        pid: that process.
    """

    pid: int = 0

    def prefix(self) -> Sequence[str]:
        """Enter its mount namespace, then become the user."""
        return (*enter(self.pid), *super().prefix())

    def root(self, *argv: str) -> str:
        """Run a command as root in there; it must work."""
        done = subprocess.run([*enter(self.pid), *argv], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def enter(pid: int) -> Sequence[str]:
    """Return what runs a command in the mount namespace of a process."""
    return ("nsenter", f"--mount=/proc/{pid}/ns/mnt", "--")


@contextmanager
def inside(person: Person, script: str) -> Iterator[Inside]:
    """Run a shell script as root in a new mount namespace, and let the user in once it printed "ready".

    The script ends in a program that stays, or the namespace stays empty until the end.
    """
    if not shutil.which("nsenter") or not shutil.which("unshare"):
        pytest.skip("no nsenter or no unshare (package util-linux)")
    argv = ["unshare", "--mount", "--propagation", "private", "sh", "-ec", script]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as holder:
        try:
            assert holder.stdout is not None
            if holder.stdout.readline().strip() != "ready":
                pytest.skip("this computer lets nobody mount anything")
            values = {field.name: getattr(person, field.name) for field in fields(Person)}
            yield Inside(**values, pid=holder.pid)
        finally:
            holder.terminate()
