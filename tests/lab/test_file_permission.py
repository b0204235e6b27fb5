"""A document that its owner cannot change: made read-only with chmod, or taken over by root."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]


@pytest.fixture
def letter(alice: Person) -> Path:
    """A document of the user's."""
    folder = alice.home / "Documents"
    folder.mkdir()
    alice.owns(folder)
    path = folder / "letter.txt"
    path.write_text("Dear")
    return alice.owns(path)


def can_write(person: Person, path: Path) -> bool:
    """Whether dd(1) may open the file for writing as the user."""
    return person.run(["dd", "if=/dev/null", f"of={path}", "conv=notrunc"]).returncode == 0


def state(path: Path) -> str:
    """Return what stat(1) says about rights and owner."""
    return Desk(Person("root", 0, 0, path.parent)).run("stat", "-c", "%a %U %s", str(path))


def test_a_read_only_document_is_opened_and_protected_again(
    alice: Person, letter: Path, table: Table
) -> None:
    anna = Desk(alice)
    anna.run("chmod", "440", str(letter))
    before = state(letter)
    assert not can_write(alice, letter)
    check = anna.fix("check", "file-permission")
    assert (check["state"], check["summary"]) == ("found", "~/Documents/letter.txt is write-protected.")
    run = anna.fix("fix", "file-permission")
    assert run["outcome"] == "fixed"
    assert can_write(alice, letter)
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert state(letter) == before
    assert not can_write(alice, letter)
    table.row(
        "a document made read-only",
        proven="dd of=…",
        found="file-permission",
        repaired="write protection taken off",
        undone="stat -c '%a %U'",
    )


def test_a_document_of_root_is_told_and_left_to_the_help_desk(
    alice: Person, letter: Path, table: Table
) -> None:
    os.chown(letter, 0, 0)
    letter.chmod(0o600)
    before = state(letter)
    assert not can_write(alice, letter)
    anna = Desk(alice)
    check = anna.fix("check", "file-permission")
    assert check["summary"] == "~/Documents/letter.txt belongs to the account root."
    run = anna.fix("fix", "file-permission")
    assert (run["outcome"], run["steps"]) == ("not-fixed", [])
    assert state(letter) == before
    table.row(
        "a document taken over by root",
        proven="dd of=…",
        found="file-permission",
        repaired="left to the help desk, owner named",
        undone="nothing was changed: stat",
    )


def test_a_link_to_another_users_file_is_not_followed(alice: Person, letter: Path, bob: Person) -> None:
    secret = bob.home / "secret"
    secret.write_text("x")
    bob.owns(secret)
    secret.chmod(0o400)
    letter.unlink()
    letter.symlink_to(secret)
    before = state(secret)
    assert Desk(alice).fix("fix", "file-permission")["outcome"] == "healthy"
    assert state(secret) == before


def test_a_folder_that_cannot_be_opened_is_told_and_left_to_the_help_desk(
    alice: Person, letter: Path, table: Table
) -> None:
    folder = letter.parent / "projects"
    folder.mkdir()
    alice.owns(folder)
    folder.chmod(0)
    assert alice.run(["ls", str(folder)]).returncode != 0
    before = state(folder)
    anna = Desk(alice)
    check = anna.fix("check", "file-permission")
    assert (check["state"], check["summary"]) == ("found", "The folder ~/Documents/projects can't be opened.")
    assert anna.fix("fix", "file-permission")["outcome"] == "not-fixed"
    assert state(folder) == before
    table.row(
        "a folder of documents that cannot be opened",
        proven="ls",
        found="file-permission",
        repaired="left to the help desk",
        undone="nothing was changed: stat",
    )


def test_a_folder_in_which_nothing_can_be_saved_is_told(alice: Person, letter: Path) -> None:
    os.chown(letter.parent, 0, 0)
    letter.parent.chmod(0o755)
    check = Desk(alice).fix("check", "file-permission")
    assert check["summary"] == "Files can't be saved in the folder ~/Documents."


def test_a_document_that_a_list_of_rights_opens_is_no_finding(alice: Person, letter: Path) -> None:
    """Shared folders are often kept with access control lists: neither owner nor group is the user."""
    rights = [
        (1, 6, 0xFFFFFFFF),
        (2, 6, alice.uid),
        (4, 0, 0xFFFFFFFF),
        (16, 6, 0xFFFFFFFF),
        (32, 0, 0xFFFFFFFF),
    ]
    os.chown(letter, 12345, 12345)
    letter.chmod(0o600)
    assert not can_write(alice, letter)
    assert Desk(alice).fix("check", "file-permission")["state"] == "found"
    listed = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *right) for right in rights)
    try:
        os.setxattr(letter, "system.posix_acl_access", listed)
    except OSError as error:
        pytest.skip(f"this file system keeps no access control lists: {error}")
    assert can_write(alice, letter)
    assert Desk(alice).fix("check", "file-permission")["state"] == "healthy"


def test_a_documents_folder_on_a_drive_that_is_away(alice: Person) -> None:
    place = alice.home / "drive" / "Documents"
    (alice.home / "Documents").symlink_to(place)
    check = Desk(alice).fix("check", "file-permission")
    assert (check["state"], check["summary"]) == ("found", "The folder ~/Documents can't be opened.")
    place.mkdir(parents=True)  # the drive is back
    alice.owns(place)
    assert Desk(alice).fix("check", "file-permission")["state"] == "healthy"


def test_a_home_that_is_closed_is_named(alice: Person) -> None:
    alice.home.chmod(0)
    os.chown(alice.home, 0, 0)
    check = Desk(alice).fix("check", "file-permission")
    assert (check["state"], check["summary"]) == ("found", "The folder ~ can't be opened.")


def test_a_folder_of_settings_that_takes_no_files(alice: Person, table: Table) -> None:
    anna = Desk(alice)
    folder = alice.home / "config"
    folder.mkdir(exist_ok=True)
    alice.owns(folder)
    anna.run("chmod", "500", str(folder))
    assert not can_write(alice, folder / "new")
    check = anna.fix("check", "file-permission")
    assert (check["state"], check["summary"]) == ("found", "Files can't be saved in the folder ~/config.")
    table.row(
        "the folder of settings can't be written",
        proven="dd of=…",
        found="file-permission",
        repaired="the help desk",
        undone="nothing was changed",
    )
