"""Says why a file of Linux or macOS is not the administrator's alone; `access_list` does it for Windows."""

from __future__ import annotations

import os
import stat
from pathlib import Path

OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


def trouble(path: Path, owner: int = 0) -> str:
    """Return what lets others change a file: its own rights, or those of a folder above it; "" where nothing.

    Args:
        path: absolute.
        owner: the account that must own it and all above it; root may own any of them.

    Raises:
        OSError: a part of the path cannot be seen.
    """
    for part in (path, *path.parents):
        why = of(part.lstat(), owner)
        if why:
            return f"{part}: {why}"
    return ""


def of(found: os.stat_result, owner: int = 0) -> str:
    """Return what lets others change one file or folder, in technical words; "" where nothing does."""
    if stat.S_ISLNK(found.st_mode):
        return "is a link"
    if found.st_uid not in {0, owner}:
        return f"belongs to {found.st_uid}"
    if found.st_mode & OTHERS_MAY_WRITE:
        return "others may write to it"
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        return "has a second name"
    return ""
