"""Reads the user's remaining quota: bytes and number of files.

* Linux: quotactl_fd(2) for the user and the group of the folder (any user may read their own quota), which
  supports ext4, XFS, f2fs and tmpfs. A btrfs subvolume has its own limit (qgroups, in
  ``/sys/fs/btrfs/<UUID>/qgroups``); systemd-homed sets such limits.
* Homes on a server (NFS): quota(1), if it is installed. That part was written from its manual and is untested
  with a server.
* Windows and macOS show a quota as the size of the volume, which `selfhelp.machine.storage.disk_space` reads.
"""

from __future__ import annotations

import os
import struct
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from selfhelp.core.errors import ProbeError
from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json
from selfhelp.machine import Command, Machine
from selfhelp.machine.sysfs import read_value

QUOTACTL_FD = 443
"""Number of the system call quotactl_fd, the same on every architecture (Linux 5.14)."""

GET_QUOTA = 0x800007
USER, GROUP = 0, 1
BLOCK = 1024  # QIF_DQBLKSIZE: limits are in units of 1 KiB, usage is in bytes
_QUOTA = "=8QI4x"  # struct if_dqblk of linux/quota.h

BTRFS_FS_INFO = 0x8400941F
BTRFS_SUBVOLUME = 0x81F8943C
"""BTRFS_IOC_FS_INFO and BTRFS_IOC_GET_SUBVOL_INFO of linux/btrfs.h; any user may call both."""


@dataclass(frozen=True, slots=True)
class Quota:
    """The user's quota and its use, in bytes and number of files; 0 means no limit.

    Attributes:
        source: its origin, for the technician.
        used, limit: bytes used, and bytes allowed.
        files, files_limit: number of files used, and number allowed.
    """

    source: str
    used: int
    limit: int
    files: int = 0
    files_limit: int = 0

    @property
    def free_bytes(self) -> int | None:
        """Number of bytes that can still be stored; None without a limit."""
        return max(0, self.limit - self.used) if self.limit else None

    @property
    def free_files(self) -> int | None:
        """Number of files that can still be created; None without a limit."""
        return max(0, self.files_limit - self.files) if self.files_limit else None


def read_quota(folder: Path) -> Json:
    """Return the user's tightest quota at a folder as plain data; None if there is none (Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # unreadable; the caller that measures it reports that
        return None
    try:
        found = _read_quotas(descriptor)
    finally:
        os.close(descriptor)
    limited = [quota for quota in found if quota.limit or quota.files_limit]
    return asdict(min(limited, key=_compute_remaining_share)) if limited else None


def _read_quotas(descriptor: int) -> Sequence[Quota]:
    found: list[Quota] = []
    for kind, owner in ((USER, os.getuid()), (GROUP, os.fstat(descriptor).st_gid)):
        with suppress(OSError):  # no quotas here, an older kernel, or another user's group
            found.append(_read_kernel_quota(descriptor, kind, owner))
    with suppress(OSError):  # not btrfs
        found += _read_subvolume_limits(descriptor)
    return found


def _compute_remaining_share(quota: Quota) -> float:
    """Return the remaining share of the limit that is closest to being reached, from 0 to 1."""
    space = (quota.free_bytes or 0) / quota.limit if quota.limit else 1.0
    files = (quota.free_files or 0) / quota.files_limit if quota.files_limit else 1.0
    return min(space, files)


def _read_kernel_quota(descriptor: int, kind: int, owner: int) -> Quota:
    """Return the kernel's quota of a user or a group.

    Raises:
        OSError: there isn't a quota, or the quota isn't readable.
    """
    import ctypes  # loaded only when needed

    answer = ctypes.create_string_buffer(struct.calcsize(_QUOTA))
    system: Any = declare_function_types(ctypes, ctypes.CDLL(None, use_errno=True), "syscall")
    if system.syscall(QUOTACTL_FD, descriptor, GET_QUOTA << 8 | kind, owner, answer) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    hard, soft, used, files_hard, files_soft, files, until, files_until, _ = struct.unpack(_QUOTA, answer.raw)
    return Quota(
        source="group quota" if kind == GROUP else "user quota",
        used=used,
        limit=_find_effective_limit(soft * BLOCK, hard * BLOCK, used, until),
        files=files,
        files_limit=_find_effective_limit(files_soft, files_hard, files, files_until),
    )


def _find_effective_limit(soft: int, hard: int, used: int, until: int) -> int:
    """Return the effective limit: the soft limit, once its grace period is over, otherwise the hard limit."""
    if soft and used > soft and 0 < until <= time.time():
        return soft
    return hard or soft


def _read_subvolume_limits(descriptor: int) -> Sequence[Quota]:
    """Return the limits of a folder's btrfs subvolume; () if quotas are off.

    Raises:
        OSError: the file system isn't btrfs.
    """
    import uuid

    fcntl: Any = import_module("fcntl")
    about = fcntl.ioctl(descriptor, BTRFS_FS_INFO, bytes(1024))
    (tree,) = struct.unpack_from("=Q", fcntl.ioctl(descriptor, BTRFS_SUBVOLUME, bytes(504)))
    group = Path("/sys/fs/btrfs", str(uuid.UUID(bytes=about[16:32])), "qgroups", f"0_{tree}")
    found = []
    for used, limit in (("referenced", "max_referenced"), ("exclusive", "max_exclusive")):
        most = _parse_number(read_value(group / limit))
        if 0 < most < 2**63:
            found.append(Quota("limit of the btrfs subvolume", _parse_number(read_value(group / used)), most))
    return found


def _parse_number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


# -- on a file server --------------------------------------------------------------------------------


def read_server_quota(machine: Machine, source: str) -> Quota | None:
    """Return the quota on a file server, from ``quota -u -w -p`` (quota(1)); None if unknown.

    Its exit status isn't 0 if a quota is exceeded, so only its output is used.

    Args:
        machine: the computer.
        source: the mounted export, such as ``server:/export/home``.
    """
    try:
        said = machine.run(Command(("quota", "-u", "-w", "-p"), timeout=5.0)).stdout
    except ProbeError:  # it isn't installed, or the server doesn't respond
        return None
    for line in said.splitlines():
        name, *columns = line.split()[:1] + line.split()[1:]
        if name == source and len(columns) >= 8:
            return _parse_quota_row([_parse_number(column.rstrip("*")) for column in columns])
    return None


def _parse_quota_row(row: Sequence[int]) -> Quota | None:
    """Return the quota in a row: used, soft, hard and end of grace of bytes (in KiB), then of files."""
    used = row[0] * BLOCK
    limit = _find_effective_limit(row[1] * BLOCK, row[2] * BLOCK, used, row[3])
    files_limit = _find_effective_limit(row[5], row[6], row[4], row[7])
    return Quota("quota of the server", used, limit, row[4], files_limit) if limit or files_limit else None
