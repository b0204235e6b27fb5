"""Reads the mount of a folder's file system, and whether errors made it read-only (Linux).

Sources: proc_pid_mountinfo(5); ``errors_count`` of ext4 (Documentation/ABI/testing/sysfs-fs-ext4). Other
systems provide only statvfs(3).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from selfhelp.machine.sysfs import read_value

_OCTAL = re.compile(r"\\([0-7]{3})")
_TELLING = re.compile(r"[a-z_]+|(errors|size|nr_inodes|subvolid)=[\w-]+")
"""Pattern of mount options that contain no user, server or domain name.

Network file systems have options that contain such names (mount.cifs(8)).
"""

STOPPED = frozenset({"emergency_ro", "shutdown"})
"""Mount options that ext4 and other file systems show after an error stopped all writing."""


@dataclass(frozen=True, slots=True)
class Mount:
    """Mount of a file system: one line of mountinfo.

    Attributes:
        point: its mount point. External text.
        kind, source: its file system and device.
        options: of this mount and of the file system, comma-separated, without options that could name
            someone.
        errors: number of file system errors; 0 if not counted.
    """

    point: str
    kind: str
    source: str
    options: str
    errors: int = 0

    @property
    def is_stopped(self) -> bool:
        """Whether errors stopped all writing; since Linux 6.15, statvfs(3) doesn't report this for ext4."""
        return not STOPPED.isdisjoint(self.options.split(","))

    @property
    def is_broken(self) -> bool:
        """Whether the file system has reported errors."""
        return self.errors > 0 or self.is_stopped


def read_mount_points() -> frozenset[str]:
    """Return all mount points, including bind mounts; empty on systems other than Linux."""
    return frozenset(mount.point for mount in _read_mounts())


def find_mount(folder: Path) -> Mount | None:
    """Return the mount of a folder; None if unknown."""
    where = folder.resolve()
    above = {str(where), *map(str, where.parents)}
    found = [mount for mount in _read_mounts() if mount.point in above]
    # The longest path; of several mounts at one path, the last mount covers the others.
    return max(enumerate(found), key=lambda pair: (len(pair[1].point), pair[0]))[1] if found else None


def _read_mounts() -> list[Mount]:
    try:
        text = Path("/proc/self/mountinfo").read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return []
    return [mount for line in text.splitlines() if (mount := _parse_mount(line)) is not None]


def _parse_mount(line: str) -> Mount | None:
    """Return the mount in one line of mountinfo; None if the line is invalid.

    Example: ``36 35 98:0 /root /point rw,noatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro``.
    """
    first, dash, last = line.partition(" - ")
    mine, system = first.split(" "), last.split(" ")
    if not dash or len(mine) < 6 or len(system) < 3:
        return None
    kind, source = _unescape_mount_path(system[0]), _unescape_mount_path(system[1])
    options = dict.fromkeys(f"{mine[5]},{system[2]}".split(","))
    told = ",".join(option for option in options if _TELLING.fullmatch(option))
    return Mount(_unescape_mount_path(mine[4]), kind, source, told, _read_error_count(kind, source))


def _read_error_count(kind: str, source: str) -> int:
    if kind not in ("ext2", "ext3", "ext4"):
        return 0
    said = read_value(Path("/sys/fs/ext4", os.path.realpath(source).rpartition("/")[2], "errors_count"))
    return int(said) if said.isdecimal() else 0


def _unescape_mount_path(text: str) -> str:
    r"""Return a field with its octal escapes decoded, such as ``\040`` for a space."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)
