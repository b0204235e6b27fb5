"""A document that was thrown away with the desktop's own tool, and documents with a strange ending."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [
    pytest.mark.lab,
    needs_root,
    pytest.mark.skipif(not shutil.which("gio"), reason="no gio (package libglib2.0-bin)"),
]


@pytest.fixture
def letter(alice: Person) -> Path:
    """A document of the user's."""
    folder = alice.home / "Documents"
    folder.mkdir()
    alice.owns(folder)
    path = folder / "lettre d'été.odt"
    path.write_text("Dear")
    return alice.owns(path)


def trash(anna: Desk) -> str:
    """Return what lies in the trash, as find(1) and cat(1) show it: names, sizes, contents of the notes."""
    folder = anna.person.home / "data" / "Trash"
    argv = ["find", folder / "files", "-type", "f", "-printf", "%P %s %i\n"]
    listed = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    return listed + "".join(path.read_text() for path in sorted((folder / "info").iterdir()))


def test_a_thrown_away_document_comes_back(alice: Person, letter: Path, table: Table) -> None:
    anna = Desk(alice)
    anna.run("gio", "trash", str(letter))
    before = trash(anna)
    assert not letter.exists()
    assert letter.name in before
    assert anna.fix("check", "file-recover")["summary"] == f"~/Documents/{letter.name} is in the trash."
    run = anna.fix("fix", "file-recover")
    assert run["outcome"] == "fixed"
    assert anna.run("cat", str(letter)) == "Dear"
    assert letter.name not in trash(anna)
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert trash(anna) == before
    assert not letter.exists()
    assert anna.fix("check", "file-recover")["state"] == "found"
    table.row(
        "a document thrown away by mistake",
        proven="gio trash, find",
        found="file-recover",
        repaired="put back",
        undone="find and the notes in the trash",
    )


def test_of_several_the_chosen_one_comes_back_beside_a_new_one(alice: Person, letter: Path) -> None:
    anna = Desk(alice)
    anna.run("gio", "trash", str(letter))
    other = alice.owns(letter.parent)
    anna.run("touch", str(other / "newer.txt"))
    anna.run("gio", "trash", str(other / "newer.txt"))
    letter.write_text("new")
    alice.owns(letter)
    number = 1 if "newer.txt" in anna.fix("check", "file-recover")["summary"] else 0
    assert anna.fix("fix", "file-recover", f"file={number}")["outcome"] == "fixed"
    assert letter.read_text() == "new"
    assert (letter.parent / "lettre d'été (recovered).odt").read_text() == "Dear"
    assert "newer.txt" in trash(anna)


def test_documents_with_one_strange_ending_are_left_alone(alice: Person, letter: Path, table: Table) -> None:
    anna = Desk(alice)
    for number in range(25):
        anna.run("touch", str(letter.parent / f"report-{number}.docx"))
        anna.run("mv", *(str(letter.parent / f"report-{number}.docx{end}") for end in ("", ".qx7r")))
    anna.run("gio", "trash", str(letter))
    before = anna.run("ls", "-li", str(letter.parent))
    run = anna.fix("fix", "file-recover")
    assert (run["outcome"], run["steps"]) == ("refused", [])
    assert "Call the help desk" in run["message"]
    assert anna.run("ls", "-li", str(letter.parent)) == before
    table.row(
        "documents renamed as blackmail software does",
        proven="mv, ls",
        found="file-recover",
        repaired="left to security, nothing touched",
        undone="nothing was changed: ls -li",
    )
