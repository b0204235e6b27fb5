"""Rejects files and folders that others than the administrator could create or change."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from selfhelp.core import file_ownership

NO_LINK = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
)  # Windows has none of them; there the installer's access list keeps others out


class UntrustedError(Exception):
    """A path can be changed by others than the administrator; the message has the path and the reason."""


WINDOWS_FOLDERS = (Path("C:\\Program Files\\selfhelp"), Path("C:\\ProgramData\\selfhelp"))
"""The installer's own folders; their parents belong to the system."""


def require_trusted_file(path: Path, owner: int = 0) -> None:
    """Raise an error unless a path and its parents have the right owner, no link and no other writers.

    Args:
        path: absolute.
        owner: the account that must own it and its parents; root may own any of them.

    Raises:
        UntrustedError: it isn't trusted, or can't be read.
    """
    if sys.platform == "win32":
        _require_trusted_on_windows(path)
        return
    for part in list_path_and_parents(path):
        try:
            found = part.lstat()
        except OSError as error:
            raise UntrustedError(f"{part}: {error.strerror}") from error
        _require_secure_entry(part, found, owner)


def _require_trusted_on_windows(path: Path) -> None:
    """Raise an error unless a path and its parents up to the installer's folder are trusted."""
    from selfhelp.core import windows_acl

    top = next((folder for folder in WINDOWS_FOLDERS if path.is_relative_to(folder)), None)
    if top is None or ".." in path.parts:
        raise UntrustedError(f"{path}: not a folder of the installer's")
    for part in list_path_and_parents(path):
        if part == top.parent:
            return
        try:
            why = windows_acl.find_insecure_reason(part)
        except OSError as error:
            raise UntrustedError(f"{part}: {error.strerror}") from error
        if why:
            raise UntrustedError(f"{part}: {why}")


def list_path_and_parents(path: Path) -> Sequence[Path]:
    """Return a path and all its parents."""
    return (path, *path.parents)


def _require_secure_entry(part: Path, found: os.stat_result, owner: int) -> None:
    why = file_ownership.find_entry_insecure_reason(found, owner)
    if why:
        raise UntrustedError(f"{part}: {why}")


def open_trusted_for_writing(path: Path, flags: int, owner: int = 0) -> int:
    """Open a file of the helper for writing without following links; return its descriptor.

    A missing file is created for its owner alone (0600).

    Raises:
        UntrustedError: it is a link, not a regular file, has a second name, or others may write to it.
        OSError: it can't be opened.
    """
    try:
        descriptor = os.open(path, flags | os.O_CREAT | NO_LINK, 0o600)
    except OSError as error:
        if path.is_symlink():
            raise UntrustedError(f"{path}: is a link") from error
        raise
    found = os.fstat(descriptor)
    try:
        if not stat.S_ISREG(found.st_mode):
            raise UntrustedError(f"{path}: is not a file")
        _require_secure_entry(path, found, owner)
    except UntrustedError:
        os.close(descriptor)
        raise
    return descriptor


def write_fully(descriptor: int, data: bytes) -> None:
    """Write all data to a descriptor, because write(2) may write only a part on a full disk.

    Raises:
        OSError: not all of it could be written.
    """
    left = memoryview(data)
    while left:
        written = os.write(descriptor, left)
        if written <= 0:
            raise OSError(errno.ENOSPC, "nothing more can be written")
        left = left[written:]


def make_own_folder(path: Path, owner: int = 0) -> Path:
    """Create a private folder of the helper if it is missing; return its path if it is trusted.

    Raises:
        UntrustedError: it, or a parent, isn't the administrator's alone.
        OSError: it can't be created.
    """
    if not path.exists() and not path.is_symlink():
        require_trusted_file(path.parent, owner)
        path.mkdir(mode=0o700)
    require_trusted_file(path, owner)
    return path
