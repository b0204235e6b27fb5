"""One sender per user: the process that holds the lock file; a killed one releases it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO

from selfhelp.core.paths import make_private_folder
from selfhelp.machine.file_lock import lock_file, open_lock_file
from selfhelp.tickets.outbox.outbox_database import storage_error


class SenderLock:
    """A lock of the system on a file: it ends with the program that holds it, however that ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "sender.lock"
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Take the lock if it is free; never waits.

        Raises:
            StorageError: the lock file cannot be made.
        """
        try:
            file = self._open()
        except OSError as error:
            raise storage_error(error, self._path.parent) from error
        try:
            lock_file(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def _open(self) -> IO[bytes]:
        """Open the file; its folder is gone where another program deleted all the user's data meanwhile."""
        try:
            return open_lock_file(self._path)
        except FileNotFoundError:
            make_private_folder(self._path.parent)
            return open_lock_file(self._path)

    def release(self) -> None:
        """Release the lock."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
