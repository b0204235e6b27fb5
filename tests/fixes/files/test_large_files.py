"""Large files by choice: only the user's own go, only those they ticked, and undo brings them back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import ChoiceQuestion, Finding, Json, Outcome, Platform, Undo
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes.files import large_files as module
from selfhelp.fixes.files.large_files import LargeFilesByChoice
from selfhelp.machine import Native, Reading
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.storage import disk_space, largest_files, trash_by_choice
from selfhelp.machine.storage.cleanup_areas import TidyByHand
from selfhelp.machine.storage.trash_by_choice import (
    MoveToTrash,
    describe_files,
    is_synced_file,
    move_file_to_trash,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the trash of a Linux desktop")
FIX = LargeFilesByChoice()
BIG = 60_000_000


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of a test, with its trash in it."""
    made = tmp_path / "anna"
    made.mkdir()
    monkeypatch.setenv("HOME", str(made))
    monkeypatch.setenv("XDG_DATA_HOME", str(made / ".local/share"))
    return made


def large(path: Path, text: str = "mine") -> Path:
    """A file that the disk counts as small and the fake machine as large."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


class Computer:
    """This computer's files below a home folder of the test, with made-up sizes."""

    platform = Platform.LINUX

    def __init__(self, home: Path) -> None:
        self.home = home

    def read(self, source: Any) -> Json:
        assert isinstance(source, Reading)
        if source.function is disk_space.measure_volumes:
            volume = {"mount": "/", "device": 1, "total": 10**11, "free": 10**10, "home": True}
            return [{**volume, "entries": 0, "entries_free": 0}]
        if source.function is largest_files.measure_home_folder:
            files = [
                {"path": f"~/{one.relative_to(self.home)}", "size": BIG, "files": 0, "folder": False}
                for one in sorted(self.home.rglob("*"))
                if one.is_file() and ".local" not in one.parts
            ]
            return {
                "folders": [],
                "files": files,
                "bytes": 0,
                "count": 0,
                "unread": [],
                "unread_count": 0,
                "elsewhere": [],
                "finished": True,
            }
        return source.function(**source.params)

    def run(self, command: object) -> Any:
        raise AssertionError(command)

    def change(self, action: Any) -> Json:
        assert isinstance(action, Native)
        return action.function(**action.params)


class Ticks:
    def __init__(self, *places: str) -> None:
        self.places = list(places)

    def ask_consent(self, _proposal: object) -> bool:
        return True

    def ask_question(self, question: ChoiceQuestion) -> list[str]:
        assert question.several
        assert not any(option.chosen for option in question.options), "nothing is ticked beforehand"
        return self.places

    def ask_to_do_by_hand(self, _view: object) -> bool:
        return False


def found(machine: Any) -> Finding:
    finding = FIX.diagnose(machine)
    assert finding is not None
    return finding


def test_what_is_ticked_goes_to_the_trash_the_rest_stays_and_undo_brings_it_back(
    home: Path, tmp_path: Path
) -> None:
    film, letter = large(home / "Videos/film.mkv", "film"), large(home / "letter.odt")
    engine = Engine(Computer(home), Journal(tmp_path / "journal"))
    run = engine.run(FIX, Ticks("~/Videos/film.mkv"), Progress())
    assert run.outcome is Outcome.FIXED
    assert [step.undo for step in run.steps] == [Undo.POSSIBLE]
    assert not film.exists()
    assert letter.read_text() == "mine"
    trash = home / ".local/share/Trash"
    assert (trash / "files/film.mkv").read_text() == "film", "moved, not deleted"
    note = (trash / "info/film.mkv.trashinfo").read_text()
    assert f"Path={film}" in note
    assert trash.stat().st_mode & 0o777 == 0o700
    undone = engine.undo(run.run, Progress(), check=FIX)
    assert undone.outcome is Outcome.UNDONE
    assert film.read_text() == "film"
    assert not list((trash / "info").iterdir())


def test_two_of_one_name_and_one_that_lies_there_already_keep_apart(home: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        large(home / folder / "disk.iso", folder)
    large(home / ".local/share/Trash/files/disk.iso", "old")
    engine = Engine(Computer(home), Journal(tmp_path / "journal"))
    assert engine.run(FIX, Ticks("~/a/disk.iso", "~/b/disk.iso"), Progress()).outcome is Outcome.FIXED
    inside = {one.read_text() for one in (home / ".local/share/Trash/files").iterdir()}
    assert inside == {"old", "a", "b"}


def test_nothing_ticked_changes_nothing(home: Path) -> None:
    large(home / "film.mkv")
    finding = found(Computer(home))
    assert list(FIX.plan_steps(finding, {"files": []})) == [TidyByHand()]
    assert list(FIX.plan_steps(finding, {"files": ["~/../../etc/passwd"]})) == [TidyByHand()]


@pytest.mark.parametrize("place", ["/etc/passwd", "~/../outside", "~", "~/folder", "~/link", "~/hard"])
def test_only_a_plain_file_of_the_users_own_below_home(home: Path, tmp_path: Path, place: str) -> None:
    outside = large(tmp_path / "outside", "not yours")
    (home / "folder").mkdir()
    (home / "link").symlink_to(outside)
    os.link(outside, home / "hard")
    assert describe_files([place]) == []
    with pytest.raises((StepError, OSError)):
        move_file_to_trash(place, "x")
    assert outside.read_text() == "not yours"


def test_a_folder_that_became_a_link_leads_nowhere(home: Path, tmp_path: Path) -> None:
    outside = large(tmp_path / "elsewhere/film.mkv", "not yours")
    (home / "Videos").symlink_to(outside.parent)
    with pytest.raises((StepError, OSError)):
        move_file_to_trash("~/Videos/film.mkv", "film.mkv")
    assert outside.exists()


@pytest.mark.parametrize(
    ("folder", "mark"),
    [("OneDrive - Example", ""), ("Nextcloud", ""), ("work", ".stfolder"), ("files", ".sync_0a1b2c.db")],
)
def test_a_sync_folder_is_said(home: Path, folder: str, mark: str) -> None:
    file = large(home / folder / "deep/film.mkv")
    if mark:
        (home / folder / mark).write_text("")
    assert is_synced_file(file)
    assert not is_synced_file(large(home / "Videos/film.mkv"))


@pytest.mark.parametrize("name", ["macos-15", "windows-11"])
def test_programs_own_folders_and_packages_are_left_alone(
    replay: Callable[[str], ReplayMachine], name: str
) -> None:
    (question,) = FIX.list_questions(found(replay(f"large-files/{name}--large")))
    places = [str(option.label) for option in question.options]
    assert len(places) == 2
    assert not any(word in place for place in places for word in ("Library", "AppData"))


def test_the_warning_is_shown_beside_the_file(replay: Callable[[str], ReplayMachine]) -> None:
    finding = found(replay("large-files/debian-13--large"))
    (question,) = FIX.list_questions(finding)
    details = {str(one.label): ENGLISH.translate(one.detail) for one in question.options}
    assert "your other devices" in details["~/OneDrive/disk.iso"]
    assert "your other devices" not in details["~/Videos/holiday.mkv"]
    assert "~/.local/share/vm.img" not in details, "a program's own file"
    assert "Free disk space: 12.5\N{NO-BREAK SPACE}GB of 95.4\N{NO-BREAK SPACE}GB." in ENGLISH.translate(
        finding.summary
    )
    assert FIX.plan_steps(finding, {"files": ["~/OneDrive/disk.iso"]}) == [
        MoveToTrash("~/OneDrive/disk.iso", "disk.2.iso", 900_000_000)
    ]
    assert module.FILES == "files"
    assert trash_by_choice.SMALLEST == 50_000_000
