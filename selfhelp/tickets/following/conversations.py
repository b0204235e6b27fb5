"""Stores the help desk's latest replies to each ticket for offline reading."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfhelp.core import own_folder
from selfhelp.core.errors import StorageError
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_, shorten_text
from selfhelp.core.ticket import TicketComment, TicketState, TicketStatus
from selfhelp.tickets.following import conversation_text
from selfhelp.tickets.following.automatic_messages import DESK, USER, find_last_written_message
from selfhelp.tickets.following.reply_attachments import ReplyAttachments
from selfhelp.tickets.outbox.migrations import exclusive_transaction
from selfhelp.tickets.outbox.outbox_database import to_storable_text

log = logging.getLogger(__name__)

VERSION = 3
_SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS tickets (
        report TEXT PRIMARY KEY,
        state TEXT NOT NULL DEFAULT '',
        mark TEXT NOT NULL DEFAULT '',
        asked REAL NOT NULL DEFAULT 0,
        active REAL NOT NULL DEFAULT 0,
        next REAL NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        unread INTEGER NOT NULL DEFAULT 0,
        author TEXT NOT NULL DEFAULT '',
        line TEXT NOT NULL DEFAULT '',
        said REAL NOT NULL DEFAULT 0,
        mine INTEGER NOT NULL DEFAULT 0,
        automatic INTEGER NOT NULL DEFAULT 0,
        writer TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE TABLE IF NOT EXISTS drafts (report TEXT PRIMARY KEY, words TEXT NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS talks (
        report TEXT PRIMARY KEY REFERENCES tickets (report) ON DELETE CASCADE,
        talk TEXT NOT NULL
    )
    """,
)
_ADD_COLUMNS = (
    "ALTER TABLE tickets ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE tickets ADD COLUMN writer TEXT NOT NULL DEFAULT ''",
    "UPDATE tickets SET writer = CASE WHEN mine THEN 'user' ELSE 'desk' END WHERE line != ''",
)
"""Adds the columns of version 3 to a table of an older version."""

FIRST_DAY = 86_400.0
"""Maximum age of messages that count as new in a conversation seen for the first time, in seconds."""

LINE = 160
"""Maximum length of the last reply as shown in a list, in characters."""


_AT_ONCE = 500
"""Values per query; SQLite accepts at least 999 (SQLITE_MAX_VARIABLE_NUMBER)."""

_GLANCED = (
    "report, state, mark, asked, active, next, failures, unread, author, line, said, mine, automatic, writer"
)


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation's data for lists; times are seconds since 1970, 0 if unknown.

    Attributes:
        report: the ticket's correlation ID.
        asked: when the desk was last polled successfully.
        active: time of the last activity.
        next: when the desk is polled again.
        failures: consecutive failed polls.
        unread: messages of the desk that the user hasn't read.
        author, line, said, mine: the last message; ``line`` is its beginning on one line. External text.
        automatic: whether the desk sent the last message automatically.
        writer: who wrote the last message that wasn't automatic: `USER`, `DESK`, or "" for none.
    """

    report: str
    state: str
    mark: str
    asked: float
    active: float
    next: float
    failures: int
    unread: int
    author: str
    line: str
    said: float
    mine: int
    automatic: int
    writer: str


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """The news in a desk's response: new messages, and the former state if it changed.

    ``active`` is the time of the last activity.
    """

    messages: Sequence[TicketComment]
    before: TicketState | None
    active: float


class Conversations:
    """One user's conversations. Safe for several threads and processes: no file stays open.

    It is a cache: a damaged file is recreated, and the desk is polled again.

    Attributes:
        changed: called after each change, on the thread that made it.
    """

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._file = folder / "seen.db"
        self.answers = ReplyAttachments(folder / "answers")
        self._now = now
        self.changed: Callable[[], object] = lambda: None

    # -- reading ------------------------------------------------------------------------------------

    def read_summaries(self, reports: Sequence[str] | None = None) -> Mapping[str, ConversationSummary]:
        """Return the summaries of all or the given tickets by correlation ID; empty if they can't be read."""
        if reports is None:
            return {glance.report: glance for glance in self._query_summaries()}
        some = [reports[start : start + _AT_ONCE] for start in range(0, len(reports), _AT_ONCE)]
        places = [f" WHERE report IN ({', '.join('?' * len(part))})" for part in some]
        found = map(self._query_summaries, places, some)
        return {glance.report: glance for part in found for glance in part}

    def read_summary(self, report: str) -> ConversationSummary | None:
        """Return the summary of one ticket, or None."""
        return next(iter(self._query_summaries(" WHERE report = ?", (report,))), None)

    def list_recently_active(self, most: int) -> Sequence[str]:
        """Return the correlation IDs of the tickets with the latest activity, the last one first."""
        rows = self._query_rows(f"SELECT report FROM tickets ORDER BY active DESC LIMIT {most:d}")  # noqa: S608
        return [str(row[0]) for row in rows]

    def read_stored_status(self, report: str) -> TicketStatus | None:
        """Return the ticket's last status from the desk, or None if none is stored."""
        rows = self._query_rows("SELECT talk FROM talks WHERE report = ?", (report,))
        return conversation_text.status_from_text(rows[0][0]) if rows else None

    def has_any_conversation(self) -> bool:
        """Return whether any conversation is stored."""
        return self._file.is_file() or self.answers.exists_on_disk()

    def count_unread(self) -> int:
        """Count the messages that the user hasn't read."""
        rows = self._query_rows("SELECT coalesce(sum(unread), 0) FROM tickets")
        return int(rows[0][0]) if rows else 0

    # -- writing ------------------------------------------------------------------------------------

    def store_status(self, report: str, status: TicketStatus, mark: str) -> StoredConversation:
        """Store the desk's status, within limits, and return what is new.

        Raises:
            StorageError: nothing was stored; the same news is returned next time.
        """
        status = conversation_text.limit_status_size(status)
        with self._open_transaction() as db:
            db.execute("INSERT OR IGNORE INTO tickets (report) VALUES (?)", (report,))
            before = db.execute("SELECT state FROM tickets WHERE report = ?", (report,)).fetchone()[0]
            told = db.execute("SELECT talk FROM talks WHERE report = ?", (report,)).fetchone()
            fresh = self._find_new_messages(
                conversation_text.status_from_text(told[0]) if told else None, status
            )
            db.execute(
                "INSERT OR REPLACE INTO talks VALUES (?, ?)",
                (report, conversation_text.status_to_text(status)),
            )
            last = status.comments[-1] if status.comments else None
            changed = before in list(TicketState) and before != status.state
            active = self._now() if fresh or changed else min(_find_last_activity(status), self._now())
            db.execute(
                "UPDATE tickets SET state = ?, mark = ?, asked = ?, active = max(active, ?), failures = 0,"
                " unread = unread + ?, author = ?, line = ?, said = ?, mine = ?, automatic = ?, writer = ?"
                " WHERE report = ?",
                (
                    status.state,
                    mark,
                    self._now(),
                    active,
                    len(fresh),
                    last.author if last else "",
                    shorten_text(" ".join(last.text.split()), LINE) if last else "",
                    last.time.timestamp() if last else 0.0,
                    last.mine if last else False,
                    last.automatic if last else False,
                    _find_last_writer(status),
                    report,
                ),
            )
        return StoredConversation(fresh, TicketState(before) if changed else None, active)

    def record_poll_without_news(self, report: str, mark: str) -> None:
        """Record that a poll of the desk returned no news."""
        self._execute_update(
            "UPDATE tickets SET mark = ?, asked = ?, failures = 0 WHERE report = ?",
            (mark, self._now(), report),
        )

    def schedule_poll(self, report: str, at: float, failures: int = 0) -> None:
        """Store the time of a ticket's next poll, and the number of consecutive failures."""
        self._execute_update(
            "INSERT INTO tickets (report, next, failures) VALUES (?, ?, ?)"
            " ON CONFLICT (report) DO UPDATE SET next = excluded.next, failures = excluded.failures",
            (report, at, failures),
        )

    def schedule_reply_polls(self, report: str) -> None:
        """Record a reply of the user, so that the ticket is polled more often."""
        self._execute_update(
            "UPDATE tickets SET active = ?, next = min(next, ?), failures = 0 WHERE report = ?",
            (self._now(), self._now() + 120, report),
        )

    def mark_conversation_read(self, report: str) -> None:
        """Mark a ticket's messages as read."""
        self._execute_update("UPDATE tickets SET unread = 0 WHERE report = ? AND unread > 0", (report,))

    def read_draft(self, report: str) -> str:
        """Return the text of the unsent reply; "" if there is none."""
        rows = self._query_rows("SELECT words FROM drafts WHERE report = ?", (report,))
        return str(rows[0][0]) if rows else ""

    def list_drafts(self) -> Sequence[str]:
        """Return the correlation IDs of the tickets with an unsent reply: text, images or files."""
        written = [str(row[0]) for row in self._query_rows("SELECT report FROM drafts ORDER BY report")]
        return list(dict.fromkeys([*written, *self.answers.list_reports()]))

    def store_draft(self, report: str, words: str) -> None:
        """Store the text of an unsent reply, so that it survives a crash; "" deletes the text.

        Raises:
            StorageError: it couldn't be stored.
        """
        if words.strip():
            self._execute_update(
                "INSERT OR REPLACE INTO drafts VALUES (?, ?)", (report, to_storable_text(words))
            )
        elif self.read_draft(report):
            self._execute_update("DELETE FROM drafts WHERE report = ?", (report,))

    # -- deleting ---------------------------------------------------------------------------------

    def delete_conversation(self, report: str) -> None:
        """Delete one conversation and its unsent reply."""
        self.answers.delete_attachments(report)
        with self._open_transaction() as db:
            db.execute("DELETE FROM tickets WHERE report = ?", (report,))
            db.execute("DELETE FROM drafts WHERE report = ?", (report,))

    def delete_expired_conversations(self, known: Sequence[str], before: float) -> None:
        """Delete conversations without a ticket, and the texts of conversations inactive since ``before``.

        Args:
            known: correlation IDs of the tickets still in the outbox.
            before: seconds since 1970.
        """
        self.answers.delete_attachments_of_others(known)
        if not self._file.is_file():
            return
        kept = set(known)
        with self._open_transaction() as db:
            gone = [row for row in db.execute("SELECT report FROM tickets") if row[0] not in kept]
            db.executemany("DELETE FROM tickets WHERE report = ?", gone)
            lost = [row for row in db.execute("SELECT report FROM drafts") if row[0] not in kept]
            db.executemany("DELETE FROM drafts WHERE report = ?", lost)
            old = "SELECT report FROM tickets WHERE max(active, asked) <= ?"
            db.execute(f"DELETE FROM talks WHERE report IN ({old})", (before,))  # noqa: S608
            db.execute(
                "UPDATE tickets SET mark = '', author = '', line = '', said = 0, unread = 0"
                " WHERE max(active, asked) <= ?",
                (before,),
            )

    def delete_all_conversations(self) -> None:
        """Overwrite and delete all conversations, including attachments of replies."""
        self.answers.delete_attachments_of_others(())
        if self._file.is_file():
            with self._open_transaction() as db:
                db.execute("DELETE FROM tickets")
                db.execute("DELETE FROM drafts")

    # -- the file ----------------------------------------------------------------------------------

    def _find_new_messages(
        self, before: TicketStatus | None, status: TicketStatus
    ) -> Sequence[TicketComment]:
        """Return the desk's messages that aren't stored yet, without automatic ones: they are no replies."""
        theirs = [comment for comment in status.comments if not (comment.mine or comment.automatic)]
        if before is None:
            since = self._now() - FIRST_DAY
            return [comment for comment in theirs if comment.time.timestamp() >= since]
        seen = {conversation_text.make_comment_identity(comment) for comment in before.comments}
        return [comment for comment in theirs if conversation_text.make_comment_identity(comment) not in seen]

    def _query_summaries(self, where: str = "", values: Sequence[str] = ()) -> Sequence[ConversationSummary]:
        query = f"SELECT {_GLANCED} FROM tickets{where}"  # noqa: S608 - our own words
        return [ConversationSummary(*row) for row in self._query_rows(query, values)]

    def _query_rows(self, query: str, values: Sequence[str] = ()) -> Sequence[tuple[Any, ...]]:
        if not self._file.is_file():
            return ()
        try:
            with self._open_or_recreate_database() as db:
                return db.execute(query, values).fetchall()
        except (OSError, sqlite3.Error) as error:
            log.warning("conversations cannot be read: %r", error)
            return ()

    def _execute_update(self, query: str, values: Sequence[Any]) -> None:
        with self._open_transaction() as db:
            db.execute(query, values)

    @contextmanager
    def _open_transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a transaction: all or nothing.

        Raises:
            StorageError: nothing was changed.
        """
        try:
            make_private_folder(self.folder)
            with self._open_or_recreate_database() as db:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            message = N_(
                "The help desk's reply couldn't be saved on this computer. Check whether the disk is full."
            )
            raise StorageError(message, detail=repr(error)) from error
        self.changed()

    @contextmanager
    def _open_or_recreate_database(self) -> Iterator[sqlite3.Connection]:
        """Open the database during the block; a damaged or newer database is recreated."""
        try:
            db = self._open_database()
        except sqlite3.DatabaseError as error:
            if not _is_damage_error(error):
                raise
            own_folder.remove_file(self._file)
            db = self._open_database()
        try:
            yield db
        except sqlite3.DatabaseError as error:
            if _is_damage_error(error):
                db.close()
                own_folder.remove_file(self._file)  # the next one begins again
            raise
        finally:
            db.close()

    def _open_database(self) -> sqlite3.Connection:
        self._file.touch(mode=0o600)
        db = sqlite3.connect(self._file, timeout=5, isolation_level=None)
        try:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA synchronous = NORMAL")
            if _read_version(db) < VERSION:
                _migrate(db)
        except BaseException:
            with suppress(sqlite3.Error):
                db.close()
            raise
        return db


def _read_version(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise sqlite3.DatabaseError("of a newer version")  # has no code: begun again
    return version


def _migrate(db: sqlite3.Connection) -> None:
    """Create the tables, or migrate an older version; does nothing if another process was first."""
    with exclusive_transaction(db):
        if _read_version(db) == VERSION:
            return
        for statement in _SCHEMA:
            db.execute(statement)
        if not any(row[1] == "writer" for row in db.execute("PRAGMA table_info(tickets)")):
            for statement in _ADD_COLUMNS:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION:d}")


def _is_damage_error(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _find_last_activity(status: TicketStatus) -> float:
    """Return the time of the last activity in a ticket, in seconds since 1970."""
    times = [status.updated, *(comment.time for comment in status.comments)]
    return max(moment.timestamp() for moment in times)


def _find_last_writer(status: TicketStatus) -> str:
    """Return who wrote the last message that wasn't automatic; "" for none."""
    last = find_last_written_message(status.comments)
    return "" if last is None else USER if last.mine else DESK
