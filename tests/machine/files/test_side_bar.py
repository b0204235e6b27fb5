"""A drive in the side bar of the file manager: added once, and taken back without touching the user's own."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.machine.files.side_bar import LARGEST, RemoveFromSideBar, ShowInSideBar
from selfhelp.machine.local_machine import LocalMachine

TEAM = "smb://files.example.com/team"
OWN = "file:///home/ann/Photos\nsmb://files.example.com/private Mine\n"
MACHINE = LocalMachine(Platform.LINUX)


@pytest.fixture
def bookmarks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "gtk-3.0" / "bookmarks"


def write(bookmarks: Path, text: str) -> None:
    bookmarks.parent.mkdir(parents=True)
    bookmarks.write_text(text)


def show(label: str = "Team") -> str | None:
    return ShowInSideBar(TEAM, label).perform(MACHINE, Progress())


def take_back(label: str = "Team") -> str | None:
    undo = ShowInSideBar(TEAM, label).make_undo_step(MACHINE)
    assert undo == RemoveFromSideBar(TEAM, label)
    return undo.perform(MACHINE, Progress())


@pytest.mark.parametrize("before", [OWN, OWN.rstrip(), "", "file:///tmp\r\n"])
def test_it_is_added_behind_the_user_s_own_places_and_taken_back(bookmarks: Path, before: str) -> None:
    write(bookmarks, before)
    bookmarks.chmod(0o640)
    assert show()
    assert bookmarks.read_bytes().decode().endswith(f"{TEAM} Team\n")
    assert show() is None, "once, and then there is nothing to undo"
    assert take_back()
    assert bookmarks.read_text().rstrip() == before.rstrip()
    assert stat.S_IMODE(bookmarks.stat().st_mode) == 0o640


def test_without_a_list_one_is_made(bookmarks: Path) -> None:
    assert show("")
    assert bookmarks.read_text() == f"{TEAM}\n"
    assert stat.S_IMODE(bookmarks.stat().st_mode) == 0o600
    assert take_back("")
    assert bookmarks.read_text() == ""


@pytest.mark.parametrize("line", [TEAM, f"{TEAM}/ My team", f"{TEAM} Team"])
def test_what_the_user_has_there_already_stays_theirs(bookmarks: Path, line: str) -> None:
    write(bookmarks, f"{line}\n")
    assert show() is None
    assert bookmarks.read_text() == f"{line}\n"


def test_what_the_user_has_renamed_is_not_removed(bookmarks: Path) -> None:
    write(bookmarks, OWN)
    show()
    renamed = bookmarks.read_text().replace(" Team", " Our drive")
    bookmarks.write_text(renamed)
    assert take_back() is None
    assert bookmarks.read_text() == renamed


def test_a_label_is_one_line(bookmarks: Path) -> None:
    show("Team\nfile:///etc \u202eevil")
    assert bookmarks.read_text() == f"{TEAM} Team file:///etc evil\n"
    assert take_back("Team\nfile:///etc \u202eevil")


def test_a_list_that_is_none_stays_as_it_is(bookmarks: Path, tmp_path: Path) -> None:
    write(bookmarks, "x" * LARGEST)
    assert show() is None
    assert len(bookmarks.read_text()) == LARGEST
    bookmarks.unlink()
    bookmarks.mkdir()
    assert show() is None, "the drive is connected all the same"


def test_a_linked_list_stays_a_link(bookmarks: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfiles").write_text(OWN)
    bookmarks.parent.mkdir(parents=True)
    bookmarks.symlink_to(tmp_path / "dotfiles")
    assert show()
    assert bookmarks.is_symlink()
    assert (tmp_path / "dotfiles").read_text() == f"{OWN}{TEAM} Team\n"
