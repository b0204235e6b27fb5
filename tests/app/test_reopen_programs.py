"""After a restart, what was open opens again: once, only what the system lists, and never by a path."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from selfhelp.app.composition import App
from selfhelp.app.reopen_programs import reopen_programs
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.machine import File, Native, Output, Reading
from selfhelp.machine.desktop import open_programs
from selfhelp.machine.power import restart_now
from selfhelp.machine.power.restart_now import FILE, read_recorded_programs, record_open_programs

LISTED = {"firefox-esr", "gimp"}


@dataclass
class Computer:
    """A computer that was started some time ago; what would be opened is only noted."""

    uptime: timedelta
    open: set[str] = field(default_factory=set)
    opened: list[str] = field(default_factory=list)
    platform: Platform = Platform.LINUX

    def run(self, _command: object) -> Output:
        return Output(0, "")

    def read(self, source: Any) -> Json:
        if isinstance(source, File):
            return f"{self.uptime.total_seconds()} 0" if source.path == "/proc/uptime" else None
        assert isinstance(source, Reading)
        if source.function is open_programs.list_open_programs:
            return [{"id": one, "title": one} for one in sorted(self.open)]
        return []

    def change(self, action: Any) -> Json:
        assert isinstance(action, Native)
        assert action.function is open_programs.open_listed_program
        if action.params["id"] not in LISTED:
            return False
        self.opened.append(str(action.params["id"]))
        return True


def noted(places: AppPaths, ids: list[str], ago: timedelta) -> None:
    at = datetime.now(UTC) - ago
    places.data.mkdir(parents=True, exist_ok=True)
    (places.data / FILE).write_text(json.dumps({"schema": 1, "at": at.isoformat(), "ids": ids}))


@pytest.fixture
def app(places: AppPaths) -> App:
    from selfhelp.core.paths import make_private_folder

    make_private_folder(places.data)
    return App(Computer(timedelta(minutes=2)), places, {})  # type: ignore[arg-type]


def opened(app: App) -> list[str]:
    machine: Any = app.machine
    return list(machine.opened)


def test_it_opens_what_is_listed_and_closed_and_only_once(app: App, places: AppPaths) -> None:
    noted(places, ["firefox-esr", "gimp", "gimp", "/bin/sh", "gone"], timedelta(minutes=10))
    app.machine.open.add("gimp")  # type: ignore[attr-defined]
    assert reopen_programs(app, Progress()) == 1
    assert opened(app) == ["firefox-esr"]
    assert not (places.data / FILE).exists()
    assert reopen_programs(app, Progress()) == 0
    assert opened(app) == ["firefox-esr"]


def test_without_a_restart_the_note_waits(app: App, places: AppPaths) -> None:
    noted(places, ["gimp"], timedelta(minutes=1))  # the computer has run for two
    assert reopen_programs(app, Progress()) == 0
    assert (places.data / FILE).exists()
    app.machine.uptime = timedelta(seconds=30)  # type: ignore[attr-defined]
    assert reopen_programs(app, Progress()) == 1


def test_yesterdays_note_is_forgotten(app: App, places: AppPaths) -> None:
    noted(places, ["gimp"], timedelta(days=2))
    assert reopen_programs(app, Progress()) == 0
    assert opened(app) == []
    assert not (places.data / FILE).exists()


@pytest.mark.parametrize("content", ["", "[]", '{"at": "x", "ids": []}', '{"at": "2026-11-30", "ids": 3}'])
def test_a_damaged_note_opens_nothing(app: App, places: AppPaths, content: str) -> None:
    (places.data / FILE).write_text(content)
    assert reopen_programs(app, Progress()) == 0
    assert opened(app) == []


def test_a_note_is_private_and_holds_names_alone(places: AppPaths) -> None:
    assert record_open_programs(["gimp"], "linux") == 1
    data = AppPaths.create_for_current_user(Platform.LINUX).data
    assert (data / FILE).stat().st_mode & 0o777 == 0o600
    read = read_recorded_programs(data)
    assert read is not None
    assert read.ids == ["gimp"]
    assert restart_now.MOST == 30
