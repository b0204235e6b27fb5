"""Refuses a file or folder that anyone but the administrator could have put there or could change."""

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
    """A path is not the administrator's alone; the message names it and says why."""


WINDOWS_FOLDERS = (Path("C:\\Program Files\\selfhelp"), Path("C:\\ProgramData\\selfhelp"))
"""The installer's own folders; those above them are the system's, in which others cannot replace ours."""


def require_trusted(path: Path, owner: int = 0) -> None:
    """Check a path and every folder above it: the right owner, no link, not writable by others.

    Args:
        path: absolute.
        owner: the account that must own it and all above it; root may own any of them.

    Raises:
        UntrustedError: it is not so, or cannot be seen.
    """
    if sys.platform == "win32":
        _trusted_on_windows(path)
        return
    for part in path_and_parents(path):
        try:
            found = part.lstat()
        except OSError as error:
            raise UntrustedError(f"{part}: {error.strerror}") from error
        _check(part, found, owner)


def _trusted_on_windows(path: Path) -> None:
    """Check a path and what lies above it, up to the folder of the installer's that it is in."""
    from selfhelp.core import windows_acl

    top = next((folder for folder in WINDOWS_FOLDERS if path.is_relative_to(folder)), None)
    if top is None or ".." in path.parts:
        raise UntrustedError(f"{path}: not a folder of the installer's")
    for part in path_and_parents(path):
        if part == top.parent:
            return
        try:
            why = windows_acl.insecure_reason(part)
        except OSError as error:
            raise UntrustedError(f"{part}: {error.strerror}") from error
        if why:
            raise UntrustedError(f"{part}: {why}")


def path_and_parents(path: Path) -> Sequence[Path]:
    """Return a path and every folder above it, all of which must be trusted."""
    return (path, *path.parents)


def _check(part: Path, found: os.stat_result, owner: int) -> None:
    why = file_ownership.entry_insecure_reason(found, owner)
    if why:
        raise UntrustedError(f"{part}: {why}")


def open_trusted_for_writing(path: Path, flags: int, owner: int = 0) -> int:
    """Open a file of ours for writing without following a link, and return its descriptor.

    A file that is missing is created for its owner alone (0600).

    Raises:
        UntrustedError: it is a link, no plain file, has a second name, or others may write to it.
        OSError: it cannot be opened.
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
        _check(path, found, owner)
    except UntrustedError:
        os.close(descriptor)
        raise
    return descriptor


def write_fully(descriptor: int, data: bytes) -> None:
    """Write all data: on a full disk the system may write a part and report success (write(2)).

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
    """Create a folder of the helper, for its owner alone, where it is missing; trust it only if it is.

    Raises:
        UntrustedError: it, or a folder above it, is not the administrator's alone.
        OSError: it cannot be created.
    """
    if not path.exists() and not path.is_symlink():
        require_trusted(path.parent, owner)
        path.mkdir(mode=0o700)
    require_trusted(path, owner)
    return path
