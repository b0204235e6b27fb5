"""Marks a downloaded file, so that the system asks before running it.

Windows: the stream ``Zone.Identifier`` with zone 3 (Microsoft, [MS-FSCC] 5.6.1). macOS: the attribute
``com.apple.quarantine``. Linux has no such mark. Untested on Windows and macOS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.errors import StepError
from selfhelp.core.model import Platform
from selfhelp.machine import Command, Machine

ZONE = "[ZoneTransfer]\r\nZoneId=3\r\n"
QUARANTINE = "0081;00000000;selfhelp;"
"""Value of ``com.apple.quarantine``: flags that ask before the first start, no time, and this app's name."""


def add_quarantine_mark(machine: Machine, path: Path) -> None:
    """Mark a file as downloaded, so that the system asks before running it; ignore failures."""
    row = ROWS.get(machine.platform)
    if row is not None:
        row(machine, path)


def _add_quarantine_mark_windows(_machine: Machine, path: Path) -> None:
    with suppress(OSError):
        Path(f"{path}:Zone.Identifier").write_text(ZONE, encoding="ascii", newline="")


def _add_quarantine_mark_macos(machine: Machine, path: Path) -> None:
    with suppress(StepError):
        machine.change(Command(("xattr", "-w", "com.apple.quarantine", QUARANTINE, str(path))))


ROWS: Mapping[Platform, Callable[[Machine, Path], None]] = MappingProxyType(
    {Platform.WINDOWS: _add_quarantine_mark_windows, Platform.MACOS: _add_quarantine_mark_macos}
)
