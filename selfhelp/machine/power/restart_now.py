"""Restarts through the system's session manager after the user agreed, and records the programs to reopen.

This app ends no program: the session manager asks each program to close, and the user can cancel for a
minute. GNOME and KDE show their own dialog (org.gnome.SessionManager ``Reboot``, org.kde.LogoutPrompt
``promptReboot``); elsewhere logind restarts after a minute (shutdown(8)). macOS shows its own dialog (Apple,
QA1134, ``rrst``); Windows restarts after a minute (Microsoft Learn, shutdown ``/r /t``). Untested on real
computers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core import durable_files
from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import AppPaths, make_private_folder
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.machine import Command, Machine, Native, Row, Step

FILE = "reopen.json"
LARGEST = 50_000
"""Maximum size of the file with recorded programs, in bytes; a larger file wasn't written by this app."""

EXPIRES = timedelta(days=1)
"""Time after which a recorded program is no longer reopened."""

MOST = 30
"""Maximum number of programs to record."""

BUS = ("busctl", "--user", "call")
LINUX = (
    (*BUS, "org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager", "Reboot"),
    (*BUS, "org.kde.LogoutPrompt", "/LogoutPrompt", "org.kde.LogoutPrompt", "promptReboot"),
    ("shutdown", "-r", "+1"),
)
"""Commands that request a restart, tried in turn until an installed one is found."""

MACOS = ("osascript", "-e", 'tell application "loginwindow" to «event aevtrrst»')
WINDOWS = ("shutdown.exe", "/r", "/t", "60")


# -- programs to reopen -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotedPrograms:
    """The recorded programs: their names in the system's list, and the time of recording."""

    at: datetime
    ids: Sequence[str]


def record_open_programs(ids: list[str], platform: str) -> Json:
    """Record the programs to reopen after the restart; return their number.

    Raises:
        OSError: the file couldn't be written.
    """
    folder = AppPaths.create_for_current_user(Platform(platform)).data
    make_private_folder(folder)
    data = {"schema": 1, "at": datetime.now(UTC).isoformat(), "ids": ids[:MOST]}
    durable_files.write_private_file(folder / FILE, json.dumps(data).encode("ascii"))
    return len(ids[:MOST])


def read_recorded_programs(folder: Path) -> NotedPrograms | None:
    """Return the recorded programs; None without a valid file."""
    try:
        with durable_files.open_regular_file(folder / FILE) as file:
            data = json.loads(file.read(LARGEST))
        at = datetime.fromisoformat(data["at"]).astimezone(UTC)
        return NotedPrograms(at, [str(one)[:300] for one in data["ids"][:MOST]])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None


def _record_programs_of_step(step: NoteOpenPrograms, machine: Machine, _progress: Progress) -> str | None:
    if not step.ids:
        return None
    params = {"ids": list(step.ids), "platform": str(machine.platform)}
    machine.change(Native(record_open_programs, params))
    return f"{len(step.ids)} programs noted"


@dataclass(frozen=True, slots=True)
class NoteOpenPrograms(Step):
    """Step that records the programs to reopen, without the documents open in them.

    Attributes:
        ids: names in the system's list of applications.
    """

    ids: tuple[str, ...]

    name: ClassVar[str] = "note-open-programs"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        dict.fromkeys(Platform, _record_programs_of_step)
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, with the number of apps."""
        return NN_(
            "Open {count} app again after the restart.",
            "Open {count} apps again after the restart.",
            len(self.ids),
        )


# -- restarting ------------------------------------------------------------------------------------


def _restart_computer_linux(_step: RestartNow, machine: Machine, _progress: Progress) -> str:
    said = []
    for argv in LINUX:
        try:
            output = machine.change(Command(argv, timeout=20.0))
        except StepError as error:
            said.append(f"{argv[0]}: {error.detail}")
            continue
        if output.code == 0:
            return " ".join(argv)
        said.append(f"{argv[0]}: {output.code} {output.stderr.strip()[:100]}")
    raise StepError(COULD_NOT, detail="; ".join(said)[:500])


def _make_restart_action(argv: tuple[str, ...]) -> Row:
    def request_restart(_step: RestartNow, machine: Machine, _progress: Progress) -> str:
        output = machine.change(Command(argv, timeout=20.0))
        if output.code != 0:
            raise StepError(COULD_NOT, detail=f"{argv[0]}: {output.code} {output.stderr.strip()[:200]}")
        return " ".join(argv)

    return request_restart


COULD_NOT = N_("The computer couldn't be restarted from here. Restart it yourself.")


@dataclass(frozen=True, slots=True)
class RestartNow(Step):
    """Step that asks the session manager to restart; the user has agreed, and can cancel for a minute."""

    name: ClassVar[str] = "restart-now"
    risk: ClassVar[Text | None] = N_("Unsaved work will be lost. Save your work in every app first.")
    duration: ClassVar[timedelta] = timedelta(minutes=5)
    restart: ClassVar[bool] = True
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _restart_computer_linux,
            Platform.MACOS: _make_restart_action(MACOS),
            Platform.WINDOWS: _make_restart_action(WINDOWS),
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, announcing the restart."""
        return N_("Restart the computer. You'll have one minute to save your work first.")
