"""Changes to an unresponsive program: resume it, ask it to close, force it to quit."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Reading, Row, Step
from selfhelp.machine.processes.unresponsive import (
    ask_process_to_close,
    is_process_alive,
    kill_process,
    read_unresponsive_programs_windows,
    resume_process,
)

POLITE = timedelta(seconds=15)
"""Maximum time for a program to save and close."""


def _call_for_each_process(
    step: _UnresponsiveProgramStep, machine: Machine, function: Callable[..., Json]
) -> str:
    """Call a function for every process of the program; return the number of processes reached, as text."""
    reached = [
        machine.change(Native(function, {"pid": pid, "started": started}))
        for pid, started in zip(step.pids, step.started, strict=True)
    ]
    return f"{reached.count(True)} of {len(reached)} reached"


def _resume_processes_unix(step: _UnresponsiveProgramStep, machine: Machine, progress: Progress) -> str:
    return _call_for_each_process(step, machine, resume_process)


def _close_processes_unix(step: _UnresponsiveProgramStep, machine: Machine, progress: Progress) -> str:
    reached = _call_for_each_process(step, machine, ask_process_to_close)
    return f"{reached}; {wait_for_processes_to_end(step, machine, progress, count_remaining_processes)}"


def _kill_processes_unix(step: _UnresponsiveProgramStep, machine: Machine, progress: Progress) -> str | None:
    if not count_remaining_processes(step, machine):
        return None
    reached = _call_for_each_process(step, machine, kill_process)
    return f"{reached}; {wait_for_processes_to_end(step, machine, progress, count_remaining_processes)}"


def count_remaining_processes(step: _UnresponsiveProgramStep, machine: Machine) -> int:
    """Return the number of the program's remaining processes."""
    pairs = zip(step.pids, step.started, strict=True)
    return sum(
        machine.read(Reading(is_process_alive, {"pid": pid, "started": started})) for pid, started in pairs
    )


def _close_processes_windows(step: _UnresponsiveProgramStep, machine: Machine, progress: Progress) -> str:
    _run_taskkill(step, machine)
    return wait_for_processes_to_end(step, machine, progress, _count_hung_processes_windows)


def _kill_processes_windows(
    step: _UnresponsiveProgramStep, machine: Machine, progress: Progress
) -> str | None:
    if not _count_hung_processes_windows(step, machine):
        return None
    _run_taskkill(step, machine, "/F")
    return wait_for_processes_to_end(step, machine, progress, _count_hung_processes_windows)


def _count_hung_processes_windows(step: _UnresponsiveProgramStep, machine: Machine) -> int:
    """Return the number of the program's processes that still don't respond."""
    seen = {(program.pid, program.started) for program in read_unresponsive_programs_windows(machine)}
    return sum(pair in seen for pair in zip(step.pids, step.started, strict=True))


def _run_taskkill(step: _UnresponsiveProgramStep, machine: Machine, *force: str) -> None:
    """Close the program's windows with WM_CLOSE, or force the program to quit with ``/F``.

    Its output is localised, its exit status isn't: 0 is success (learn.microsoft.com, taskkill). The caller
    checks whether the program has ended. Untested on Windows.
    """
    seen = {(program.pid, program.started) for program in read_unresponsive_programs_windows(machine)}
    for pid, started in zip(step.pids, step.started, strict=True):
        if (pid, started) in seen:
            machine.change(Command(("taskkill.exe", *force, "/PID", str(pid))))


def wait_for_processes_to_end(
    step: _UnresponsiveProgramStep,
    machine: Machine,
    progress: Progress,
    left: Callable[[_UnresponsiveProgramStep, Machine], int],
) -> str:
    """Wait for at most `POLITE` until the program has ended; return technical details."""
    deadline = time.monotonic() + POLITE.total_seconds()
    while still := left(step, machine):
        if time.monotonic() > deadline:
            return f"{still} still there after {POLITE.total_seconds():.0f} s"
        progress.check()
        time.sleep(0.2)
    return "ended"


@dataclass(frozen=True, slots=True)
class _UnresponsiveProgramStep(Step):
    """Base class of changes to all unresponsive processes of one program.

    Attributes:
        program: its name, for the sentence; external text.
        pids: the IDs of its processes.
        started: the start time of each process, in the same order.
    """

    program: str
    pids: tuple[int, ...]
    started: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ResumeProgram(_UnresponsiveProgramStep):
    """Step that resumes a suspended program.

    It can't be undone, because no user wants the program suspended again.
    """

    name: ClassVar[str] = "resume-program"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    rows: ClassVar[Mapping[Platform, Row]] = {
        Platform.LINUX: _resume_processes_unix,
        Platform.MACOS: _resume_processes_unix,
    }

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the program."""
        return N_("Resume {program}.", program=self.program)


@dataclass(frozen=True, slots=True)
class CloseProgram(_UnresponsiveProgramStep):
    """Step that asks a program to close, and waits for it to end."""

    name: ClassVar[str] = "close-program"
    risk: ClassVar[Text | None] = N_(
        "The app may ask you to save your work. Anything you don't save will be lost."
    )
    duration: ClassVar[timedelta] = POLITE
    rows: ClassVar[Mapping[Platform, Row]] = {
        Platform.WINDOWS: _close_processes_windows,
        Platform.LINUX: _close_processes_unix,
        Platform.MACOS: _close_processes_unix,
    }

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the program."""
        return N_("Ask {program} to close.", program=self.program)


@dataclass(frozen=True, slots=True)
class EndProgram(_UnresponsiveProgramStep):
    """Step that forces a program to quit if it is still running."""

    name: ClassVar[str] = "end-program"
    risk: ClassVar[Text | None] = N_("All unsaved work in the app will be lost.")
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = {
        Platform.WINDOWS: _kill_processes_windows,
        Platform.LINUX: _kill_processes_unix,
        Platform.MACOS: _kill_processes_unix,
    }

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the program."""
        return N_("Force {program} to quit if it's still open.", program=self.program)
