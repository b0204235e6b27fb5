"""The outbox's database schema, and atomic migrations from older versions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

_FIRST = (
    """
    CREATE TABLE reports (
        id INTEGER PRIMARY KEY,
        report TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL,
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        requester TEXT NOT NULL,
        category TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        created REAL NOT NULL,
        since REAL NOT NULL,
        updated REAL NOT NULL,
        next_try REAL NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0,
        crashes INTEGER NOT NULL DEFAULT 0,
        sending INTEGER NOT NULL DEFAULT 0,
        submitted REAL NOT NULL DEFAULT 0,
        failure TEXT NOT NULL DEFAULT '',
        rounds INTEGER NOT NULL DEFAULT 0,
        reason TEXT NOT NULL DEFAULT '',
        connector TEXT NOT NULL DEFAULT '',
        number TEXT NOT NULL DEFAULT '',
        url TEXT NOT NULL DEFAULT '',
        path TEXT NOT NULL DEFAULT '',
        desk_state TEXT NOT NULL DEFAULT '',
        desk_updated REAL NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX reports_by_state ON reports (state, next_try)",
    """
    CREATE TABLE files (
        report TEXT NOT NULL REFERENCES reports (report) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        media_type TEXT NOT NULL,
        PRIMARY KEY (report, position)
    )
    """,
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value REAL NOT NULL)",
)

_SECOND = (
    # What a ticket is filed under, as JSON.
    "ALTER TABLE reports ADD COLUMN details TEXT NOT NULL DEFAULT ''",
    # A reply is a row as well, so that it goes the same way: its kind, and the ticket it belongs to.
    "ALTER TABLE reports ADD COLUMN kind TEXT NOT NULL DEFAULT 'ticket'",
    "ALTER TABLE reports ADD COLUMN parent TEXT REFERENCES reports (report) ON DELETE CASCADE",
    "CREATE INDEX reports_by_parent ON reports (parent, id)",
)

_THIRD = (
    # When a request was begun, by the clock that counts from the start of the computer: the other may be set.
    "ALTER TABLE reports ADD COLUMN steady REAL NOT NULL DEFAULT 0",
    # What a list shows, without the texts that lie between: ten thousand lines in half the time.
    """
    CREATE INDEX reports_listed ON reports (kind, id, report, state, subject, bytes, attempts, next_try,
        reason, created, updated, number, url, connector, sending, submitted)
    """,
)

_FOURTH = (
    # The names of the files that the desk did not take, as JSON.
    "ALTER TABLE reports ADD COLUMN left_out TEXT NOT NULL DEFAULT ''",
)

STEPS: Sequence[Sequence[str]] = (_FIRST, _SECOND, _THIRD, _FOURTH)
"""SQL statements of each migration: step n leads from version n to n + 1. Released steps never change."""

VERSION = len(STEPS)
_NEW = ("report", "kind", "steady", "left_out")
"""For each step, a column that the step added; its presence proves the step."""

_FACT = "version"


def read_schema_version(connection: sqlite3.Connection) -> int:
    """Return the schema version of a database; 0 if it is empty.

    The version in the header is one byte, which damage can change. A newer app stores it as a fact as well;
    otherwise the columns decide.
    """
    head: int = connection.execute("PRAGMA user_version").fetchone()[0]
    columns = {row[1] for row in connection.execute("PRAGMA table_info(reports)")}
    looks = len([new for new in _NEW if new in columns])
    if head > VERSION:
        kept = (
            connection.execute("SELECT value FROM facts WHERE name = ?", (_FACT,)).fetchone()
            if looks
            else None
        )
        return head if kept is not None and kept[0] == head else looks
    return looks


def is_version_consistent(connection: sqlite3.Connection) -> bool:
    """Return whether the file header and the facts table both state the current version."""
    head: int = connection.execute("PRAGMA user_version").fetchone()[0]
    kept = connection.execute("SELECT value FROM facts WHERE name = ?", (_FACT,)).fetchone()
    return head == VERSION and kept is not None and kept[0] == VERSION


@contextmanager
def exclusive_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block as the only writer of a database: all or nothing.

    Of two programs that start at once, such as the tray and the command line after an update, one waits here
    for the other. So the block must read the schema version again. Don't use ``executescript`` in it, which
    commits first. The connection must have the isolation level None.

    Raises:
        sqlite3.Error: nothing was changed.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def migrate(connection: sqlite3.Connection) -> None:
    """Migrate an older database to the current version in one transaction.

    Raises:
        sqlite3.Error: nothing was changed.
    """
    with exclusive_transaction(connection):
        for step in STEPS[read_schema_version(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_FACT, VERSION))
        connection.execute(f"PRAGMA user_version = {VERSION}")
