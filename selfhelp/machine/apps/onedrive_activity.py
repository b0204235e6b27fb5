"""When OneDrive last worked on its list of files. Whether all are in step isn't available.

Windows and macOS: the client writes ``SyncDiagnostics.log`` below its logs while it runs (from descriptions
of its logs, not tried). Linux: ``items.sqlite3`` of the free client changes with every round
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
from selfhelp.machine.storage.backups import moment_of_seconds
from selfhelp.machine.updates.update_status import newest_change

LOGS = ("Business1", "Business2", "Personal")
"""Folders of the logs, one for each account."""


def read_sync_change(platform: str) -> Json:
    """Return when OneDrive last wrote its state, in seconds since 1970; None if it never did."""
    return newest_change([str(path) for path in _FILES[Platform(platform)]()])


def _windows_files() -> Sequence[Path]:
    return _logs(Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft/OneDrive/logs")


def _macos_files() -> Sequence[Path]:
    return _logs(Path.home() / "Library/Logs/OneDrive")


def _logs(folder: Path) -> Sequence[Path]:
    return [folder / account / "SyncDiagnostics.log" for account in LOGS]


def _linux_files() -> Sequence[Path]:
    return [xdg.config_folder() / "onedrive" / name for name in ("items.sqlite3", "items.sqlite3-wal")]


_FILES: Mapping[Platform, Callable[[], Sequence[Path]]] = MappingProxyType(
    {Platform.WINDOWS: _windows_files, Platform.MACOS: _macos_files, Platform.LINUX: _linux_files}
)


def _read(machine: Machine) -> datetime | None:
    return moment_of_seconds(machine.read(Reading(read_sync_change, {"platform": str(machine.platform)})))


LAST_SYNC: Probe[datetime | None] = Probe("when OneDrive last worked", dict.fromkeys(Platform, _read))
