"""The free OneDrive client of Linux: whether it is signed in, runs and may go on, and starting its service.

Microsoft has none; employees use the program ``onedrive`` (github.com/abraunegg/onedrive; Debian, Ubuntu and
Fedora have it). Its folder holds ``refresh_token`` once someone signed in, ``items.sqlite3`` once it worked
and ``config`` where its settings differ. It keeps files in step while ``onedrive --monitor`` runs, which its
service of the user's session does. Tried with version 2.5.4, without a Microsoft account.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Reading, Row, Step, xdg
from selfhelp.machine.command_output import parse_assignments

PROGRAMS = ("/usr/bin/onedrive", "/usr/local/bin/onedrive")
TRACES = ("refresh_token", "items.sqlite3", "config")
"""What lies in its folder only where someone set it up; the folder alone is made by any start."""

RESERVE = 50_000_000
"""Bytes it leaves free, and stops below (application-config-options.md, "space_reservation")."""

COMPARE_ANEW = frozenset({126, 78})
"""How it ends where its settings were changed: it goes on only after ``--resync``, which can overwrite files
here with older ones of the cloud. 126 in its service file of 2.5.4, 78 in its tests of later versions."""

SERVICE = "onedrive.service"
START_LIMIT = 45.0
"""Seconds until the service must run; its file lets it wait fifteen of them first."""

SETTLED = 3.0
"""Seconds that it must then stay: it ends at once where it cannot work."""


@dataclass(frozen=True, slots=True)
class OnedriveAccount:
    """The user's configuration of the client.

    Attributes:
        program: whether it is installed.
        used: whether the user ever set it up.
        signed: whether the user is signed in.
        folder: the folder it keeps in step, below home as ``~/…``.
        free: bytes that are free where that folder lies or will lie.
    """

    program: bool
    used: bool
    signed: bool
    folder: str
    free: int


# -- reading ---------------------------------------------------------------------------------------


def scan_account() -> Json:
    """Return the user's configuration of the client; of secrets only whether they exist."""
    place = xdg.config_folder() / "onedrive"
    folder = _folder(place / "config")
    token = place / "refresh_token"
    return {
        "program": any(Path(program).exists() for program in PROGRAMS),
        "used": any((place / name).exists() for name in TRACES),
        "signed": token.is_file() and token.stat().st_size > 0,
        "folder": folder,
        "free": _free(Path(folder).expanduser()),
    }


def _folder(settings: Path) -> str:
    """Return ``sync_dir`` of its settings, whose lines are ``name = "value"``; ``~/OneDrive`` is usual."""
    try:
        text = settings.read_text("utf-8", "replace")[:100_000]
    except OSError:
        text = ""
    found = re.findall(r'^\s*sync_dir\s*=\s*"((?:~|/)[^"]*)"', text, re.MULTILINE)
    home, folder = str(Path.home()), found[-1] if found else "~/OneDrive"
    return f"~{folder.removeprefix(home)}" if folder.startswith(f"{home}/") else folder


def _free(folder: Path) -> int:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free


def read_account(machine: Machine) -> OnedriveAccount:
    """Return the user's configuration of the client.

    Raises:
        ProbeError: it could not be seen.
    """
    return OnedriveAccount(**machine.read(Reading(scan_account)))


def needs_resync(machine: Machine) -> bool:
    """Return whether the client refuses to continue because its settings changed.

    Asks it for its sync status (``--display-sync-status``), which changes no files. Only for a client that
    isn't running. A missing network or a slow answer doesn't count as a refusal.
    """
    try:
        return machine.run(Command(("onedrive", "--display-sync-status"))).code in COMPARE_ANEW
    except ProbeError:
        return False


def read_service_state(machine: Machine) -> str:
    """Return the service's state: ``active``, ``inactive``, ``failed`` …; empty if it isn't installed.

    ``systemctl show`` prints properties in no language (systemctl(1)).
    """
    properties = "--property=LoadState,ActiveState"
    try:
        output = machine.run(Command(("systemctl", "--user", "show", properties, SERVICE), timeout=5.0))
    except ProbeError:
        return ""
    said = parse_assignments(output.stdout)
    return said.get("ActiveState", "") if said.get("LoadState") == "loaded" else ""


# -- steps -----------------------------------------------------------------------------------------


def _start(step: StartOneDriveService, machine: Machine, progress: Progress) -> str | None:
    if read_service_state(machine) == "active":
        return None
    _run_systemctl(machine, "start", "--no-block")
    deadline, since = time.monotonic() + START_LIMIT, None
    while since is None or time.monotonic() - since < SETTLED:
        progress.check()
        state, now = read_service_state(machine), time.monotonic()
        if state == "failed" or now > deadline:
            raise StepError(N_("OneDrive started but closed again. Contact the help desk."))
        since = (since or now) if state == "active" else None
        time.sleep(0.5)
    return f"{SERVICE} started"


def _stop(step: StopOneDriveService, machine: Machine, _: Progress) -> str | None:
    if read_service_state(machine) != "active":
        return None
    _run_systemctl(machine, "stop")
    return f"{SERVICE} stopped"


def _run_systemctl(machine: Machine, *verb: str) -> None:
    output = machine.change(Command(("systemctl", "--user", *verb, SERVICE), timeout=100.0))
    if output.code != 0:
        raise StepError(N_("The OneDrive service isn't responding to commands."), detail=output.stderr[:500])


@dataclass(frozen=True, slots=True)
class StartOneDriveService(Step):
    """Starts the client's service in the user's own session."""

    name: ClassVar[str] = "start-onedrive-service"
    duration: ClassVar[timedelta] = timedelta(seconds=25)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _start})

    def sentence(self) -> Text:
        """Return the sentence for starting OneDrive."""
        return N_("Start OneDrive.")

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the step that stops the service again."""
        return StopOneDriveService()


@dataclass(frozen=True, slots=True)
class StopOneDriveService(Step):
    """Stops the client's service again; it gets a minute and a half to end what it does."""

    name: ClassVar[str] = "stop-onedrive-service"
    duration: ClassVar[timedelta] = timedelta(seconds=90)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _stop})

    def sentence(self) -> Text:
        """Return the sentence for stopping OneDrive."""
        return N_("Stop OneDrive.")
