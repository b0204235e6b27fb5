"""Two unprivileged people: the product is tested as Alice, with Bob beside them on the same computer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ALICE = "shtest-a"
BOB = "shtest-b"
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


@dataclass(frozen=True)
class Person:
    """Someone with a fresh home folder; commands are run as them, with nothing of our environment."""

    name: str
    uid: int
    gid: int
    home: Path
    groups: str = field(default="", kw_only=True)
    """Further groups that the user is in for as long as a test lasts; none are those of their account."""

    @property
    def environment(self) -> dict[str, str]:
        """What a login gives the user, all of it inside their home."""
        return {
            "HOME": str(self.home),
            "USER": self.name,
            "LOGNAME": self.name,
            "PATH": PATH,
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
        }

    def prefix(self) -> Sequence[str]:
        """Return what turns a command of ours into one of the user's."""
        if os.geteuid() != 0:
            return ()
        groups = ("--groups", self.groups) if self.groups else ("--init-groups",)
        who = ("--reuid", str(self.uid), "--regid", str(self.gid), *groups, "--inh-caps=-all")
        return ("setpriv", *who, "--")

    def run(
        self, argv: Sequence[str], env: Mapping[str, str] | None = None, timeout: float = 180, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as the user and wait; its output is text."""
        options = {"stdin": subprocess.DEVNULL, "cwd": self.home} | options
        if "input" in options:
            options.pop("stdin")
        return subprocess.run(
            [*self.prefix(), *argv],
            env=self.environment | dict(env or {}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
            **options,
        )

    def start(
        self, argv: Sequence[str], env: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.Popen[str]:
        """Start a command as the user."""
        options = {"stdin": subprocess.DEVNULL, "cwd": self.home} | options
        return subprocess.Popen(
            [*self.prefix(), *argv], env=self.environment | dict(env or {}), text=True, **options
        )

    def owns(self, path: Path) -> Path:
        """Give the user a file or a folder we made, and return it."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        return path

    def can_read(self, path: Path) -> bool:
        """Whether the user can reach a file."""
        return self.run(["test", "-r", str(path)], cwd="/").returncode == 0


@contextmanager
def person(name: str) -> Iterator[Person]:
    """Give someone a fresh home. Without root it can only be the person who runs the tests.

    Raises:
        KeyError: there's no such account; tools/test-users.sh creates it.
    """
    import pwd  # not there on Windows, where no one changes into someone else

    account = pwd.getpwnam(name) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    home = Path(tempfile.mkdtemp(prefix=f"{name}-", dir="/var/tmp"))
    somebody = Person(account.pw_name, account.pw_uid, account.pw_gid, home)
    try:
        somebody.owns(home)
        run = home / "run"
        run.mkdir(mode=0o700)
        somebody.owns(run)
        yield somebody
    finally:
        shutil.rmtree(home, ignore_errors=True)


def let_others_in(folder: Path) -> None:
    """Let everyone pass through a folder of a test and all above it that pytest closed to others.

    How many those are differs: each process of pytest-xdist has one of its own between. Outside of the
    folder for temporary files (``--basetemp``) it is the two next ones, and no one's home.
    """
    temporary = Path(tempfile.gettempdir())
    below = [place for place in folder.parents if temporary in place.parents]
    for place in (folder, *(below or folder.parents[:2])):
        place.chmod(place.stat().st_mode | 0o011)


def product(*arguments: str) -> Sequence[str]:
    """Return the command line of the product as it lies in this tree."""
    return (sys.executable, "-m", "selfhelp", *arguments)
