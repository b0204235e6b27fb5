"""The volumes: free space and encryption.

Space and inodes are counted like df(1) and the fix for a full disk: space reserved for the administrator
isn't usable by the user, and is reported separately. Encryption comes from the kernel's device mapper
(Documentation/ABI/testing/sysfs-block-dm: the UUID of an encrypted device begins with ``CRYPT-``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.storage.mounts import STOPPED
from selfhelp.machine.sysfs import read_value

REMOTE = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afpfs",
    "webdav",
    "ceph",
    "9p",
    "fuse.sshfs",
    "fuse.rclone",
)
"""File systems that are reported but not measured, because a dead server would block forever."""

LOCAL = (
    *("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "vfat", "exfat", "ntfs", "ntfs3"),
    *("fuseblk", "overlay", "apfs", "hfs", "NTFS", "FAT32", "FAT", "exFAT", "ReFS"),
)
"""File systems that hold users' files.

The kernel's file systems (proc, cgroup …), snaps' squashfs and containers' overlays are missing, except an
overlay that the system itself runs on.
"""

READ_ONLY = frozenset({"ro", *STOPPED})
"""Mount options of read-only volumes."""

ANSWER = 2.0
"""Timeout for measuring one volume, in seconds."""


@dataclass(frozen=True, slots=True)
class MountedVolume:
    """One mounted file system; sizes are in bytes, None if not measured.

    Attributes:
        mount, device, kind: its mount point, device and file system.
        read_only: whether it is read-only for everyone.
        size, free: space usable by this user.
        kept: free space reserved for the administrator.
        inodes: the share of inodes in use, in % (Linux, macOS).
        encrypted: whether it is on an encrypted device; None if unknown.
        silent: whether measuring it timed out, because its disk or its driver hangs.
    """

    mount: str
    device: str
    kind: str
    read_only: bool
    size: int | None
    free: int | None
    inodes: float | None
    kept: int | None = None
    encrypted: bool | None = None
    silent: bool = False


def read_mounted_volumes(local: list[str], remote: list[str]) -> Json:
    """Return the volumes with file systems of these types, and the volume of the home folder."""
    import os

    import psutil

    parts = {part.mountpoint: part for part in psutil.disk_partitions(all=True)}
    home = _find_mount(os.path.realpath(os.path.expanduser("~")), list(parts))  # noqa: PTH111 - a plain text
    kept = [p for p in parts.values() if p.fstype in local or p.fstype in remote or p.mountpoint == home]
    kept = [p for p in kept if p.fstype != "overlay" or p.mountpoint in ("/", home)]
    seen: set[str] = set()
    return _measure_all_volumes([part for part in kept if not _check_and_record_volume(part, seen)], remote)


def _measure_all_volumes(parts: list[Json], remote: list[str]) -> Json:
    """Return the measured volumes, measured in parallel; a volume that hangs lacks only its own values."""
    measured: dict[str, Json] = {}
    end = time.monotonic() + ANSWER
    workers = [
        threading.Thread(target=_store_volume_measurement, args=(part, measured), daemon=True)
        for part in parts
        if part.fstype not in remote
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
    known = dict(measured)  # later results are ignored
    return [_to_volume_entry(part, part.fstype in remote, known.get(part.mountpoint)) for part in parts]


def _find_mount(folder: str, mounts: list[str]) -> str:
    holding = [m for m in mounts if folder == m or folder.startswith(m.rstrip("/\\") + "/")]
    return max(holding, key=len, default="")


def _check_and_record_volume(part: Json, seen: set[str]) -> bool:
    """Return whether a device was already listed, as with a bind mount, and record the device."""
    again = part.device.startswith("/dev/") and part.device in seen
    seen.add(part.device)
    return again


def _to_volume_entry(part: Json, remote: bool, use: Json | None) -> Json:
    return {
        "mount": part.mountpoint,
        "device": part.device,
        "kind": part.fstype,
        "read_only": not READ_ONLY.isdisjoint(part.opts.split(",")),
        "size": None,
        "free": None,
        "inodes": None,
        "kept": None,
        **(use or {}),
        "encrypted": None if remote else is_volume_encrypted(part.device),
        "silent": use is None and not remote,
    }


def _store_volume_measurement(part: Json, measured: dict[str, Json]) -> None:
    import os

    try:
        measured[part.mountpoint] = (
            _measure_volume_posix(part) if hasattr(os, "statvfs") else _measure_volume_windows(part)
        )
    except OSError:  # no permission, or an empty card reader
        measured[part.mountpoint] = {}


def _measure_volume_posix(part: Json) -> Json:
    import os

    found = os.statvfs(part.mountpoint)
    used = found.f_blocks - found.f_bfree
    return {
        "size": (used + found.f_bavail) * found.f_frsize,
        "free": found.f_bavail * found.f_frsize,
        "inodes": round(100 * (1 - found.f_favail / found.f_files), 1) if found.f_files else None,
        "kept": (found.f_bfree - found.f_bavail) * found.f_frsize,
    }


def is_volume_encrypted(device: str, folder: str = "/sys/class/block") -> bool | None:
    """Return whether a device, or an underlying device, is encrypted; None if it isn't a block device."""
    if not device.startswith("/dev/"):
        return None
    block = Path(folder, Path(device).resolve().name)
    return _is_crypt_device(block, 8) if block.exists() else None


def _is_crypt_device(block: Path, depth: int) -> bool:
    if read_value(block / "dm" / "uuid").startswith("CRYPT-"):
        return True
    return depth > 0 and any(_is_crypt_device(below, depth - 1) for below in (block / "slaves").glob("*"))


def _measure_volume_windows(part: Json) -> Json:
    import psutil

    found = psutil.disk_usage(part.mountpoint)
    return {"size": found.total, "free": found.free, "inodes": None}


def _read_volumes(machine: Machine) -> Sequence[MountedVolume]:
    said = machine.read(Reading(read_mounted_volumes, {"local": list(LOCAL), "remote": list(REMOTE)}))
    return [MountedVolume(**entry) for entry in said]


VOLUMES = Probe(
    "how full the volumes are",
    {Platform.LINUX: _read_volumes, Platform.WINDOWS: _read_volumes, Platform.MACOS: _read_volumes},
)
