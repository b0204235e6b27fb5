"""Distinguishes a damaged outbox from a temporarily unusable one, and quarantines damaged files."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from selfhelp.core.paths import make_private_folder
from selfhelp.core.ticket import DeliveryState, ReplyKind

NAMES = ("outbox.db", "outbox.db-wal", "outbox.db-shm", "files", "damaged")

_CODES = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_ERROR,  # a table or column that must be there is not
        sqlite3.SQLITE_SCHEMA,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_RANGE,
        sqlite3.SQLITE_INTERNAL,
    }
)

_SHORT_READ = 522
"""The error SQLITE_IOERR_SHORT_READ: the file is shorter than its header states."""

_NUMBERS = ("bytes", "created", "since", "updated", "next_try", "attempts", "crashes", "sending", "submitted")
_TEXTS = ("report", "subject", "body", "requester", "category", "failure", "reason", "connector", "number")
_MORE_TEXTS = ("url", "path", "desk_state", "details")


def _quote_sql_words(given: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in given)


_KINDS = ("ticket", *ReplyKind)
_SENSELESS = (
    f"SELECT 1 FROM reports WHERE state NOT IN ({_quote_sql_words(DeliveryState)})"  # noqa: S608
    f" OR kind NOT IN ({_quote_sql_words(_KINDS)})"
    " OR (kind = 'ticket') <> (parent IS NULL)"
    + "".join(
        f" OR typeof({n}) NOT IN ('integer', 'real')" for n in (*_NUMBERS, "rounds", "desk_updated", "steady")
    )
    + "".join(f" OR typeof({name}) <> 'text'" for name in (*_TEXTS, *_MORE_TEXTS))
    + " UNION ALL SELECT 1 FROM files WHERE typeof(name) <> 'text' OR typeof(sha256) <> 'text'"
    " OR typeof(size) <> 'integer' OR typeof(media_type) <> 'text' OR length(sha256) <> 64"
    " UNION ALL SELECT 1 FROM facts WHERE typeof(name) <> 'text' OR typeof(value) NOT IN ('integer', 'real')"
    " LIMIT 1"
)
"""SQL query that finds rows that this app can't have written."""


def is_damage_error(error: Exception, file: Path) -> bool:
    """Return whether an error indicates that the database itself is damaged."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:  # Python's own: text that is none, a number too large for it
            return isinstance(error, sqlite3.OperationalError | sqlite3.DataError)
        if code & 0xFF == sqlite3.SQLITE_READONLY:
            # SQLite takes a damaged head for one of a newer SQLite, and does not write to it.
            return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
        return code == _SHORT_READ or code & 0xFF in _CODES
    return isinstance(error, UnicodeError | OverflowError | ValueError | MemoryError)


def is_certain_damage_error(error: Exception) -> bool:
    """Return whether an error proves damage, even during normal use."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or code == _SHORT_READ


def check_integrity(connection: sqlite3.Connection) -> None:
    """Check the whole database for damage, and test writing to it.

    Raises:
        sqlite3.DatabaseError: it is damaged or read-only.
    """
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise _build_damage_error("integrity_check")
    connection.execute("BEGIN IMMEDIATE")
    try:  # with a damaged head, only a real write is refused
        connection.execute("CREATE TABLE write_test (x)")
    finally:
        connection.execute("ROLLBACK")


def check_consistency(connection: sqlite3.Connection) -> None:
    """Check that the content of all tables can have been written by this app.

    Raises:
        sqlite3.DatabaseError: it can't.
    """
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise _build_damage_error("foreign_key_check")
    if connection.execute(_SENSELESS).fetchone() is not None:
        raise _build_damage_error("a row that makes no sense")


def quarantine_database(folder: Path) -> Path:
    """Move the damaged files and their attachments to a new folder, and return it."""
    aside = _create_new_folder(folder / time.strftime("corrupt-%Y%m%dT%H%M%S", time.gmtime()))
    for name in NAMES:
        with suppress(FileNotFoundError):
            (folder / name).replace(aside / name)
    return aside


def mark_folder_damaged(folder: Path) -> None:
    """Mark the database for quarantine at the next start, because a check may not find the damage again."""
    with suppress(OSError):
        (folder / "damaged").touch(mode=0o600)


def is_folder_marked_damaged(folder: Path) -> bool:
    """Return whether the database was marked as damaged during use."""
    return (folder / "damaged").exists()


def was_item_list_lost(folder: Path) -> bool:
    """Return whether files of tickets exist although the database is empty or missing."""
    database = folder / "outbox.db"
    with suppress(OSError):
        if database.exists() and database.stat().st_size:
            return False
        wal = folder / "outbox.db-wal"
        if wal.exists() and wal.stat().st_size:
            return False  # all of it may still be in the log
        return any((folder / "files").iterdir())
    return False


def _create_new_folder(wanted: Path) -> Path:
    """Return a new folder; a number is added if the name exists."""
    for number in range(1, 10_000):
        place = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        if not place.exists():
            return make_private_folder(place)
    return make_private_folder(wanted)


def _build_damage_error(what: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error
