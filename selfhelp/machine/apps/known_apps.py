"""Which of a few well-known programs run, and how they are asked to close without losing anything."""

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
from selfhelp.machine.processes.unresponsive import ask_to_close

POLITE = timedelta(seconds=20)
"""How long a program gets to save and close after it was asked to."""


@dataclass(frozen=True, slots=True)
class KnownApp:
    """A program as people call it, and the names of its processes by system."""

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
"""Every program that is asked for by name; the names are those of the processes, in no language."""


@dataclass(frozen=True, slots=True)
class AppProcess:
    """A process of a program: its number, and when it started in seconds since 1970."""

    pid: int
    started: float


def find_own_processes(names: Sequence[str]) -> Json:
    """Return the user's own processes of a known app, by name; letters' case does not count."""
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


def running_processes(machine: Machine, program: str) -> Sequence[AppProcess]:
    """Return the processes of one of `PROGRAMS` that this user started.

    Raises:
        ProbeError: it could not be seen.
    """
    names = PROGRAMS[program].names.get(machine.platform, ())
    return [
        AppProcess(**facts) for facts in machine.read(Reading(find_own_processes, {"names": list(names)}))
    ]


def require_closed(machine: Machine, program: str) -> None:
    """Raise an error if the app whose files are to be changed is running.

    Raises:
        StepError: it runs.
    """
    if running_processes(machine, program):
        title = PROGRAMS[program].title
        raise StepError(N_("{program} is open. Close it, then try again.", program=title))


def _ask_macos(machine: Machine, instance: AppProcess) -> None:
    machine.change(Native(ask_to_close, {"pid": instance.pid, "started": instance.started}))


def _ask_windows(machine: Machine, instance: AppProcess) -> None:
    """Ask its windows to close (WM_CLOSE); without ``/F`` nothing is forced (learn.microsoft.com, taskkill).

    Not tried on a real Windows.
    """
    machine.change(Command(("taskkill.exe", "/PID", str(instance.pid))))


_ASK = MappingProxyType({Platform.WINDOWS: _ask_windows, Platform.MACOS: _ask_macos})


def _quit(step: QuitKnownApp, machine: Machine, progress: Progress) -> str | None:
    """Ask once, then wait; nothing is ever forced, so whatever it asks the user can be answered."""
    asked = running_processes(machine, step.program)
    for instance in asked:
        _ASK[machine.platform](machine, instance)
    deadline = time.monotonic() + POLITE.total_seconds()
    while running_processes(machine, step.program):
        if time.monotonic() > deadline:
            title = PROGRAMS[step.program].title
            message = N_("{program} is still open. Close it yourself, then try again.", program=title)
            raise StepError(message)
        progress.check()
        time.sleep(0.3)
    return f"{len(asked)} processes closed" if asked else None


@dataclass(frozen=True, slots=True)
class QuitKnownApp(Step):
    """Asks a program to close and waits for it. It can't be undone: the user opens it again.

    Only for Outlook on Windows, whose windows then ask about what is not saved, and for Teams, which keeps
    nothing that could be lost. Thunderbird ends at once when it is asked (tried), so the user closes it.

    Attributes:
        program: one of `PROGRAMS`.
    """

    program: str

    name: ClassVar[str] = "quit-office-program"
    risk: ClassVar[Text | None] = N_("The app may ask you to save. Unsaved work will be lost.")
    duration: ClassVar[timedelta] = POLITE
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _quit, Platform.MACOS: _quit}
    )

    def sentence(self) -> Text:
        """Return the sentence that names the program to close."""
        return N_("Ask {program} to close.", program=PROGRAMS[self.program].title)


def program_name_of_pid(pid: int) -> Json:
    """Return the name of the program with this number, whosever it is; empty if there is none."""
    import psutil

    try:
        return psutil.Process(pid).name() if pid != os.getpid() else ""
    except (psutil.Error, OverflowError, ValueError):
        return ""
