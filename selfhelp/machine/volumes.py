"""How full the volumes are, and which drives they are on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.answers import SLOW, objects, whole, windows_objects, words
from selfhelp.model import Json, Platform

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
"""File systems that are listed but not measured: asking a dead server hangs, and cannot be ended."""

LOCAL = (
    *("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "vfat", "exfat", "ntfs", "ntfs3"),
    *("fuseblk", "overlay", "apfs", "hfs", "NTFS", "FAT32", "FAT", "exFAT", "ReFS"),
)
"""File systems that hold people's files; the kernel's own (proc, cgroup …) and snaps' squashfs do not."""

WINDOWS_DRIVES = (
    "Get-PhysicalDisk | ForEach-Object { [pscustomobject]@{Model=$_.FriendlyName; Size=$_.Size;"
    'Kind="$($_.MediaType)"; Health="$($_.HealthStatus)"; Serial=$_.SerialNumber} }'
)
"""Get-PhysicalDisk needs no rights; HealthStatus is from SMART (Microsoft Learn, Storage module)."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One mounted file system; sizes are in bytes and None where it was not measured.

    ``free`` is what this person can use, ``inodes`` the share of file entries in use in % (Linux, macOS).
    """

    mount: str
    device: str
    kind: str
    read_only: bool
    size: int | None
    free: int | None
    inodes: float | None


@dataclass(frozen=True, slots=True)
class Drive:
    """One drive; ``health`` is the drive's own verdict where it can be read without rights."""

    model: str
    size: int | None
    kind: str
    health: str
    serial: str


def mounted(local: list[str], remote: list[str]) -> Json:
    """Return the volumes of these kinds, and the one that holds the person's home whatever it is."""
    import os

    import psutil

    parts = {part.mountpoint: part for part in psutil.disk_partitions(all=True)}
    home = _mount_of(os.path.realpath(os.path.expanduser("~")), list(parts))  # noqa: PTH111 - a plain text
    kept = [p for p in parts.values() if p.fstype in local or p.fstype in remote or p.mountpoint == home]
    seen: set[str] = set()
    return [_volume(part, part.fstype in remote) for part in kept if not _is_again(part, seen)]


def _mount_of(folder: str, mounts: list[str]) -> str:
    holding = [m for m in mounts if folder == m or folder.startswith(m.rstrip("/\\") + "/")]
    return max(holding, key=len, default="")


def _is_again(part: Json, seen: set[str]) -> bool:
    """Whether a device was listed before: bind mounts and subvolumes show the same space again."""
    again = part.device.startswith("/dev/") and part.device in seen
    seen.add(part.device)
    return again


def _volume(part: Json, remote: bool) -> Json:
    import os

    entry = {
        "mount": part.mountpoint,
        "device": part.device,
        "kind": part.fstype,
        "read_only": "ro" in part.opts.split(","),
        "size": None,
        "free": None,
        "inodes": None,
    }
    if remote:
        return entry
    try:
        return {**entry, **(_posix_use(part) if hasattr(os, "statvfs") else _windows_use(part))}
    except OSError:  # not for this person, or an empty card reader
        return entry


def _posix_use(part: Json) -> Json:
    import os

    found = os.statvfs(part.mountpoint)
    inodes = round(100 * (1 - found.f_ffree / found.f_files), 1) if found.f_files else None
    return {
        "size": found.f_blocks * found.f_frsize,
        "free": found.f_bavail * found.f_frsize,
        "inodes": inodes,
    }


def _windows_use(part: Json) -> Json:
    import psutil

    found = psutil.disk_usage(part.mountpoint)
    return {"size": found.total, "free": found.free, "inodes": None}


def _volumes(machine: Machine) -> Sequence[Volume]:
    said = machine.read(Reading(mounted, {"local": list(LOCAL), "remote": list(REMOTE)}))
    return [Volume(**entry) for entry in said]


VOLUMES = Probe(
    "how full the volumes are",
    {Platform.LINUX: _volumes, Platform.WINDOWS: _volumes, Platform.MACOS: _volumes},
)


def block_devices() -> Json:
    """Return the drives in /sys/block that have a device behind them; sizes are in bytes."""
    from pathlib import Path

    return [_block(folder) for folder in sorted(Path("/sys/block").glob("*")) if (folder / "device").exists()]


def _block(folder: Json) -> Json:
    """Return one drive; sizes in sysfs are in units of 512 bytes whatever the drive's own are."""
    sectors, model = whole(_text(folder / "size")), _text(folder / "device" / "model")
    turning = _text(folder / "queue" / "rotational") if model else ""  # virtual drives all say yes
    return {
        "model": model or folder.name,
        "size": sectors * 512 if sectors else None,
        "kind": {"0": "SSD", "1": "HDD"}.get(turning, ""),
        "health": "",
        "serial": _text(folder / "device" / "serial"),
    }


def _text(path: Json) -> str:
    try:
        return str(path.read_text("utf-8", "replace")).strip()
    except OSError:
        return ""


def _linux_drives(machine: Machine) -> Sequence[Drive]:
    return [Drive(**entry) for entry in machine.read(Reading(block_devices)) if entry["size"]]


def _windows_drives(machine: Machine) -> Sequence[Drive]:
    return [
        Drive(
            words(d.get("Model")),
            whole(d.get("Size")),
            *(words(d.get(k)) for k in ("Kind", "Health", "Serial")),
        )
        for d in windows_objects(machine, WINDOWS_DRIVES)
    ]


def _macos_drives(machine: Machine) -> Sequence[Drive]:
    import json

    shown = machine.run(
        Command(("system_profiler", "-json", "SPNVMeDataType", "SPSerialATADataType"), timeout=SLOW)
    )
    report = json.loads(shown.stdout)
    controllers = [c for kind in report.values() for c in objects(kind)]
    return [drive for c in controllers for drive in _macos_drive(objects(c.get("_items")))]


def _macos_drive(entries: Sequence[Json]) -> Iterator[Drive]:
    for entry in entries:
        size, health = whole(entry.get("size_in_bytes")), words(entry.get("smart_status"))
        yield Drive(words(entry.get("device_model")), size, "", health, words(entry.get("device_serial")))


DRIVES = Probe(
    "which drives there are",
    {Platform.LINUX: _linux_drives, Platform.WINDOWS: _windows_drives, Platform.MACOS: _macos_drives},
)
