"""Edits the text and files of pending tickets and replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState, ReplyKind
from selfhelp.tickets.form.ticket_message import SUBJECT_LIMIT
from selfhelp.tickets.outbox import quota
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase, Row
from selfhelp.tickets.outbox.outbox_items import OutboxLimits

BODY_LIMIT = 200_000
"""Maximum length of a ticket's complete text, in characters, including facts for the technician."""

_OPEN = "report = ? AND sending = 0 AND number = '' AND submitted = 0"
"""SQL condition for an item of which no part can have been sent."""


def validate_texts(
    row: Row, subject: str | None, body: str | None, limits: OutboxLimits
) -> Mapping[str, str]:
    """Return the changed texts of an item by database column, after checking them.

    Raises:
        TooLargeError: a reply is too long.
        UsageError: there is nothing to change, or nothing would be left.
    """
    ticket = row["kind"] == "ticket"
    found: dict[str, str] = {}
    if subject is not None and ticket:
        found["subject"] = " ".join(subject.split())[:SUBJECT_LIMIT]
    if body is not None and (ticket or row["kind"] == ReplyKind.COMMENT or row["body"]):
        found["body"] = body.strip()[:BODY_LIMIT]
        if not ticket:
            quota.require_reply_length(body, limits)
    if not found or not all(found.values()):
        raise UsageError(N_("Your message is empty. Write something, or delete it."))
    return found


def update_item_texts(store: OutboxDatabase, row: Row, texts: Mapping[str, str], now: float) -> None:
    """Change the texts of a pending item and queue it again.

    Args:
        store: the outbox's database.
        row: the pending item.
        texts: the new texts, by column.
        now: seconds since 1970.

    Raises:
        UsageError: it may already have been sent; nothing was changed.
        StorageError: nothing was changed.
    """
    change = "".join(f"{column} = ?, " for column in texts)
    query = f"UPDATE reports SET {change}{_AGAIN} WHERE {_OPEN}"  # noqa: S608 - our own words
    if not store.execute(query, (*texts.values(), DeliveryState.QUEUED, now, now, row["report"])):
        raise _build_already_sent_error(row)


def drop_item_file(store: OutboxDatabase, row: Row, name: str, now: float) -> str:
    """Remove a file from a pending item and queue it again.

    Returns:
        The SHA-256 of bytes the item no longer needs; "" if it still does.

    Raises:
        UsageError: there's no such file, or it may already have been sent; nothing was changed.
        StorageError: nothing was changed.
    """
    report = row["report"]
    with store.transaction() as db:
        found = db.execute(
            "SELECT size, sha256 FROM files WHERE report = ? AND name = ?", (report, name)
        ).fetchone()
        if found is None:
            raise UsageError(
                N_("{report} doesn't contain a file named {name}.", name=name[:120], report=report)
            )
        values = (DeliveryState.QUEUED, now, now, found["size"], report)
        changed = db.execute(f"UPDATE reports SET {_AGAIN}, bytes = bytes - ? WHERE {_OPEN}", values)  # noqa: S608
        if not changed.rowcount:
            raise _build_already_sent_error(row)
        db.execute("DELETE FROM files WHERE report = ? AND name = ?", (report, name))
        needed = db.execute(
            "SELECT 1 FROM files WHERE report = ? AND sha256 = ?", (report, found["sha256"])
        ).fetchone()
    return "" if needed else str(found["sha256"])


@contextmanager
def remove_item_on_error(store: OutboxDatabase, saved: Mapping[ReplyKind, str]) -> Iterator[None]:
    """Delete saved items if the block raises an error, unless they may already have been sent."""
    try:
        yield
    except BaseException:
        for ref in saved.values():
            with suppress(StorageError):
                store.execute(f"DELETE FROM reports WHERE {_OPEN}", (ref,))  # noqa: S608 - our own words
        raise


_AGAIN = (
    "state = ?, next_try = 0, attempts = 0, crashes = 0, rounds = 0, failure = '', reason = '',"
    " since = ?, updated = ?"
)


def _build_already_sent_error(row: Row) -> UsageError:
    if row["number"] or row["state"] == DeliveryState.DELIVERED:
        return UsageError(N_("This ticket has already been sent. Reply to it instead."))
    message = N_(
        "Your message may already have been sent, so it can't be changed. Send it again: the app "
        "checks for duplicates first."
    )
    return UsageError(message)
