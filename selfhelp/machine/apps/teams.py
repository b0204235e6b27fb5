"""The Microsoft Teams cache: its location, its age, and whether a call is in progress.

The folders come from learn.microsoft.com, "Clear the Teams client cache" (the new Teams). The paths are built
in Python, because one folder name contains a space. Not tested on Windows or a Mac. Linux is in
`teams_linux`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import detect_platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, PowerShell, Probe, Reading
from selfhelp.machine.command_output import to_bool, to_objects

PACKAGE = "MSTeams_8wekyb3d8bbwe"
"""The package name of the new Teams on Windows."""

WINDOWS_PARTS = ("Packages", PACKAGE, "LocalCache", "Microsoft", "MSTeams")
MACOS_PARTS = ("Library", "Containers", "com.microsoft.teams2")
MACOS_GROUP = ("Library", "Group Containers", "UBF8T346G9.com.microsoft.teams")

CRASHING: Mapping[Platform, tuple[str, ...]] = MappingProxyType(
    {Platform.WINDOWS: ("ms-teams.exe",), Platform.MACOS: ("MSTeams", "Microsoft Teams")}
)
"""Program names in crash reports."""


@dataclass(frozen=True, slots=True)
class TeamsCacheState:
    """The state of the Teams cache.

    Attributes:
        made: creation time of the folder, in seconds since 1970.
        elsewhere: whether a folder above it is a link or reparse point.
    """

    made: float
    elsewhere: bool


def find_teams_cache_folder() -> Path | None:
    """Return the path of the cache folder, which may not exist; None without the new Teams."""
    place = _PLACES[detect_platform()]()
    return place if place is not None and place.parent.is_dir() else None


def find_teams_group_folder() -> Path:
    """Return the path of Teams' group folder on macOS, which may not exist."""
    return Path.home().joinpath(*MACOS_GROUP)


def _find_windows_cache_folder() -> Path:
    """Return the Teams cache folder on Windows, below the known folder LocalAppData."""
    from platformdirs import PlatformDirs

    return Path(PlatformDirs().user_data_dir).joinpath(*WINDOWS_PARTS)


_PLACES: Mapping[Platform, Callable[[], Path | None]] = MappingProxyType(
    {
        Platform.WINDOWS: _find_windows_cache_folder,
        Platform.MACOS: lambda: Path.home().joinpath(*MACOS_PARTS),
        Platform.LINUX: lambda: None,
    }
)


def scan_teams_cache() -> Json:
    """Return the creation time of Teams' cache, and whether a link leads elsewhere; None if missing."""
    place = find_teams_cache_folder()
    if place is None or not os.path.lexists(place):
        return None
    status = place.lstat()
    made = getattr(status, "st_birthtime", status.st_ctime)  # Windows stores the creation time in st_ctime
    return {"made": round(made, 3), "elsewhere": any(_is_symbolic_link(p) for p in (place, *place.parents))}


def _is_symbolic_link(place: Path) -> bool:
    """Return whether a path is a link, or a Windows reparse point (WIN32_FIND_DATA)."""
    status = place.lstat()
    attributes = getattr(status, "st_file_attributes", 0)
    return stat.S_ISLNK(status.st_mode) or bool(attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT)


def read_teams_cache(machine: Machine) -> TeamsCacheState | None:
    """Return the state of the Teams cache, or None if Teams was never opened.

    Raises:
        ProbeError: the folder couldn't be read.
    """
    answer = machine.read(Reading(scan_teams_cache))
    return None if answer is None else TeamsCacheState(**answer)


IN_CALL_SCRIPT = (
    "$using=@('microphone','webcam'|ForEach-Object{Get-ItemProperty -ErrorAction SilentlyContinue"
    " ('HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore\\'+$_+"
    f"'\\{PACKAGE}')|Where-Object{{$null -ne $_.LastUsedTimeStop -and $_.LastUsedTimeStop -eq 0}}}});"
    "[pscustomobject]@{Call=($using.Count -gt 0)}"
)
"""Script that returns whether Teams is using the microphone or camera.

Windows records when a program stopped using them: 0 means still in use. The privacy settings page shows this
as "Currently in use"; Microsoft documents the page, not the value.
"""


def _is_in_call_windows(machine: Machine) -> bool:
    return any(to_bool(entry.get("Call")) for entry in to_objects(machine.read(PowerShell(IN_CALL_SCRIPT))))


def _is_in_call_macos(machine: Machine) -> bool:
    """Return whether Teams keeps the display awake: ``pmset -g assertions`` (pmset(1)) is in English."""
    output = machine.run(Command(("pmset", "-g", "assertions")))
    if output.code != 0:
        raise ProbeError(N_("Couldn't check whether you're in a call."), detail=output.stderr[:500])
    return any(
        "Teams" in line and "PreventUserIdleDisplaySleep" in line for line in output.stdout.splitlines()
    )


IN_CALL: Probe[bool] = Probe(
    "whether a Teams call goes on",
    {Platform.WINDOWS: _is_in_call_windows, Platform.MACOS: _is_in_call_macos},
)
