"""Collects free space and drive health."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Scalar
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import NO_RIGHTS, read_parts_in_parallel

if TYPE_CHECKING:
    from selfhelp.machine.storage.drives import PhysicalDrive
    from selfhelp.machine.storage.volumes import MountedVolume


VOLUME_COLUMNS = (
    Column("mount point", reveals=PrivacyClass.PATH, key=True),
    Column("device", reveals=PrivacyClass.PATH),
    Column("file system", tracked=True),
    Column("size", "B", tracked=True),
    Column("free", "B"),
    Column("used", "%", tracked=True),
    Column("reserved for root", "B"),
    Column("inodes used", "%"),
    Column("encrypted", tracked=True),
    Column("read-only", tracked=True),
)

DRIVE_COLUMNS = (
    Column("drive", reveals=PrivacyClass.TEXT, key=True),  # what its maker calls it
    Column("name", reveals=PrivacyClass.PATH, key=True),
    Column("size", "B"),
    Column("kind"),
    Column("connection"),
    Column("removable"),
    Column("health", tracked=True),
    Column("reported fault", tracked=True),
    Column("temperature", "°C"),
    Column("hours in use", "h"),
    Column("serial number", reveals=PrivacyClass.HARDWARE, key=True),
)


class DisksCollector(Collector):
    """Volumes and the drives they are on."""

    id = "disks"
    title = N_("Disks")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 50

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section; a part that fails doesn't affect the others."""
        asked = {
            "volumes": lambda: _read_volumes(machine),
            "drives": lambda: _read_drives(machine),
            "system disk encryption": lambda: _read_encryption(machine),
        }
        return read_parts_in_parallel(asked, self.timeout - 0.5)


def _read_volumes(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.storage.volumes import VOLUMES

    found = VOLUMES.read(machine)
    return [
        FactTable("volumes", VOLUME_COLUMNS, [_build_volume_row(volume) for volume in found]),
        *(Item("unresponsive volume", v.mount, reveals=PrivacyClass.PATH) for v in found if v.silent),
    ]


def _build_volume_row(volume: MountedVolume) -> Sequence[Scalar]:
    used = None
    if volume.size and volume.free is not None:
        used = round(100 * (1 - volume.free / volume.size), 1)
    # A quota reports the rest of the disk as reserved, which isn't what administrators mean by it.
    kept = volume.kept if volume.size and (volume.kept or 0) < volume.size else None
    return (
        *(volume.mount, volume.device, volume.kind, volume.size, volume.free, used, kept or None),
        *(volume.inodes, volume.encrypted, volume.read_only),
    )


def _read_drives(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.storage.drives import DRIVES

    rows = [_build_drive_row(drive) for drive in DRIVES.read(machine)]
    return [FactTable("drives", DRIVE_COLUMNS, rows)] if rows else [Item("drives", "none visible")]


def _build_drive_row(drive: PhysicalDrive) -> Sequence[Scalar]:
    health = drive.health or NO_RIGHTS
    if drive.connection == "virtual":
        health = "a virtual drive has none"
    return (
        *(drive.model or drive.name, drive.name, drive.size, drive.kind, drive.connection),
        *(drive.removable, health, drive.complaints, drive.warmth, drive.hours, drive.serial),
    )


def _read_encryption(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.security.disk_encryption import ENCRYPTION

    return [Item("system disk encryption", ENCRYPTION.read(machine).value)]
