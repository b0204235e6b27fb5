"""Edits the text and files of pending tickets and replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.text import N_, cut_text
from selfhelp.core.ticket import DeliveryState, ReplyKind
from selfhelp.tickets.form.ticket_message import SUBJECT_LIMIT
from selfhelp.tickets.outbox import quota
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase, Row
from selfhelp.tickets.outbox.outbox_items import OutboxLimits, ReplyToSeal

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
        found["subject"] = cut_text(" ".join(subject.split()), SUBJECT_LIMIT)
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


def queue_refused_files(store: OutboxDatabase, row: Row, now: float) -> None:
    """Queue a delivered ticket again, so that its delivery job attaches the files that the desk lacks.

    The ticket keeps its number, so it isn't created again. The job first asks the desk which files it has.

    Raises:
        UsageError: the desk lacks no files of the ticket; nothing was changed.
        StorageError: nothing was changed.
    """
    query = f"UPDATE reports SET {_AGAIN} WHERE report = ? AND {_INCOMPLETE}"  # noqa: S608
    values = (DeliveryState.QUEUED, now, now, row["report"], DeliveryState.DELIVERED)
    if not store.execute(query, values):
        raise UsageError(N_("This ticket has no missing files that can be sent again."))


def resume_lookup(store: OutboxDatabase, ref: str, now: float) -> None:
    """Queue the look-up of an item that may have arrived, after its look-up had stopped.

    Args:
        store: the outbox's database.
        ref: the item's correlation ID.
        now: seconds since 1970.

    Raises:
        StorageError: nothing was changed.
    """
    query = (
        "UPDATE reports SET state = ?, next_try = 0, crashes = 0, rounds = 0, since = ?, updated = ?"
        " WHERE report = ? AND number = '' AND submitted > 0 AND sending = 0 AND state <> ?"
    )
    store.execute(query, (DeliveryState.UNKNOWN, now, now, ref, DeliveryState.DELIVERED))


def resume_earlier_items(store: OutboxDatabase, ref: str, now: float) -> Sequence[str]:
    """Queue the items that are sent before a reply, and are waiting for a sign-in or a permission.

    Args:
        store: the outbox's database.
        ref: correlation ID of the reply; for a ticket, nothing is sent before it.
        now: seconds since 1970.

    Returns:
        The correlation IDs of these items.

    Raises:
        StorageError: nothing was changed.
    """
    rows = store.query_rows(_EARLIER, (ref, DeliveryState.SIGN_IN_NEEDED))
    found = [row["report"] for row in rows]
    if found:
        state = "state = CASE WHEN number = '' AND submitted > 0 THEN ? ELSE ? END"
        change = f"{state}, reason = '', next_try = 0, since = ?"
        query = f"UPDATE reports SET {change} WHERE report = ? AND state = ?"  # noqa: S608 - our own words
        to, back = (DeliveryState.UNKNOWN, DeliveryState.QUEUED, now), DeliveryState.SIGN_IN_NEEDED
        with store.transaction() as db:
            db.executemany(query, [(*to, one, back) for one in found])
    return found


_EARLIER = (
    "SELECT earlier.report FROM reports AS earlier JOIN reports AS it ON it.report = ?"
    " WHERE (earlier.report = it.parent OR earlier.parent = it.parent AND earlier.id < it.id)"
    " AND earlier.state = ? ORDER BY earlier.id"
)


def find_waiting_state_change(store: OutboxDatabase, reply: ReplyToSeal) -> str | None:
    """Return the ticket's last undelivered reply if it is the same change of state alone; else None."""
    query = (
        "SELECT report, kind, body, EXISTS (SELECT 1 FROM files WHERE files.report = reports.report) AS files"
        " FROM reports WHERE parent = ? AND state <> ? ORDER BY id DESC LIMIT 1"
    )
    for row in store.query_rows(query, (reply.report, DeliveryState.DELIVERED)):
        if row["kind"] == reply.kind and not row["body"] and not row["files"]:
            return str(row["report"])
    return None


def withdraw_state_changes(store: OutboxDatabase, report: str, kind: ReplyKind, *, before: str = "") -> None:
    """Withdraw a ticket's undelivered changes of state, because the user wants the opposite by now.

    Their text is still sent, as a comment. A change that may just be arriving stays, because it could arrive
    after the new one; it is sent first.

    Args:
        store: the outbox's database.
        report: correlation ID of the ticket.
        kind: the kind of change to withdraw.
        before: correlation ID of the new change; later changes stay. "" for all.

    Raises:
        StorageError: nothing was changed.
    """
    values = (report, kind, before, before, DeliveryState.QUEUED, DeliveryState.UNKNOWN)
    with store.transaction() as db:
        db.execute(f"DELETE FROM reports WHERE {_WITHDRAWABLE} AND {_WORDLESS}", values)  # noqa: S608
        db.execute(f"UPDATE reports SET kind = ? WHERE {_WITHDRAWABLE}", (ReplyKind.COMMENT, *values))  # noqa: S608


_WORDLESS = "body = '' AND NOT EXISTS (SELECT 1 FROM files WHERE files.report = reports.report)"
"""SQL condition for a change of state without text and files."""

_WITHDRAWABLE = (
    "parent = ? AND kind = ? AND (? = '' OR id < (SELECT new.id FROM reports AS new WHERE new.report = ?))"
    " AND number = '' AND sending = 0"
    " AND (submitted = 0 AND state IN (?, ?) OR state IN ('sign-in-needed', 'attention', 'expired'))"
)
"""SQL condition for a change of state that isn't on its way to the desk now."""


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


_INCOMPLETE = "kind = 'ticket' AND number <> '' AND left_out <> '' AND body <> '' AND state = ?"
"""SQL condition for a delivered ticket that the desk has without some of its files."""

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
