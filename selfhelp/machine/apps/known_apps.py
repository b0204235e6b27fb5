"""Known programs: finding running programs, and closing them without losing data."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Reading, Row, Step
from selfhelp.machine.processes.unresponsive import ask_process_to_close

POLITE = timedelta(seconds=20)
"""Maximum time for a program to save and close."""


@dataclass(frozen=True, slots=True)
class KnownApp:
    """A program's display name, and its process names by system."""

    title: str
    names: Mapping[Platform, tuple[str, ...]]


PROGRAMS: Mapping[str, KnownApp] = MappingProxyType(
    {
        "outlook": KnownApp("Outlook", {Platform.WINDOWS: ("OUTLOOK.EXE",)}),
        "teams": KnownApp(
            "Teams",
            {
                Platform.WINDOWS: ("ms-teams.exe",),
                Platform.MACOS: ("MSTeams",),
                Platform.LINUX: ("teams-for-linux",),
            },
        ),
        "onedrive": KnownApp(
            "OneDrive",
            {
                Platform.WINDOWS: ("OneDrive.exe",),
                Platform.MACOS: ("OneDrive",),
                Platform.LINUX: ("onedrive",),
            },
        ),
        "thunderbird": KnownApp(
            "Thunderbird",
            {
                Platform.LINUX: ("thunderbird", "thunderbird-bin", "thunderbird-esr"),
                Platform.MACOS: ("thunderbird",),
            },
        ),
        "libreoffice": KnownApp(
            "LibreOffice", {Platform.LINUX: ("soffice.bin",), Platform.MACOS: ("soffice",)}
        ),
    }
)
"""All supported programs; process names aren't localised."""


@dataclass(frozen=True, slots=True)
class AppProcess:
    """A process of a program: its ID, and its start time in seconds since 1970."""

    pid: int
    started: float


def find_own_processes(names: Sequence[str]) -> Json:
    """Return the user's own processes with one of these names, ignoring case."""
    import psutil

    wanted = {name.lower() for name in names}
    me = psutil.Process().username()
    found = []
    for process in psutil.process_iter(["name", "username", "create_time", "status"]):
        info = process.info
        ours = info["username"] == me and info["status"] != psutil.STATUS_ZOMBIE
        if ours and (info["name"] or "").lower() in wanted:
            found.append({"pid": process.pid, "started": round(info["create_time"], 3)})
    return found


def find_running_processes(machine: Machine, program: str) -> Sequence[AppProcess]:
    """Return this user's processes of one of `PROGRAMS`.

    Raises:
        ProbeError: the processes couldn't be read.
    """
    names = PROGRAMS[program].names.get(machine.platform, ())
    return [
        AppProcess(**facts) for facts in machine.read(Reading(find_own_processes, {"names": list(names)}))
    ]


def require_program_closed(machine: Machine, program: str) -> None:
    """Check that the app whose files are to be changed is closed.

    Raises:
        StepError: the app is running.
    """
    if find_running_processes(machine, program):
        title = PROGRAMS[program].title
        raise StepError(N_("{program} is open. Close it, then try again.", program=title))


def _ask_app_to_close_macos(machine: Machine, instance: AppProcess) -> None:
    machine.change(Native(ask_process_to_close, {"pid": instance.pid, "started": instance.started}))


def _ask_app_to_close_windows(machine: Machine, instance: AppProcess) -> None:
    """Ask the program's windows to close (WM_CLOSE); ``/F`` would force it (learn.microsoft.com, taskkill).

    Untested on Windows.
    """
    machine.change(Command(("taskkill.exe", "/PID", str(instance.pid))))


_ASK = MappingProxyType(
    {Platform.WINDOWS: _ask_app_to_close_windows, Platform.MACOS: _ask_app_to_close_macos}
)


def _quit_app(step: QuitKnownApp, machine: Machine, progress: Progress) -> str | None:
    """Ask the app to close and wait; nothing is forced, so the user can answer its dialogs."""
    asked = find_running_processes(machine, step.program)
    for instance in asked:
        _ASK[machine.platform](machine, instance)
    deadline = time.monotonic() + POLITE.total_seconds()
    while find_running_processes(machine, step.program):
        if time.monotonic() > deadline:
            title = PROGRAMS[step.program].title
            message = N_("{program} is still open. Close it yourself, then try again.", program=title)
            raise StepError(message)
        progress.check()
        time.sleep(0.3)
    return f"{len(asked)} processes closed" if asked else None


@dataclass(frozen=True, slots=True)
class QuitKnownApp(Step):
    """Step that asks a program to close and waits. Undo isn't offered: the user can open the program again.

    It is used only for Outlook on Windows, which asks about unsaved work, and for Teams, which has no unsaved
    work. Thunderbird closes without asking (tested), so the user closes it.

    Attributes:
        program: one of `PROGRAMS`.
    """

    program: str

    name: ClassVar[str] = "quit-office-program"
    risk: ClassVar[Text | None] = N_(
        "The app may ask you to save your work. Anything you don't save will be lost."
    )
    duration: ClassVar[timedelta] = POLITE
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _quit_app, Platform.MACOS: _quit_app}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the program to close."""
        return N_("Ask {program} to close.", program=PROGRAMS[self.program].title)


def read_program_name(pid: int) -> Json:
    """Return the name of the program with this process ID, of any user; "" if there is none."""
    import psutil

    try:
        return psutil.Process(pid).name() if pid != os.getpid() else ""
    except (psutil.Error, OverflowError, ValueError):
        return ""
