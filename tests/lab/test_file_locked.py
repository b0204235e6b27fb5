"""A document that is said to be open: LibreOffice was killed over it, or a program follows it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]


@pytest.fixture
def documents(alice: Person) -> Path:
    """The user's documents, with a letter."""
    folder = alice.home / "Documents"
    folder.mkdir()
    alice.owns(folder)
    (folder / "letter.txt").write_text("Dear")
    alice.owns(folder / "letter.txt")
    return folder


def listing(folder: Path) -> str:
    """Return what find(1) says lies there: names, sizes, rights."""
    argv = ["find", str(folder), "-printf", "%P %s %m %u %i\n"]
    return "\n".join(
        sorted(subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split("\n"))
    )


def holders(file: Path) -> str:
    """Return who has a file open, as fuser(1) says it."""
    return subprocess.run(["fuser", str(file)], capture_output=True, text=True, check=False).stdout.strip()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in a minute"
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_the_lock_file_of_a_killed_libreoffice_is_renamed(
    alice: Person, documents: Path, table: Table
) -> None:
    anna, mark = Desk(alice), documents / ".~lock.letter.txt#"
    argv = ["soffice", "--headless", "--norestore", str(documents / "letter.txt")]
    office = alice.start(argv, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(mark.exists)
        wait_until(lambda: holders(documents / "letter.txt"))
    finally:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()
    wait_until(lambda: not holders(documents / "letter.txt"))
    before = listing(documents)
    assert mark.name in before
    check = anna.fix("check", "file-locked")
    assert "letter.txt is locked" in check["summary"]
    run = anna.fix("fix", "file-locked")
    assert run["outcome"] == "fixed"
    assert not mark.exists()
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert listing(documents) == before
    table.row(
        "a mark left by a killed LibreOffice",
        proven="find, fuser",
        found="file-locked",
        repaired="moved aside",
        undone="find -printf '%s %m %u %i'",
    )


def test_a_program_that_holds_a_document_is_closed(alice: Person, documents: Path, table: Table) -> None:
    anna, letter = Desk(alice), documents / "letter.txt"
    follower = alice.start(["tail", "-f", str(letter)], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: holders(letter))
        check = anna.fix("check", "file-locked")
        assert (check["state"], check["summary"]) == ("found", "letter.txt is open in tail.")
        run = anna.fix("fix", "file-locked")
        assert run["outcome"] == "fixed"
        assert run["steps"] == [["close-program", "done", "impossible"]]
        assert not holders(letter)
    finally:
        follower.kill()
        follower.wait()
    table.row(
        "a document held open by a program",
        proven="fuser",
        found="file-locked",
        repaired="the program was asked to close",
        undone="no way back, said before",
    )


def test_a_document_locked_by_roots_program_is_told(alice: Person, documents: Path, table: Table) -> None:
    letter = documents / "letter.txt"
    locker = subprocess.Popen(["flock", str(letter), "sleep", "60"], start_new_session=True)
    try:
        wait_until(lambda: str(letter) in subprocess.run(["lslocks"], capture_output=True, text=True).stdout)
        check = Desk(alice).fix("check", "file-locked")
        assert check["summary"] == "root has letter.txt open."
        assert Desk(alice).fix("fix", "file-locked")["outcome"] == "not-fixed"
        assert holders(letter)
    finally:
        os.killpg(locker.pid, signal.SIGTERM)
        locker.wait()
    table.row(
        "a document locked by another account's program",
        proven="lslocks",
        found="file-locked",
        repaired="left to the help desk, account named",
        undone="nothing was changed",
    )
