"""The Recycle Bin and the Trash of macOS, from documentation: what is asked of them, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Command, Native, Output, Reading, windows_automation
from selfhelp.machine.storage import system_trash
from selfhelp.machine.storage.trash_by_choice import MoveToTrash, RestoreFromSystemTrash

FILM = MoveToTrash("~/Videos/film.mkv", "film.mkv", 60_000_000)
OLD, NEW = datetime(2026, 9, 1), datetime(2026, 9, 2)  # noqa: DTZ001 - as Windows tells them


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    path = tmp_path / "Videos" / "film.mkv"
    path.parent.mkdir()
    path.write_text("film")
    return path


class Computer:
    """A computer of some kind whose functions run here and whose commands are only noted."""

    def __init__(self, platform: Platform, code: int = 0) -> None:
        self.platform, self.code = platform, code
        self.commands: list[tuple[str, ...]] = []

    def read(self, source: Any) -> Json:
        assert isinstance(source, Reading)
        return source.function(**source.params)

    def run(self, command: object) -> Any:
        raise AssertionError(command)

    def change(self, action: Any) -> Json:
        if isinstance(action, Command):
            self.commands.append(action.argv)
            return Output(self.code, "", "execution error: not allowed (-1743)")
        assert isinstance(action, Native)
        return action.function(**action.params)


# -- Windows ---------------------------------------------------------------------------------------


class Item:
    """A thing in the bin."""

    def __init__(self, folder: Path, name: str, when: datetime) -> None:
        self.facts = {"System.Recycle.DeletedFrom": str(folder), "System.Recycle.DateDeleted": when}
        self.name, self.target = name, folder / "film.mkv"
        self.restored = False

    def get(self, name: str, *arguments: Any) -> Any:
        if name == "Name":
            return self.name
        if name == "ExtendedProperty":
            return self.facts[arguments[0]]
        assert (name, arguments) == ("InvokeVerb", ("undelete",))
        self.restored = True
        self.target.write_text("back")
        return None


class Shell:
    """The shell with a bin."""

    def __init__(self, *items: Item) -> None:
        self.items = items

    def get(self, name: str, *arguments: Any) -> Any:
        assert (name, arguments) in {("NameSpace", (10,)), ("Items", ())}
        return self

    def iter_items(self, _most: int) -> Iterator[Item]:
        return iter(self.items)


def with_bin(monkeypatch: pytest.MonkeyPatch, *items: Item) -> None:
    @contextmanager
    def opened(program: str) -> Iterator[Shell]:
        assert program == "Shell.Application"
        yield Shell(*items)

    monkeypatch.setattr(windows_automation, "create_automation_object", opened)


def test_a_file_goes_to_the_bin_with_a_way_back(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def move(path: str) -> int:
        asked.append(path)
        film.unlink()
        return 0

    monkeypatch.setattr(system_trash, "_run_file_operation", move)
    machine = Computer(Platform.WINDOWS)
    assert FILM.make_undo_step(machine) == RestoreFromSystemTrash("~/Videos/film.mkv")
    assert FILM.perform(machine, Progress())
    assert asked == [str(film)]
    assert FILM.perform(machine, Progress()) is None, "gone already"


def test_it_is_never_deleted_for_good_without_a_question() -> None:
    """FOF_ALLOWUNDO, FOF_WANTNUKEWARNING; nothing below a folder (FOF_NORECURSION)."""
    flags = system_trash.ALLOW_UNDO | system_trash.QUIETLY
    assert flags & 0x40
    assert flags & 0x4000
    assert flags & 0x1000


def test_where_the_system_or_the_user_refuses_it_stays(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_trash, "_run_file_operation", lambda _path: 0)
    with pytest.raises(StepError, match="couldn't be moved to the trash"):
        FILM.perform(Computer(Platform.WINDOWS), Progress())
    assert film.exists()


def test_the_one_that_went_last_from_there_is_restored(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film.unlink()
    old, new = Item(film.parent, "film.mkv", OLD), Item(film.parent, "film", NEW)
    elsewhere = Item(film.parent.parent, "film.mkv", NEW + timedelta(days=1))
    with_bin(monkeypatch, old, new, elsewhere)
    back = RestoreFromSystemTrash("~/Videos/film.mkv")
    assert back.perform(Computer(Platform.WINDOWS), Progress())
    assert [one.restored for one in (old, new, elsewhere)] == [False, True, False]
    with pytest.raises(StepError, match="nothing was changed"):
        back.perform(Computer(Platform.WINDOWS), Progress())
    film.unlink()
    with_bin(monkeypatch, elsewhere)
    assert back.perform(Computer(Platform.WINDOWS), Progress()) is None


# -- macOS -----------------------------------------------------------------------------------------


def test_the_finder_moves_it_there_and_back(film: Path) -> None:
    machine = Computer(Platform.MACOS)
    assert FILM.perform(machine, Progress())
    undo = FILM.make_undo_step(machine)
    assert undo is not None
    undo.perform(machine, Progress())
    there, back = machine.commands
    assert there[0] == back[0] == "osascript"
    assert there[-2:] == (str(film), "film.mkv")
    assert back[-2:] == (str(film.parent), "film.mkv")
    assert not any("film" in part for part in (*there[:-2], *back[:-2])), "a name is no part of a script"


def test_a_slash_of_the_finder_is_a_colon_of_the_file_system(film: Path) -> None:
    strange = film.with_name("March:April.mov")
    film.rename(strange)
    machine = Computer(Platform.MACOS)
    MoveToTrash("~/Videos/March:April.mov", "", 1).perform(machine, Progress())
    assert machine.commands[0][-2:] == (str(strange), "March/April.mov")


def test_who_does_not_let_the_app_control_the_finder_is_told(film: Path) -> None:
    with pytest.raises(StepError, match="couldn't be moved to the trash"):
        FILM.perform(Computer(Platform.MACOS, code=1), Progress())
    with pytest.raises(StepError, match="couldn't be restored"):
        RestoreFromSystemTrash("~/Videos/film.mkv").perform(Computer(Platform.MACOS, code=1), Progress())


@pytest.mark.skipif(os.name != "posix", reason="links")
@pytest.mark.parametrize("platform", [Platform.MACOS, Platform.WINDOWS])
def test_what_a_link_leads_to_is_not_touched(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: Platform
) -> None:
    monkeypatch.setattr(system_trash, "_run_file_operation", lambda _path: pytest.fail("asked"))
    (tmp_path / "linked").symlink_to(film.parent)
    (tmp_path / "link.mkv").symlink_to(film)
    os.link(film, tmp_path / "hard.mkv")
    machine = Computer(platform)
    for place in ("~/linked/film.mkv", "~/link.mkv", "~/hard.mkv", "~/gone.mkv"):
        assert MoveToTrash(place, "", 1).perform(machine, Progress()) is None
    assert machine.commands == []
    with pytest.raises(StepError):
        MoveToTrash("~/../x", "", 1).perform(machine, Progress())
