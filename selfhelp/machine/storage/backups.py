r"""The time of the user's last backup, according to the system's own backup program.

Windows: File History keeps ``ProtectedUpToTime`` (FILETIME, zero while it runs) below ``HKCU\…\FileHistory``,
and changes its catalogue with every run; forensic tools such as plaso read both. macOS: Time Machine lists
``SnapshotDates`` of each destination (in the preferences that osquery's ``time_machine_backups`` reads;
without full disk access, they may be unreadable). Linux: Déjà Dup keeps ``last-backup`` (ISO 8601) in
GSettings. The organisation can name a file that its own backup program changes. The Windows and macOS rows
are untested.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, PropertyList, Reading, Registry
from selfhelp.machine.command_output import to_datetime, to_int, to_objects
from selfhelp.machine.files.modification_times import find_newest_change

FILE_HISTORY = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\FileHistory"
TIME_MACHINE = "/Library/Preferences/com.apple.TimeMachine.plist"
SINCE_1601 = datetime(1601, 1, 1, tzinfo=UTC)
"""Start of FILETIME, which counts in units of 100 ns (Microsoft Learn, FILETIME)."""


def read_catalogue_change_time() -> Json:
    """Return the time File History last changed its catalogue, in seconds since 1970; None if none exists."""
    folder = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft/Windows/FileHistory/Configuration"
    return find_newest_change([str(folder / "Catalog1.edb"), str(folder / "Catalog2.edb")])


def _read_backups_windows(machine: Machine) -> datetime | None:
    ticks = to_int(machine.read(Registry(FILE_HISTORY, "ProtectedUpToTime")))
    changed = machine.read(Reading(read_catalogue_change_time))
    times = [to_utc_datetime(changed)]
    if ticks and ticks > 0:
        times.append(SINCE_1601 + timedelta(microseconds=min(ticks, 2**60) // 10))
    return max((moment for moment in times if moment is not None), default=None)


def _read_backups_macos(machine: Machine) -> datetime | None:
    settings = machine.read(PropertyList(TIME_MACHINE))
    return max(_iter_snapshot_times(settings), default=None) if isinstance(settings, dict) else None


def _iter_snapshot_times(settings: dict[str, Json]) -> Iterator[datetime]:
    for place in to_objects(settings.get("Destinations")):
        dates = place.get("SnapshotDates")
        for date in dates if isinstance(dates, list) else ():
            moment = to_datetime(date)
            if moment is not None:
                yield moment


def _read_backups_linux(machine: Machine) -> datetime | None:
    try:
        said = machine.run(Command(("gsettings", "get", "org.gnome.DejaDup", "last-backup"), timeout=5.0))
    except ProbeError:  # no GSettings, or no response: no known backup
        return None
    return to_datetime(said.stdout.strip().strip("'")) if said.code == 0 else None


BACKUP: Probe[datetime | None] = Probe(
    "when files were last backed up",
    {
        Platform.WINDOWS: _read_backups_windows,
        Platform.MACOS: _read_backups_macos,
        Platform.LINUX: _read_backups_linux,
    },
)
"""Time of the last backup; None if no known backup program exists or has ever run."""


def read_marker_change_time(machine: Machine, path: str) -> datetime | None:
    """Return the time of the last change to the organisation's backup file; None if the file is missing."""
    return to_utc_datetime(machine.read(Reading(find_newest_change, {"paths": [path]})))


def to_utc_datetime(seconds: Json) -> datetime | None:
    """Return seconds since 1970 as a datetime in UTC; None for anything else."""
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else None
