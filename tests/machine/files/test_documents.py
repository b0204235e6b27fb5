"""A look through a person's own folders: bounded, and never led astray."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfhelp.core.errors import StepError
from selfhelp.machine.files import documents
from selfhelp.machine.files.backup_rename import find_free_backup_name, rename_file_in_home


def names() -> set[str]:
    return {entry.path.name for entry in documents.walk_documents()}


def put(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_documents_are_seen_and_programs_own_things_are_not(own_home: Path) -> None:
    put(own_home / "note.txt")
    put(own_home / "Documents" / "2026" / "letter.odt")
    put(own_home / "Documents" / ".git" / "object")
    put(own_home / "projects" / "elsewhere")
    assert names() == {"note.txt", "letter.odt"}


def test_the_desktops_own_names_of_folders_count(own_home: Path) -> None:
    put(own_home / "config" / "user-dirs.dirs", 'XDG_DESKTOP_DIR="$HOME/Bureau"\nXDG_MUSIC_DIR="$HOME/M"\n')
    put(own_home / "Bureau" / "lettre.odt")
    put(own_home / "M" / "song")
    assert names() == {"lettre.odt"}


@pytest.mark.parametrize("named", ["/etc", "$HOME", "$HOME/../..", "$HOME/link"])
def test_a_folder_elsewhere_is_not_looked_at(own_home: Path, named: str) -> None:
    (own_home / "link").symlink_to("/etc")
    put(own_home / "config" / "user-dirs.dirs", f'XDG_DOCUMENTS_DIR="{named}"\n')
    assert documents.list_document_roots() == []


def test_links_are_seen_and_not_followed(own_home: Path) -> None:
    put(own_home / "Documents" / "a")
    (own_home / "Documents" / "etc").symlink_to("/etc")
    assert names() == {"a", "etc"}


def test_a_look_ends_after_so_many_entries(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        put(own_home / "Documents" / str(number))
    monkeypatch.setattr(documents, "ENTRIES", 10)
    assert len(list(documents.walk_documents())) <= 10


def test_of_a_huge_folder_only_so_many_entries_are_asked(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(100):
        put(own_home / "Documents" / str(number))
    monkeypatch.setattr(documents, "ENTRIES", 10)
    real, asked = Path.lstat, []

    def lstat(path: Path) -> os.stat_result:
        asked.append(path)
        return real(path)

    monkeypatch.setattr(Path, "lstat", lstat)
    assert len(list(documents.walk_documents())) <= 10
    assert len([path for path in asked if path.name.isdecimal()]) < 15


def test_recent_files_come_from_the_desktops_list(own_home: Path) -> None:
    put(
        own_home / "data" / "recently-used.xbel",
        '<xbel><bookmark href="file:///home/a%20b/x&amp;y" added="1"/><bookmark href="http://no"/><b',
    )
    assert documents.read_recent_files() == [Path("/home/a b/x&y")]


@pytest.mark.parametrize("place", ["/etc/passwd", "~/../x", "~", "~/", "Documents/x", "~/a/../../x"])
def test_a_place_outside_home_is_refused(place: str) -> None:
    with pytest.raises(StepError):
        documents.resolve_home_relative(place)


def test_a_folder_is_not_opened_through_a_link(own_home: Path) -> None:
    (own_home / "Documents").symlink_to("/tmp")
    with pytest.raises(StepError), documents.open_home_folder("~/Documents"):
        pass


def test_a_thing_is_moved_aside_and_back(own_home: Path) -> None:
    put(own_home / "Documents" / "x", "old")
    aside = find_free_backup_name("x", frozenset({"x", "x.put-aside-1"}))
    assert aside == "x.put-aside-2"
    assert rename_file_in_home("~/Documents", "x", aside)
    assert not rename_file_in_home("~/Documents", "x", aside)  # a second time nothing is left to do
    assert rename_file_in_home("~/Documents", aside, "x")
    assert (own_home / "Documents" / "x").read_text() == "old"


def test_nothing_is_written_over(own_home: Path) -> None:
    old, new = put(own_home / "Documents" / "x", "old"), put(own_home / "Documents" / "y", "new")
    with pytest.raises(StepError):
        rename_file_in_home("~/Documents", "x", "y")
    assert (old.read_text(), new.read_text()) == ("old", "new")


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/b", "", ".", ".."])
def test_a_name_that_leads_elsewhere_is_refused(own_home: Path, name: str) -> None:
    put(own_home / "Documents" / "x")
    with pytest.raises(StepError):
        rename_file_in_home("~/Documents", "x", name)


def test_a_closed_folder_further_in_is_left_out_and_a_closed_documents_folder_is_told(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_home / "Documents" / "closed").mkdir(parents=True)
    (own_home / "Documents" / "letter").touch()
    real, closed = Path.iterdir, {"closed"}

    def iterdir(folder: Path) -> Iterator[Path]:
        if folder.name in closed:
            raise PermissionError(folder)
        return real(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert names() == {"letter"}
    closed.add("Documents")
    with pytest.raises(PermissionError):
        names()
