"""Deleted files that a program still has open: they use space on a disk until the program closes them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

MOST = 3
"""Maximum number of programs to return."""

LEAST = 1_000_000
"""Minimum size of a program's deleted files, in bytes."""


def measure_deleted_open_files(device: int, processes: Path = Path("/proc")) -> Mapping[str, int]:
    """Return the bytes of deleted files on a volume that this user's programs use, by program, largest first.

    Empty without `/proc`, and for other users' programs, whose files the system doesn't show.
    """
    seen: set[int] = set()
    sizes: dict[str, int] = {}
    for process in processes.glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or belongs to another user
            for status in _iter_deleted_files(process, device):
                if status.st_ino not in seen:
                    seen.add(status.st_ino)
                    name = (process / "comm").read_text("utf-8", "replace").strip()
                    sizes[name] = sizes.get(name, 0) + status.st_blocks * 512
    large = [(name, size) for name, size in sizes.items() if size >= LEAST]
    return dict(sorted(large, key=lambda pair: -pair[1])[:MOST])


def _iter_deleted_files(process: Path, device: int) -> Iterator[os.stat_result]:
    for link in (process / "fd").iterdir():
        with suppress(OSError):
            status = link.stat()
            if status.st_nlink == 0 and status.st_dev == device and stat.S_ISREG(status.st_mode):
                yield status
