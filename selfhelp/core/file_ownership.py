"""Determines whether non-administrators could change a file; on Windows through `windows_acl`."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PureWindowsPath

from selfhelp.core.model import Platform

OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


WINDOWS_FOLDERS = tuple(
    PureWindowsPath("C:\\") / name for name in ("Program Files", "Program Files (x86)", "ProgramData")
)
"""Folders that only the system creates; in ProgramData, users may add folders, but not replace any."""


def find_insecure_reason_on(platform: Platform, path: Path) -> str:
    """Return the reason why non-administrators can change a file; "" if they can't.

    Raises:
        OSError: a part of the path can't be read.
    """
    return _find_windows_insecure_reason(path) if platform is Platform.WINDOWS else find_insecure_reason(path)


def _find_windows_insecure_reason(path: Path) -> str:
    from selfhelp.core import windows_acl  # loads ctypes

    for part in (path, *path.parents):
        if PureWindowsPath(part) in WINDOWS_FOLDERS:
            return ""
        why = windows_acl.find_insecure_reason(part)
        if why:
            return f"{part}: {why}"
    return "it lies neither below Program Files nor below ProgramData"


def find_insecure_reason(path: Path, owner: int = 0) -> str:
    """Return the reason why others can change a file, also by parent folders' permissions; "" if they can't.

    Args:
        path: an absolute path.
        owner: the account that must own it and its parents; root may own any of them.

    Raises:
        OSError: a part of the path can't be read.
    """
    for part in (path, *path.parents):
        why = find_entry_insecure_reason(part.lstat(), owner)
        if why:
            return f"{part}: {why}"
    return ""


def find_entry_insecure_reason(found: os.stat_result, owner: int = 0) -> str:
    """Return the technical reason why others can change one file or folder; "" if they can't."""
    if stat.S_ISLNK(found.st_mode):
        return "is a link"
    if found.st_uid not in {0, owner}:
        return f"belongs to {found.st_uid}"
    if found.st_mode & OTHERS_MAY_WRITE:
        return "others may write to it"
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        return "has a second name"
    return ""
