"""Allows one sender per user, by a lock file that the system releases if the process ends."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO

from selfhelp.core.paths import make_private_folder
from selfhelp.machine.file_lock import lock_file, open_lock_file, unlock_file
from selfhelp.tickets.outbox.outbox_database import build_storage_error


class SenderLock:
    """An operating system lock on a file, held until released or until the process ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "sender.lock"
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Try to take the lock and return whether it was free; never waits.

        Raises:
            StorageError: the lock file can't be created.
        """
        try:
            file = self._open_file()
        except OSError as error:
            raise build_storage_error(error, self._path.parent) from error
        try:
            lock_file(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def _open_file(self) -> IO[bytes]:
        """Open the lock file; recreate its folder if another process deleted the user's data."""
        try:
            return open_lock_file(self._path)
        except FileNotFoundError:
            make_private_folder(self._path.parent)
            return open_lock_file(self._path)

    def release(self) -> None:
        """Release the lock."""
        if self._file is not None:
            unlock_file(self._file)
            self._file.close()
            self._file = None

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
