"""Programs that are asked to close: once, politely, and never by force."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from selfhelp.core.errors import CancelledError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Command, Native, Output
from selfhelp.machine.apps import known_apps
from selfhelp.machine.apps.known_apps import (
    QuitKnownApp,
    find_own_processes,
    read_program_name,
    require_program_closed,
)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[psutil.Popen]:
    """A program with a name of its own that sleeps."""
    copy = tmp_path / "Sleeper.BIN"
    shutil.copy("/usr/bin/sleep", copy)
    child = psutil.Popen([str(copy), "60"])
    yield child
    child.kill()
    child.wait()


def test_own_programs_are_found_by_name(program: psutil.Popen) -> None:
    (found,) = find_own_processes(["sleeper.bin"])
    assert found["pid"] == program.pid
    assert abs(found["started"] - program.create_time()) < 0.01
    assert find_own_processes(["no such program"]) == []
    assert read_program_name(program.pid) == "Sleeper.BIN"
    assert read_program_name(2**40) == ""


class Computer:
    """A computer where a program runs until it was asked to close a certain number of times."""

    def __init__(self, platform: Platform, deaf: bool = False) -> None:
        self.platform, self.deaf = platform, deaf
        self.asked: list[Command | Native] = []

    def read(self, source: object) -> Json:
        gone = bool(self.asked) and not self.deaf
        return [] if gone else [{"pid": 7, "started": 7.0}]

    def change(self, action: Command | Native) -> Any:
        self.asked.append(action)
        return Output(0, "") if isinstance(action, Command) else True


def test_windows_are_asked_and_nothing_is_forced() -> None:
    computer = Computer(Platform.WINDOWS)
    assert QuitKnownApp("outlook").perform(computer, Progress()) == "1 processes closed"  # type: ignore[arg-type]
    assert computer.asked == [Command(("taskkill.exe", "/PID", "7"))]
    assert QuitKnownApp("outlook").perform(computer, Progress()) is None  # type: ignore[arg-type]


def test_one_that_stays_is_left_to_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_apps, "POLITE", timedelta(0))
    computer = Computer(Platform.MACOS, deaf=True)
    with pytest.raises(StepError, match="Teams is still open"):
        QuitKnownApp("teams").perform(computer, Progress())  # type: ignore[arg-type]
    assert len(computer.asked) == 1


def test_waiting_can_be_stopped() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        QuitKnownApp("teams").perform(Computer(Platform.MACOS, deaf=True), progress)  # type: ignore[arg-type]


def test_an_open_program_stops_a_step() -> None:
    with pytest.raises(StepError, match="Thunderbird is open"):
        require_program_closed(Computer(Platform.LINUX), "thunderbird")  # type: ignore[arg-type]
