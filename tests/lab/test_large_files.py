"""A large file of a real user: what they tick goes to the trash and back."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]
SIZE = 60_000_000


@pytest.fixture
def film(alice: Person) -> Path:
    """A video that really takes its room on the disk."""
    folder = alice.home / "Vidéos d'été"
    folder.mkdir()
    alice.owns(folder)
    path = folder / "film 100%.mkv"
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, SIZE)
    return alice.owns(path)


def in_trash(anna: Desk) -> str:
    """Return the files in the trash with their sizes, as find(1) shows them."""
    folder = anna.person.home / "data" / "Trash" / "files"
    argv = ["find", folder, "-type", "f", "-printf", "%f %s\n"]
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout


def test_what_is_ticked_goes_to_the_trash_and_comes_back(alice: Person, film: Path, table: Table) -> None:
    anna = Desk(alice)
    place = f"~/{film.relative_to(alice.home)}"
    seen = anna.fix("check", "large-files")
    assert seen["state"] == "found"
    assert place in str(seen["evidence"])
    run = anna.fix("fix", "large-files", f"files={place}")
    assert run["outcome"] == "fixed"
    assert not film.exists()
    assert in_trash(anna) == f"{film.name} {SIZE}\n"
    assert anna.fix("check", "file-recover")["summary"] == f"{place} is in the trash."
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert film.stat().st_size == SIZE
    assert in_trash(anna) == ""
    table.row(
        "a large file that is no longer needed",
        proven="find",
        found="large-files",
        repaired="moved to the trash",
        undone="find: back in its place",
    )
