"""What is known of programs, and how one is asked to close on a system we are not on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from selfhelp.core.errors import RefusedError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Command, Output
from selfhelp.machine.processes import process_steps, resource_hogs
from selfhelp.machine.processes.resource_hogs import (
    EndHeavyProgram,
    QuitHeavyProgram,
    _average_steady_load,
    _read_processor_times,
    measure_heaviest_programs,
)


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["prlimit", "--as=1000000000", "sleep", "60"]) as child:
        yield child
        child.kill()


def test_a_program_that_sleeps_is_not_busy(sleeper: subprocess.Popen[bytes]) -> None:
    said = measure_heaviest_programs(looks=2, pause=0.05, limit=10_000)
    (entry,) = [entry for entry in said["programs"] if entry["pid"] == sleeper.pid]
    assert entry["mine"]
    assert entry["processor"] < 0.5
    assert 0 < entry["limit"] < 0.5
    assert os.getpid() not in {entry["pid"] for entry in said["programs"]}
    assert 0 < said["available"] <= said["memory"]


@pytest.mark.parametrize(
    ("looks", "steady"),
    [
        ([1.0, 1.0, 1.0, 1.0], 1.0),
        ([1.0, 0.6, 1.0, 1.0], 0.9),
        ([4.0, 0.0, 4.0, 4.0], 0.0),
        ([2.0, 0.2], 0.4),
    ],
)
def test_a_short_dip_does_not_hide_a_busy_program_but_a_pause_does(looks: list[float], steady: float) -> None:
    assert _average_steady_load(looks) == pytest.approx(steady)


def test_a_computer_that_lists_its_programs_slowly_is_not_watched_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]

    def wait(seconds: float) -> None:
        clock[0] += seconds

    def listing(_ours: set[int]) -> dict[int, Any]:
        clock[0] += 0.2
        return {}

    monkeypatch.setattr(resource_hogs, "time", SimpleNamespace(monotonic=lambda: clock[0], sleep=wait))
    monkeypatch.setattr(resource_hogs, "_read_processor_times", listing)
    heaviest = resource_hogs._measure_processor_load(set(), 4, 1.0)
    assert heaviest[1] == {}
    assert clock[0] <= 0.2 + 4 * 1.0 + 0.2


def test_idle_time_is_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    class Process:
        def __init__(self, pid: int) -> None:
            self.pid = pid

        def cpu_times(self) -> Any:
            return SimpleNamespace(user=5.0, system=1.0)

    monkeypatch.setattr("psutil.process_iter", lambda: [Process(0), Process(4), Process(5)])
    assert {pid: spent for pid, (_, spent) in _read_processor_times({5}).items()} == {4: 6.0}


class Windows:
    """A Windows computer on which a program closes when it is told to, or does not."""

    platform = Platform.WINDOWS

    def __init__(self, stubborn: bool = False) -> None:
        self.stubborn, self.running = stubborn, True
        self.asked: list[tuple[str, ...]] = []

    def read(self, source: Any) -> Json:
        return self.running

    def run(self, command: object) -> Any:
        raise AssertionError("nothing is asked")

    def change(self, action: Any) -> Output:
        assert isinstance(action, Command)
        self.asked.append(action.argv)
        self.running = self.stubborn and "/F" not in action.argv
        return Output(0, "")


def test_windows_is_asked_to_close_first(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Windows()
    assert QuitHeavyProgram("EXCEL.EXE", (5,), (1.0,)).perform(machine, Progress()) == "ended"
    assert EndHeavyProgram("EXCEL.EXE", (5,), (1.0,)).perform(machine, Progress()) is None
    assert machine.asked == [("taskkill.exe", "/PID", "5")]
    monkeypatch.setattr(process_steps, "POLITE", process_steps.POLITE * 0)
    stubborn = Windows(stubborn=True)
    assert "still there" in (QuitHeavyProgram("EXCEL.EXE", (5,), (1.0,)).perform(stubborn, Progress()) or "")
    assert EndHeavyProgram("EXCEL.EXE", (5,), (1.0,)).perform(stubborn, Progress()) == "ended"
    assert stubborn.asked[-1] == ("taskkill.exe", "/F", "/PID", "5")


def test_the_desktop_is_not_ended_by_an_old_journal() -> None:
    machine = Windows()
    with pytest.raises(RefusedError):
        EndHeavyProgram("explorer.exe", (5,), (1.0,)).perform(machine, Progress())
    assert machine.asked == []
