"""The time of OneDrive's last sync activity; the sync state of single files isn't available.

Windows and macOS: the running client writes ``SyncDiagnostics.log`` below its logs (from descriptions of its
logs, untested). Linux: the free client updates ``items.sqlite3`` in every sync cycle
(github.com/abraunegg/onedrive).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading, xdg
from selfhelp.machine.files.modification_times import find_newest_change
from selfhelp.machine.storage.backups import to_utc_datetime

LOGS = ("Business1", "Business2", "Personal")
"""Log folders, one for each account."""


def read_last_sync_change(platform: str) -> Json:
    """Return the time OneDrive last wrote its state, in seconds since 1970; None if it never did."""
    return find_newest_change([str(path) for path in _FILES[Platform(platform)]()])


def _list_windows_log_files() -> Sequence[Path]:
    return _list_diagnostics_logs(Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft/OneDrive/logs")


def _list_macos_log_files() -> Sequence[Path]:
    return _list_diagnostics_logs(Path.home() / "Library/Logs/OneDrive")


def _list_diagnostics_logs(folder: Path) -> Sequence[Path]:
    return [folder / account / "SyncDiagnostics.log" for account in LOGS]


def _list_linux_state_files() -> Sequence[Path]:
    return [xdg.find_config_folder() / "onedrive" / name for name in ("items.sqlite3", "items.sqlite3-wal")]


_FILES: Mapping[Platform, Callable[[], Sequence[Path]]] = MappingProxyType(
    {
        Platform.WINDOWS: _list_windows_log_files,
        Platform.MACOS: _list_macos_log_files,
        Platform.LINUX: _list_linux_state_files,
    }
)


def _read_last_sync_time(machine: Machine) -> datetime | None:
    return to_utc_datetime(machine.read(Reading(read_last_sync_change, {"platform": str(machine.platform)})))


LAST_SYNC: Probe[datetime | None] = Probe(
    "when OneDrive last worked", dict.fromkeys(Platform, _read_last_sync_time)
)
