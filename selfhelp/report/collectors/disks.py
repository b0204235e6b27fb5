"""How full the disks are, and how well."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.errors import ProbeError
from selfhelp.machine import Machine
from selfhelp.machine.volumes import DRIVES, VOLUMES, Drive, Volume
from selfhelp.model import Column, Item, Reveals, Scalar, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_

VOLUME_COLUMNS = (
    Column("mount point", reveals=Reveals.PATH, key=True),
    Column("device", reveals=Reveals.PATH),
    Column("file system", tracked=True),
    Column("size", "B", tracked=True),
    Column("free", "B"),
    Column("used", "%", tracked=True),
    Column("file entries used", "%"),
    Column("read-only", tracked=True),
)

DRIVE_COLUMNS = (
    Column("drive", reveals=Reveals.DEVICE, key=True),
    Column("size", "B"),
    Column("kind"),
    Column("health", tracked=True),
    Column("serial number", reveals=Reveals.HARDWARE, key=True),
)


class DisksCollector(Collector):
    """Volumes and the drives they are on."""

    id = "disks"
    title = N_("Disks")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 50

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts; the volumes are worth it even where the drives say nothing."""
        volumes = Table("volumes", VOLUME_COLUMNS, [_volume(volume) for volume in VOLUMES.read(machine)])
        try:
            drives = [_drive(drive) for drive in DRIVES.read(machine)]
        except ProbeError as error:
            return [volumes, Item("drives", f"not available: {error}")]
        return [volumes, Table("drives", DRIVE_COLUMNS, drives)]


def _volume(volume: Volume) -> Sequence[Scalar]:
    used = None
    if volume.size and volume.free is not None:
        used = round(100 * (1 - volume.free / volume.size), 1)
    return (
        *(volume.mount, volume.device, volume.kind, volume.size, volume.free, used),
        *(volume.inodes, volume.read_only),
    )


def _drive(drive: Drive) -> Sequence[Scalar]:
    return (drive.model, drive.size, drive.kind, drive.health or "not readable without rights", drive.serial)
