"""The computer's time zone, by the system's own name."""

from __future__ import annotations

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import read_first_line, read_script_output_object, to_text

WINDOWS = "[pscustomobject]@{Id=(Get-TimeZone).Id}"
"""Script that returns an ID such as ``Romance Standard Time``, which isn't localised.

Source: Microsoft Learn, Get-TimeZone.
"""


def read_linked_time_zone() -> Json:
    """Return the zone that /etc/localtime links to below ``zoneinfo`` (localtime(5)); "" for a copy."""
    from pathlib import Path

    try:
        target = str(Path("/etc/localtime").readlink())
    except OSError:
        return ""
    return target.partition("zoneinfo/")[2]


def _read_time_zone_posix(machine: Machine) -> str:
    return _require_time_zone(
        to_text(machine.read(Reading(read_linked_time_zone))) or read_first_line(machine, "/etc/timezone")
    )


def _read_time_zone_windows(machine: Machine) -> str:
    return _require_time_zone(to_text(read_script_output_object(machine, WINDOWS).get("Id")))


def _require_time_zone(zone: str) -> str:
    if not zone:
        raise ProbeError(N_("This computer's time zone can't be read."))
    return zone


ZONE = Probe(
    "which time zone is set",
    {
        Platform.LINUX: _read_time_zone_posix,
        Platform.MACOS: _read_time_zone_posix,
        Platform.WINDOWS: _read_time_zone_windows,
    },
)
