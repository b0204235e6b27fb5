"""The free OneDrive client for Linux: its sign-in, its service, and starting it.

Microsoft has no Linux client; employees use the program ``onedrive`` (github.com/abraunegg/onedrive; in
Debian, Ubuntu and Fedora). Its folder holds ``refresh_token`` after sign-in, ``items.sqlite3`` after the
first sync and ``config`` if its settings were changed. It syncs while ``onedrive --monitor`` runs, which its
user service does. Tested with version 2.5.4, without a Microsoft account.
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
"""Files that exist only after setup; the folder alone is created whenever the client starts."""

RESERVE = 50_000_000
"""Free bytes below which the client stops (application-config-options.md, "space_reservation")."""

COMPARE_ANEW = frozenset({126, 78})
"""Exit statuses of the client after its settings have changed.

It continues only after ``--resync``, which can overwrite local files with older versions from the cloud. The
service file of version 2.5.4 has 126, the tests of later versions have 78.
"""

SERVICE = "onedrive.service"
START_LIMIT = 45.0
"""Maximum seconds until the service must be running; its unit file delays it by fifteen."""

SETTLED = 3.0
"""Seconds that the started service must keep running; it exits immediately if it can't work."""


@dataclass(frozen=True, slots=True)
class OnedriveAccount:
    """The user's configuration of the client.

    Attributes:
        program: whether it is installed.
        used: whether the user ever set it up.
        signed: whether the user is signed in.
        folder: the synced folder, below home as ``~/…``.
        free: free bytes on that folder's volume.
    """

    program: bool
    used: bool
    signed: bool
    folder: str
    free: int


# -- reading ---------------------------------------------------------------------------------------


def scan_onedrive_account() -> Json:
    """Return the user's configuration of the client; secrets are only checked for existence."""
    place = xdg.find_config_folder() / "onedrive"
    folder = _read_sync_folder(place / "config")
    token = place / "refresh_token"
    return {
        "program": any(Path(program).exists() for program in PROGRAMS),
        "used": any((place / name).exists() for name in TRACES),
        "signed": token.is_file() and token.stat().st_size > 0,
        "folder": folder,
        "free": _count_free_bytes(Path(folder).expanduser()),
    }


def _read_sync_folder(settings: Path) -> str:
    """Return the folder in the line ``sync_dir = "…"`` of the settings; ``~/OneDrive`` by default."""
    try:
        text = settings.read_text("utf-8", "replace")[:100_000]
    except OSError:
        text = ""
    found = re.findall(r'^\s*sync_dir\s*=\s*"((?:~|/)[^"]*)"', text, re.MULTILINE)
    home, folder = str(Path.home()), found[-1] if found else "~/OneDrive"
    return f"~{folder.removeprefix(home)}" if folder.startswith(f"{home}/") else folder


def _count_free_bytes(folder: Path) -> int:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free


def read_onedrive_account(machine: Machine) -> OnedriveAccount:
    """Return the user's configuration of the client.

    Raises:
        ProbeError: the configuration couldn't be read.
    """
    return OnedriveAccount(**machine.read(Reading(scan_onedrive_account)))


def does_account_need_resync(machine: Machine) -> bool:
    """Return whether the client refuses to continue because its settings changed.

    Runs ``--display-sync-status``, which changes no files. Call only if the client isn't running. A missing
    network or a slow response doesn't count as a refusal.
    """
    try:
        return machine.run(Command(("onedrive", "--display-sync-status"))).code in COMPARE_ANEW
    except ProbeError:
        return False


def read_onedrive_service_state(machine: Machine) -> str:
    """Return the service's state (``active``, ``inactive``, ``failed`` …); "" if it isn't installed.

    ``systemctl show`` isn't localised (systemctl(1)).
    """
    properties = "--property=LoadState,ActiveState"
    try:
        output = machine.run(Command(("systemctl", "--user", "show", properties, SERVICE), timeout=5.0))
    except ProbeError:
        return ""
    said = parse_assignments(output.stdout)
    return said.get("ActiveState", "") if said.get("LoadState") == "loaded" else ""


# -- steps -----------------------------------------------------------------------------------------


def _start_onedrive_service(step: StartOneDriveService, machine: Machine, progress: Progress) -> str | None:
    if read_onedrive_service_state(machine) == "active":
        return None
    _run_systemctl(machine, "start", "--no-block")
    deadline, since = time.monotonic() + START_LIMIT, None
    while since is None or time.monotonic() - since < SETTLED:
        progress.check()
        state, now = read_onedrive_service_state(machine), time.monotonic()
        if state == "failed" or now > deadline:
            raise StepError(N_("OneDrive started but closed again. Contact the help desk."))
        since = (since or now) if state == "active" else None
        time.sleep(0.5)
    return f"{SERVICE} started"


def _stop_onedrive_service(step: StopOneDriveService, machine: Machine, _: Progress) -> str | None:
    if read_onedrive_service_state(machine) != "active":
        return None
    _run_systemctl(machine, "stop")
    return f"{SERVICE} stopped"


def _run_systemctl(machine: Machine, *verb: str) -> None:
    output = machine.change(Command(("systemctl", "--user", *verb, SERVICE), timeout=100.0))
    if output.code != 0:
        raise StepError(N_("The OneDrive service isn't responding to commands."), detail=output.stderr[:500])


@dataclass(frozen=True, slots=True)
class StartOneDriveService(Step):
    """Step that starts the client's user service."""

    name: ClassVar[str] = "start-onedrive-service"
    duration: ClassVar[timedelta] = timedelta(seconds=25)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _start_onedrive_service})

    def describe_action(self) -> Text:
        """Return the sentence shown before starting OneDrive."""
        return N_("Start OneDrive.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that stops the service again."""
        return StopOneDriveService()

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the service has stopped again."""
        return read_onedrive_service_state(machine) != "active"


@dataclass(frozen=True, slots=True)
class StopOneDriveService(Step):
    """Step that stops the client's user service, which may take 90 seconds to finish its work."""

    name: ClassVar[str] = "stop-onedrive-service"
    duration: ClassVar[timedelta] = timedelta(seconds=90)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _stop_onedrive_service})

    def describe_action(self) -> Text:
        """Return the sentence shown before stopping OneDrive."""
        return N_("Stop OneDrive.")
