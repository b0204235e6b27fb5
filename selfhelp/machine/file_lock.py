"""File locks that the system releases when the process ends, even after a crash."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from selfhelp.core.paths import make_private_folder

STEP = 0.05
"""Seconds between two attempts to lock a file."""


def open_lock_file(path: Path) -> IO[bytes]:
    """Open a lock file that only this user can open (0600); create it if it is missing.

    Anyone who can open a file can lock it, even without write permission (flock(2)).

    Raises:
        OSError: the file is a link, or can't be created.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    file = os.fdopen(os.open(path, flags, 0o600), "ab")
    if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077 and hasattr(os, "fchmod"):
        with suppress(OSError):  # created by an older version of this app
            os.fchmod(file.fileno(), 0o600)
    return file


def lock_file(file: IO[bytes]) -> None:
    """Lock a file with flock, or on Windows (untested) by locking the first byte.

    Raises:
        OSError: another program holds the lock, or the file system doesn't support locks.
    """
    try:
        import fcntl
    except ImportError:
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def unlock_file(file: IO[bytes]) -> None:
    """Unlock a file before it is closed; never raises.

    A child process that is just being started has a copy of the open file, which would keep flock's lock.
    Windows unlocks when the file is closed.
    """
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def try_to_hold_lock(path: Path, seconds: float) -> Iterator[bool]:
    """Hold the lock for a block, waiting at most ``seconds``; yield whether it was acquired.

    The block runs even without the lock: the lock only keeps processes from doing the same work at the same
    time.
    """
    try:
        make_private_folder(path.parent)
        file = open_lock_file(path)
    except OSError:
        yield False
        return
    with file:
        end = time.monotonic() + seconds
        held = _try_to_lock_file(file)
        while not held and time.monotonic() < end:
            time.sleep(STEP)
            held = _try_to_lock_file(file)
        try:
            yield held
        finally:
            unlock_file(file)


def _try_to_lock_file(file: IO[bytes]) -> bool:
    try:
        lock_file(file)
    except OSError:
        return False
    return True
