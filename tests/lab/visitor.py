"""Someone with an account of a test's own: its password may expire, it may be locked, then it is gone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.people import Person, person

NAME = "shtest-visitor"
PASSWORD = "Old-Harbour-71"


def root(*argv: str, text: str = "") -> str:
    """Run a command of the system as root; it must work."""
    done = subprocess.run(argv, input=text, capture_output=True, text=True, env={"PATH": PATH, "LC_ALL": "C"})
    assert done.returncode == 0, f"{argv}: {done.stderr}"
    return done.stdout


PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


@contextmanager
def visitor() -> Iterator[Person]:
    """Create the account with a password that counts for ever, and delete it afterwards."""
    subprocess.run(["userdel", NAME], capture_output=True)  # left by a test that was killed
    root("useradd", "--no-create-home", "--shell", "/bin/bash", NAME)
    try:
        root("chpasswd", text=f"{NAME}:{PASSWORD}\n")
        with person(NAME) as somebody:
            yield somebody
    finally:
        root("userdel", "--force", NAME)


def entry(name: str = NAME) -> Sequence[str]:
    """Return the account's line in /etc/shadow without the password: the state that is compared."""
    return root("getent", "shadow", name).strip().split(":")[2:]
