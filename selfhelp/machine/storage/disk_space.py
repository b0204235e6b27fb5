"""Disk space: size and usage of the volumes with the home folder and the system."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Probe, Reading, xdg
from selfhelp.machine.storage.mounts import find_mount
from selfhelp.machine.storage.quotas import Quota, read_quota, read_server_quota
from selfhelp.machine.storage.windows_volume import read_windows_usage

NFS = ("nfs", "nfs4")
"""Network file systems of home folders, for which only the server knows the quota."""

APART = ("/tmp", "/var", "/var/tmp", "/var/log", "/var/spool")  # noqa: S108 - their free space is measured
"""Folders that may be file systems of their own: temporary files, and system data (file-hierarchy(7))."""


@dataclass(frozen=True, slots=True)
class DiskVolume:
    """A volume with the home folder or the system; sizes are in bytes.

    Attributes:
        mount: its mount point. External text.
        device: its device number, while it is mounted.
        total, free: space usable by this user.
        entries, entries_free: number of inodes; 0 if there's no fixed number.
        home: whether it contains the home folder.
        read_only: whether it is read-only for everyone (EROFS).
        kind, source, options: its file system, device and mount options; "" if unknown.
        errors: number of file system errors.
        quota: the user's quota on it (EDQUOT); None if there is none.
        apart: the folder of `APART` or of apps' data that has this volume of its own; "" for all others.
    """

    mount: str
    device: int
    total: int
    free: int
    entries: int = 0
    entries_free: int = 0
    home: bool = False
    read_only: bool = False
    kind: str = ""
    source: str = ""
    options: str = ""
    errors: int = 0
    quota: Quota | None = None
    apart: str = ""

    @property
    def is_for_temporary_files(self) -> bool:
        """Whether only temporary files are on it."""
        return self.apart == APART[0]

    @property
    def is_for_one_folder(self) -> bool:
        """Whether it has only one folder of the system or of apps, which users don't know as a disk."""
        return bool(self.apart) and self.apart not in APART[:2]


def measure_volumes() -> Json:
    """Return the disk space on the volumes of the home folder, the system, `APART` and apps' data.

    A system image (squashfs, composefs) is read-only and full by design, so a read-only system volume is left
    out unless errors made it read-only. A read-only home is always a fault.

    Raises:
        OSError: the home folder can't be accessed.
    """
    system = Path(os.environ.get("SYSTEMDRIVE", "") + os.sep)
    found: dict[int, Json] = {}
    for folder, is_home in ((Path.home(), True), (system, False)):
        row = _measure_volume(folder, is_home)
        broken = row.pop("broken")
        if is_home or broken or not row["read_only"]:
            found.setdefault(row["device"], row)
    for folder in [*map(Path, APART), *_list_app_folders()]:
        if _read_device(folder) not in (None, *found):
            row = _measure_volume(folder, is_home=False)
            if row.pop("broken") or not row["read_only"]:
                found[row["device"]] = {**row, "apart": _shorten_home(folder)}
    return list(found.values())


def _list_app_folders() -> Sequence[Path]:
    """Return the folders of apps' settings, data and caches, which may be links to other volumes."""
    finders = (xdg.find_config_folder, xdg.find_data_folder, xdg.find_state_folder, xdg.find_cache_folder)
    return [find() for find in finders] if hasattr(os, "statvfs") else []


def _read_device(folder: Path) -> int | None:
    """Return the device number of a folder; None if it isn't there or can't be read."""
    try:
        return folder.stat().st_dev
    except OSError:
        return None


def _shorten_home(folder: Path) -> str:
    return f"~/{folder.relative_to(Path.home())}" if folder.is_relative_to(Path.home()) else str(folder)


def _measure_volume(folder: Path, is_home: bool) -> Json:
    mount = find_mount(folder)
    told = {"kind": mount.kind, "source": mount.source, "options": mount.options} if mount else {}
    return {
        "mount": _find_mount_point(folder),
        "device": folder.stat().st_dev,
        **told,
        "errors": mount.errors if mount else 0,
        "home": is_home,
        "broken": mount is not None and mount.is_broken,
        "read_only": is_volume_read_only(folder) or (mount is not None and mount.is_stopped),
        "quota": read_quota(folder),
        **_measure_disk_usage(folder),
    }


def is_volume_read_only(folder: Path) -> bool:
    """Return whether the whole volume is read-only (statvfs(3), ``ST_RDONLY``).

    For Windows, see `read_windows_usage`.
    """
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _measure_disk_usage(folder: Path) -> Json:
    if not hasattr(os, "statvfs"):
        return {"entries": 0, "entries_free": 0, **read_windows_usage(str(folder), _find_mount_point(folder))}
    s = os.statvfs(folder)
    used = s.f_blocks - s.f_bfree  # like df(1): space reserved for the administrator doesn't count
    return {
        "total": (used + s.f_bavail) * s.f_frsize,
        "free": s.f_bavail * s.f_frsize,
        "entries": s.f_files,
        "entries_free": s.f_favail,
    }


def _find_mount_point(folder: Path) -> str:
    path = folder.resolve()
    while not path.is_mount() and path != path.parent:
        path = path.parent
    return str(path)


def _read_volumes(machine: Machine) -> Sequence[DiskVolume]:
    found = [_to_disk_volume(machine, row) for row in machine.read(Reading(measure_volumes))]
    if not found:
        raise ProbeError(N_("Couldn't check how full the disk is."))
    return found


def _to_disk_volume(machine: Machine, row: Mapping[str, Json]) -> DiskVolume:
    quota = row.get("quota")
    known = Quota(**quota) if quota else None
    if known is None and row.get("kind") in NFS:
        known = read_server_quota(machine, row["source"])
    return DiskVolume(**{**row, "quota": known})


def _read_main_volumes(machine: Machine) -> Sequence[DiskVolume]:
    return [volume for volume in _read_volumes(machine) if not volume.apart]


VOLUMES: Probe[Sequence[DiskVolume]] = Probe(
    "free space for the person and for the system",
    dict.fromkeys(Platform, _read_main_volumes),
)

ALL_VOLUMES: Probe[Sequence[DiskVolume]] = Probe(
    "free space for the person, for the system and for temporary files",
    dict.fromkeys(Platform, _read_volumes),
)
