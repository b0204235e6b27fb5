"""The outbox's database: transactional, checked on opening, quarantined if damaged."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from selfhelp.core import own_folder
from selfhelp.core.errors import DISK_FULL, StorageError
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_, Text
from selfhelp.tickets.outbox import database_damage
from selfhelp.tickets.outbox.migrations import VERSION, is_version_consistent, migrate, read_schema_version

WAL_LIMIT = 128 * 1024
BALLAST = 4 * WAL_LIMIT
"""Size of a file that is deleted to free space on a full disk; must exceed the log's size."""

WAIT = 10.0
"""Time to wait for other programs that use the database, in seconds."""

_UNSAID = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
"""SQLite's errors if the disk lacks 32 kB for shared memory (``outbox.db-shm``)."""

_PAUSE = 0.02
_ROOM = 64 * 1024

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = 1",  # macOS: a plain fsync does not reach the disk itself
    "PRAGMA checkpoint_fullfsync = 1",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    f"PRAGMA journal_size_limit = {WAL_LIMIT}",
    "PRAGMA wal_autocheckpoint = 32",
)

Row = sqlite3.Row


class OutboxDatabase:
    """The database of one user's outbox; safe for several threads and processes.

    Attributes:
        notice: a notice for the user, or None.
        read_only: True if nothing can be saved, only read and exported.
        changed: called after each change, on the thread that made it.
    """

    def __init__(self, folder: Path) -> None:
        """Open the database, or create it.

        Raises:
            StorageError: it cannot be opened here.
        """
        self.folder = folder
        self.notice: Text | None = None
        self.read_only = False
        self.changed: Callable[[], object] = lambda: None
        self._lock = threading.RLock()
        self._opened: tuple[int, int] | None = None
        try:
            make_private_folder(folder)
            if database_damage.was_item_list_lost(folder):
                self._quarantine_and_notify()
            self._connection = self._open_database()
        except (OSError, sqlite3.Error) as error:
            self._connection = self._open_read_only(error)
        # Closed with its last user, too: Python 3.13 warns about a database that no one closed.
        weakref.finalize(self, self._connection.close)

    def query_rows(self, query: str, values: Sequence[Any] = ()) -> Sequence[Row]:
        """Return the rows of a query.

        Raises:
            StorageError: the database can't be read.
        """
        try:
            with self._lock:
                self._reopen_if_replaced()
                try:
                    return self._connection.execute(query, values).fetchall()
                except sqlite3.OperationalError as error:
                    if hasattr(error, "sqlite_errorcode"):
                        raise
                    return self._query_rows_leniently(
                        query, values
                    )  # a text that is none: Python's own error
        except (sqlite3.Error, OverflowError, MemoryError) as error:
            raise self._record_damage_and_make_error(error) from error

    def _query_rows_leniently(self, query: str, values: Sequence[Any]) -> Sequence[Row]:
        """Return the rows of a query; invalid text in them is replaced."""
        self._connection.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            return self._connection.execute(query, values).fetchall()
        finally:
            self._connection.text_factory = str

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a transaction; when the block ends, it is on disk completely or not at all.

        Raises:
            StorageError: nothing was changed.
        """
        if self.read_only:
            raise StorageError(
                self.notice or N_("Your outbox can't be written to right now. Try again later.")
            )
        with self._lock:
            try:
                self._begin_transaction()
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                told = self._record_damage_and_make_error(error)
                self._reopen_database()
                raise told from error
            except BaseException:
                if self._connection.in_transaction:  # not where it was interrupted after the last step
                    self._connection.execute("ROLLBACK")
                raise
        self.changed()

    def execute(self, query: str, values: Sequence[Any] = ()) -> int:
        """Run a statement and return the number of changed rows; a full disk is freed of the ballast.

        Raises:
            StorageError: nothing was changed.
        """
        try:
            return self._execute_once(query, values)
        except StorageError:
            if not self._delete_ballast():
                raise
        return self._execute_once(query, values)

    def erase_everything(self) -> None:
        """Delete all rows; ``secure_delete`` overwrites their content with zeros.

        Raises:
            StorageError: nothing was deleted.
        """
        try:
            self._erase_rows()
        except StorageError:
            if not self._delete_ballast():
                raise
            self._erase_in_batches()

    def checkpoint(self) -> None:
        """Remove deleted texts from the log file, and restore the ballast file if there is room."""
        with self._lock, suppress(sqlite3.Error, OSError):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._create_ballast()

    def _record_damage_and_make_error(self, error: Exception) -> StorageError:
        """Return the error to show; certain damage is marked for quarantine at the next start."""
        if database_damage.is_certain_damage_error(error):
            database_damage.mark_folder_damaged(self.folder)
        return build_storage_error(error, self.folder)

    def close(self) -> None:
        """Close the database file."""
        with self._lock, suppress(sqlite3.Error):
            self._connection.close()

    # -- opening -----------------------------------------------------------------------------------

    @property
    def _file(self) -> Path:
        return self.folder / "outbox.db"

    def _open_database(self) -> sqlite3.Connection:
        if database_damage.is_folder_marked_damaged(self.folder):
            self._quarantine_and_notify()
        try:
            return self._prepare_connection(self._connect_to_file())
        except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
            if not database_damage.is_damage_error(error, self._file):
                raise
        if self._is_current_database_file():  # else another program has set it aside already
            self._quarantine_and_notify()
        return self._prepare_connection(self._connect_to_file())

    def _connect_to_file(self) -> sqlite3.Connection:
        self._file.touch(mode=0o600)
        connection = sqlite3.connect(self._file, timeout=WAIT, isolation_level=None, check_same_thread=False)
        self._opened = _read_file_identity(self._file)
        connection.row_factory = sqlite3.Row
        return connection

    def _prepare_connection(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            version = read_schema_version(connection)
            if version > VERSION:
                return self._open_newer_version(connection)
            for setting in _SETTINGS:
                _apply_setting(connection, setting)
            database_damage.check_integrity(connection)
            if version < VERSION or not is_version_consistent(connection):
                migrate(connection)
            database_damage.check_consistency(connection)
            self._create_ballast()
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_newer_version(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        connection.execute("PRAGMA query_only = ON")
        self.read_only = True
        self.notice = N_(
            "Your outbox was last used by a newer version of this app, so it's read-only "
            "in this version. To send tickets, install the newer version."
        )
        return connection

    def _open_read_only(self, error: Exception) -> sqlite3.Connection:
        """Open an existing database on a read-only disk.

        Raises:
            StorageError: there is nothing to read either.
        """
        problem = build_storage_error(error, self.folder)
        if not self._file.is_file() or not self._file.stat().st_size:
            raise problem from error
        try:
            uri = f"{self._file.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        except sqlite3.Error:
            raise problem from error
        try:
            connection = _migrate_in_memory(connection)
            connection.row_factory = sqlite3.Row
            connection.execute("SELECT count(*) FROM reports").fetchone()
        except sqlite3.Error:
            connection.close()
            raise problem from error
        self.read_only = True
        self.notice = problem.message
        return connection

    def _quarantine_and_notify(self) -> None:
        self.notice = N_(
            "The list of your tickets was damaged and had to be reset. Nothing was deleted: the old "
            "files are in {folder}.",
            folder=str(database_damage.quarantine_database(self.folder)),
        )

    # -- writing -----------------------------------------------------------------------------------

    def _erase_rows(self) -> None:
        with self.transaction() as connection:
            for table in ("files", "reports", "facts"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own words

    def _erase_in_batches(self) -> None:
        """Delete rows in small batches, because a full disk has no room for a long log."""
        few = "DELETE FROM reports WHERE id IN (SELECT id FROM reports LIMIT 10)"
        while self._execute_once(few, ()):
            with self._lock, suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._erase_rows()

    def _begin_transaction(self) -> None:
        self._reopen_if_replaced()
        self._connection.execute("BEGIN IMMEDIATE")
        if not self._is_current_database_file():  # deleted while this waited for its turn
            self._reopen_database()
            self._connection.execute("BEGIN IMMEDIATE")

    def _reopen_if_replaced(self) -> None:
        """Reopen the database if another process deleted or quarantined its file."""
        if not (self.read_only or self._is_current_database_file()):
            with suppress(OSError):
                make_private_folder(self.folder)
            self._reopen_database()

    def _is_current_database_file(self) -> bool:
        """Return whether the open file is still the file at the database's path."""
        return _read_file_identity(self._file) == self._opened

    def _execute_once(self, query: str, values: Sequence[Any]) -> int:
        with self.transaction() as connection:
            return connection.execute(query, values).rowcount

    def _reopen_database(self) -> None:
        """Reconnect to the database, because the old connection's state is unreliable."""
        with suppress(sqlite3.Error):
            self._connection.close()
        with suppress(OSError, sqlite3.Error):
            self._connection = self._open_database()
            weakref.finalize(self, self._connection.close)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def _create_ballast(self) -> None:
        if self._ballast.is_file() and self._ballast.stat().st_size >= BALLAST:
            return
        try:
            own_folder.remove_file(self._ballast)
            with self._ballast.open("xb") as file:  # a link in its place is not written through
                file.write(b"\0" * BALLAST)
        except OSError:
            with suppress(OSError):
                own_folder.remove_file(self._ballast)

    def _delete_ballast(self) -> bool:
        if not self._ballast.is_file():
            return False
        try:
            own_folder.remove_file(self._ballast)
        except OSError:
            return False
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return True


def _apply_setting(connection: sqlite3.Connection, setting: str) -> None:
    """Apply a setting; SQLite itself doesn't wait if two programs switch a new database to WAL at once.

    Raises:
        sqlite3.Error: it couldn't be applied.
    """
    end = time.monotonic() + WAIT
    while True:
        try:
            connection.execute(setting)
        except sqlite3.OperationalError as error:
            busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= end:
                raise
            time.sleep(_PAUSE)
        else:
            return


def build_storage_error(error: Exception, folder: Path | None = None) -> StorageError:
    """Return the app's error for a SQLite or disk error.

    SQLite may not report a full disk; with ``folder``, free space is checked.
    """
    detail = repr(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    full = code == sqlite3.SQLITE_FULL or getattr(error, "errno", 0) in (28, 122)  # ENOSPC, EDQUOT
    if full or (code in _UNSAID and folder is not None and _is_disk_full(folder)):
        return StorageError(DISK_FULL, detail=detail)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        message = N_("Your outbox is in use by another app, so nothing was saved. Try again.")
        return StorageError(message, detail=detail)
    if database_damage.is_certain_damage_error(error):
        message = N_(
            "Your outbox is damaged. Restart the app: it will keep the damaged file as a "
            "backup and create a new outbox."
        )
        return StorageError(message, detail=detail)
    if getattr(error, "errno", 0) == errno.EROFS or (folder is not None and _is_read_only(folder)):
        message = N_("The disk is read-only, so nothing was saved. Call the help desk.")
        return StorageError(message, detail=detail)
    message = N_(
        "Your outbox can't be written to, so nothing was saved. Check the permissions of its folder."
    )
    return StorageError(message, detail=detail)


def _is_read_only(folder: Path) -> bool:
    """Return whether a folder's disk is read-only, even if the folder is missing; False on Windows."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    try:
        return hasattr(os, "statvfs") and bool(os.statvfs(there).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _is_disk_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False


def _migrate_in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return an in-memory copy of an older database, migrated to the current version."""
    if read_schema_version(connection) >= VERSION:
        return connection
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        connection.backup(copy)
        migrate(copy)
    except BaseException:
        copy.close()
        raise
    connection.close()
    return copy


def _read_file_identity(path: Path) -> tuple[int, int] | None:
    """Return device and inode of a file; None if the file doesn't exist."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino


def to_storable_text(text: str) -> str:
    """Return text that SQLite and JSON can store: without NUL and unpaired surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
