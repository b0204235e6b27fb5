"""Changes to a hung program: resume it, ask it to close, end it by force."""

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
    ask_to_close,
    is_unresponsive_program_alive,
    kill_process,
    read_unresponsive_windows,
    resume_process,
)

POLITE = timedelta(seconds=15)
"""How long a program gets to save and close after it was asked to."""


def _call_for_each(step: _ProgramStep, machine: Machine, function: Callable[..., Json]) -> str:
    """Call a function for every process of the program; return how many still existed."""
    reached = [
        machine.change(Native(function, {"pid": pid, "started": started}))
        for pid, started in zip(step.pids, step.started, strict=True)
    ]
    return f"{reached.count(True)} of {len(reached)} reached"


def _resume_unix(step: _ProgramStep, machine: Machine, progress: Progress) -> str:
    return _call_for_each(step, machine, resume_process)


def _close_unix(step: _ProgramStep, machine: Machine, progress: Progress) -> str:
    reached = _call_for_each(step, machine, ask_to_close)
    return f"{reached}; {wait_for_end(step, machine, progress, count_remaining)}"


def _end_unix(step: _ProgramStep, machine: Machine, progress: Progress) -> str | None:
    if not count_remaining(step, machine):
        return None
    reached = _call_for_each(step, machine, kill_process)
    return f"{reached}; {wait_for_end(step, machine, progress, count_remaining)}"


def count_remaining(step: _ProgramStep, machine: Machine) -> int:
    """Count the program's remaining processes."""
    pairs = zip(step.pids, step.started, strict=True)
    return sum(
        machine.read(Reading(is_unresponsive_program_alive, {"pid": pid, "started": started}))
        for pid, started in pairs
    )


def _close_windows(step: _ProgramStep, machine: Machine, progress: Progress) -> str:
    _taskkill(step, machine)
    return wait_for_end(step, machine, progress, _count_hung_windows)


def _end_windows(step: _ProgramStep, machine: Machine, progress: Progress) -> str | None:
    if not _count_hung_windows(step, machine):
        return None
    _taskkill(step, machine, "/F")
    return wait_for_end(step, machine, progress, _count_hung_windows)


def _count_hung_windows(step: _ProgramStep, machine: Machine) -> int:
    """Count the processes of the program that still do not answer."""
    seen = {(program.pid, program.started) for program in read_unresponsive_windows(machine)}
    return sum(pair in seen for pair in zip(step.pids, step.started, strict=True))


def _taskkill(step: _ProgramStep, machine: Machine, *force: str) -> None:
    """Ask the windows of the program to close (WM_CLOSE), or end it with ``/F``.

    Its words are translated, its exit status is not: 0 is done (learn.microsoft.com, taskkill). Whether
    the program has ended is looked up afterwards. Not tried on a real Windows.
    """
    seen = {(program.pid, program.started) for program in read_unresponsive_windows(machine)}
    for pid, started in zip(step.pids, step.started, strict=True):
        if (pid, started) in seen:
            machine.change(Command(("taskkill.exe", *force, "/PID", str(pid))))


def wait_for_end(
    step: _ProgramStep, machine: Machine, progress: Progress, left: Callable[[_ProgramStep, Machine], int]
) -> str:
    """Wait until the program has ended, for as long as `POLITE` says."""
    deadline = time.monotonic() + POLITE.total_seconds()
    while still := left(step, machine):
        if time.monotonic() > deadline:
            return f"{still} still there after {POLITE.total_seconds():.0f} s"
        progress.check()
        time.sleep(0.2)
    return "ended"


@dataclass(frozen=True, slots=True)
class _ProgramStep(Step):
    """A change to one program: all of its hung processes.

    Attributes:
        program: its name, for the sentence; foreign text.
        pids: the numbers of its processes.
        started: when each of them started, in the same order.
    """

    program: str
    pids: tuple[int, ...]
    started: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ResumeProgram(_ProgramStep):
    """Lets a stopped program go on. It can't be undone: no one wants it stopped again."""

    name: ClassVar[str] = "resume-program"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    rows: ClassVar[Mapping[Platform, Row]] = {
        Platform.LINUX: _resume_unix,
        Platform.MACOS: _resume_unix,
    }

    def sentence(self) -> Text:
        """Return the sentence that names the program."""
        return N_("Resume {program}.", program=self.program)


@dataclass(frozen=True, slots=True)
class CloseProgram(_ProgramStep):
    """Asks a program to close, and waits for it to end."""

    name: ClassVar[str] = "close-program"
    risk: ClassVar[Text | None] = N_("The app may ask you to save. Unsaved work will be lost.")
    duration: ClassVar[timedelta] = POLITE
    rows: ClassVar[Mapping[Platform, Row]] = {
        Platform.WINDOWS: _close_windows,
        Platform.LINUX: _close_unix,
        Platform.MACOS: _close_unix,
    }

    def sentence(self) -> Text:
        """Return the sentence that names the program."""
        return N_("Ask {program} to close.", program=self.program)


@dataclass(frozen=True, slots=True)
class EndProgram(_ProgramStep):
    """Ends a program by force if it did not close; does nothing if it did."""

    name: ClassVar[str] = "end-program"
    risk: ClassVar[Text | None] = N_("All unsaved work in this app will be lost.")
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = {
        Platform.WINDOWS: _end_windows,
        Platform.LINUX: _end_unix,
        Platform.MACOS: _end_unix,
    }

    def sentence(self) -> Text:
        """Return the sentence that names the program."""
        return N_("Force {program} to quit if it hasn't closed by then.", program=self.program)
