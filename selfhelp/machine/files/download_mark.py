"""Marks a file that came from elsewhere, so that the system asks before it is run.

Windows: the stream ``Zone.Identifier`` with zone 3 (Microsoft, [MS-FSCC] 5.6.1). macOS: the attribute
``com.apple.quarantine``. Linux has no such mark. Not tried on a real Windows or Mac.
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
"""Flags that ask before the first start, no time, whose download it was."""


def add_quarantine_mark(machine: Machine, path: Path) -> None:
    """Mark a file; if that is not possible it stays without a mark."""
    row = ROWS.get(machine.platform)
    if row is not None:
        row(machine, path)


def _read_windows(_machine: Machine, path: Path) -> None:
    with suppress(OSError):
        Path(f"{path}:Zone.Identifier").write_text(ZONE, encoding="ascii", newline="")


def _read_macos(machine: Machine, path: Path) -> None:
    with suppress(StepError):
        machine.change(Command(("xattr", "-w", "com.apple.quarantine", QUARANTINE, str(path))))


ROWS: Mapping[Platform, Callable[[Machine, Path], None]] = MappingProxyType(
    {Platform.WINDOWS: _read_windows, Platform.MACOS: _read_macos}
)
