"""Records the sender's intent before each request, and the result after it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState, TicketReceipt, TicketState
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase, Row
from selfhelp.tickets.outbox.outbox_items import parse_ticket_state
from selfhelp.tickets.outbox.stored_messages import KEYRING, message_to_json

CRASHES = 2
WAITING = (DeliveryState.QUEUED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class PendingItem:
    """A ticket or reply as the sender sees it. Times are seconds since 1970.

    Attributes:
        report: its own correlation ID.
        kind: "ticket", or the kind of a reply.
        parent: correlation ID of a reply's ticket; "" for a ticket.
        ticket: the desk's number of a reply's ticket; "" for a ticket.
        desk: the connector that has the ticket; "" if none has it yet.
        sending: True while a request that changes something is in progress.
        submitted: start of the last request with an unknown outcome that may have created the item or added
            files; 0 if there is none.
        steady: the same time by the clock that counts from the computer's start.
        failure: the server error of the last request, or "".
        rounds: number of times that the same server error left nothing behind.
        crashes: number of consecutive times that the process died while sending it.
        number: the desk's number; "" until it is known.
        speaks: True if the user's text or files are included.
    """

    report: str
    kind: str
    parent: str
    ticket: str
    desk: str
    state: DeliveryState
    created: float
    next_try: float
    attempts: int
    crashes: int
    sending: bool
    submitted: float
    steady: float
    failure: str
    rounds: int
    number: str
    url: str
    speaks: bool


class DeliveryLog:
    """The sender's access to the outbox; every call is one transaction."""

    def __init__(
        self, store: OutboxDatabase, now: Callable[[], float], steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._now, self._clock = now, steady

    def list_pending_items(self) -> Sequence[PendingItem]:
        """Return the items to send, oldest first.

        A reply waits until its ticket has a number and earlier replies are sent. Items that need attention
        hold nothing up.
        """
        query = f"{_SELECT} WHERE it.state IN (?, ?) AND {_IN_TURN} ORDER BY it.id"
        values = (*WAITING, *WAITING, DeliveryState.SIGN_IN_NEEDED)
        return [_row_to_pending_item(row) for row in self._store.query_rows(query, values)]

    def find_next_due_item(self, report: str) -> PendingItem | None:
        """Return an item that may be sent now, in conversation order, or None."""
        query = f"{_SELECT} WHERE it.report = ? AND it.state IN (?, ?) AND {_IN_TURN}"
        values = (report, *WAITING, *WAITING, DeliveryState.SIGN_IN_NEEDED)
        return next((_row_to_pending_item(row) for row in self._store.query_rows(query, values)), None)

    def list_refs_until(self, report: str) -> Sequence[str]:
        """Return the correlation IDs of an item's pending ticket and earlier replies, then its own."""
        query = (
            "SELECT it.report FROM reports AS it JOIN reports AS last ON last.report = ?"
            " WHERE it.state IN (?, ?) AND (it.report IN (last.report, last.parent)"
            " OR it.parent = last.parent AND it.id < last.id)"
            " ORDER BY it.id"
        )
        return [row["report"] for row in self._store.query_rows(query, (report, *WAITING))]

    def find_pending_item(self, report: str) -> PendingItem | None:
        """Return one pending item, or None if the user deleted it in the meantime."""
        rows = self._store.query_rows(f"{_SELECT} WHERE it.report = ?", (report,))
        return _row_to_pending_item(rows[0]) if rows else None

    # -- before ------------------------------------------------------------------------------------

    def record_attempt(self, report: str) -> None:
        """Record the start of an attempt."""
        self._update_item(report, "attempts = attempts + 1")

    def record_submitting(self, report: str) -> None:
        """Record the start of the request that creates the item."""
        change = "sending = 1, crashes = crashes + 1, submitted = ?, steady = ?"
        self._update_item(report, change, self._now(), self._clock())

    def record_attaching(self, report: str) -> None:
        """Record the start of a request that adds files."""
        self.record_submitting(report)

    # -- after -------------------------------------------------------------------------------------

    def record_ticket_created(self, report: str, receipt: TicketReceipt, connector: str, path: str) -> None:
        """Record that the desk has the item; its files aren't checked yet.

        If it was found by a look-up, the original request may still be adding some.
        """
        self._update_item(
            report,
            f"{_KNOWN}, {_ENDED}, state = ?, number = ?, url = ?, connector = ?, path = ?, desk_state = ?,"
            " next_try = 0",
            DeliveryState.QUEUED,
            receipt.number,
            receipt.url,
            connector,
            path,
            TicketState.OPEN,
        )

    def read_ticket_state(self, report: str) -> TicketState:
        """Return the last known state of a ticket at the desk."""
        rows = self._store.query_rows("SELECT desk_state FROM reports WHERE report = ?", (report,))
        return parse_ticket_state(rows[0]) if rows else TicketState.OPEN

    def record_ticket_state(self, report: str, state: TicketState) -> None:
        """Record the state of a ticket after a reply that the desk has accepted.

        It is known without another request, which the desk may not answer.
        """
        self._store.execute(
            "UPDATE reports SET desk_state = ?, desk_updated = max(desk_updated, ?) WHERE report = ?",
            (state, self._now(), report),
        )

    def record_delivered(self, report: str, note: Text | None, left_out: Sequence[str] = ()) -> None:
        """Record a complete delivery; ``note`` and ``left_out`` describe rejected content."""
        names = json.dumps(list(left_out)) if left_out else ""
        change = f"{_ENDED}, state = ?, reason = ?, left_out = ?"
        self._update_item(report, change, DeliveryState.DELIVERED, message_to_json(note), names)

    def record_unverified(self, report: str, note: Text) -> None:
        """Record a delivery whose files couldn't be checked; files known to be missing stay recorded."""
        change = f"{_ENDED}, state = ?, reason = ?"
        self._update_item(report, change, DeliveryState.DELIVERED, message_to_json(note))

    def schedule_retry(self, item: PendingItem, until: float, reason: Text | None) -> None:
        """Schedule another attempt at ``until``; the last attempt changed nothing on the server."""
        state = DeliveryState.UNKNOWN if item.submitted and not item.number else DeliveryState.QUEUED
        self._update_item(
            item.report,
            f"{_ENDED}, state = ?, submitted = ?, next_try = ?, reason = coalesce(?, reason)",
            state,
            item.submitted,
            until,
            message_to_json(reason) if reason else None,
        )

    def schedule_lookup(self, item: PendingItem, until: float, failure: str, reason: Text) -> None:
        """Schedule a look-up at ``until``, because the item may have been created."""
        same = failure and failure == item.failure
        self._update_item(
            item.report,
            f"{_ENDED}, state = ?, next_try = ?, failure = ?, rounds = ?, reason = ?",
            DeliveryState.UNKNOWN,
            until,
            failure,
            item.rounds if same else 0,
            message_to_json(reason),
        )

    def record_attempt_without_effect(self, report: str) -> None:
        """Record that a request failed with a server error and created nothing."""
        self._update_item(report, "rounds = rounds + 1")

    def mark_needs_attention(self, item: PendingItem, state: DeliveryState, reason: Text) -> None:
        """Record that an item needs the user or the administrator; it isn't retried automatically."""
        self._update_item(
            item.report,
            f"{_ENDED}, state = ?, submitted = ?, reason = ?",
            state,
            item.submitted,
            message_to_json(reason),
        )

    # -- about all ---------------------------------------------------------------------------------

    def recover_interrupted_items(self, look_after: float) -> None:
        """Recover items of a sender that crashed while sending; requires the sender's lock.

        Args:
            look_after: seconds after the request at which it may be looked up.
        """
        if not self._store.query_rows("SELECT 1 FROM reports WHERE sending = 1"):
            return
        poison = N_(
            "The app closed unexpectedly twice while sending this ticket. Send it again when you're "
            "ready. Other tickets aren't affected."
        )
        self._store.execute(
            "UPDATE reports SET sending = 0, state = ?, reason = ? WHERE sending = 1 AND crashes >= ?",
            (DeliveryState.ATTENTION, message_to_json(poison), CRASHES),
        )
        self._store.execute(
            "UPDATE reports SET sending = 0, state = CASE WHEN number = '' THEN ? ELSE ? END,"
            " next_try = submitted + ?, failure = '' WHERE sending = 1",
            (DeliveryState.UNKNOWN, DeliveryState.QUEUED, look_after),
        )

    def is_waiting_for_keyring(self) -> bool:
        """Return whether any item is waiting for the user's keyring to be unlocked."""
        query = f"SELECT 1 FROM reports WHERE {_HELD} LIMIT 1"  # noqa: S608 - our own words
        return bool(self._store.query_rows(query, _BY_KEYRING))

    def release_keyring_waits(self) -> None:
        """Resume items that were waiting for the user's keyring."""
        state = "CASE WHEN submitted > 0 AND number = '' THEN ? ELSE ? END"
        query = f"UPDATE reports SET next_try = 0, reason = '', state = {state} WHERE {_HELD}"  # noqa: S608 - our own words
        self._store.execute(query, (DeliveryState.UNKNOWN, DeliveryState.QUEUED, *_BY_KEYRING))

    def give_up_items_older_than(self, days: int) -> None:
        """Stop sending items that failed for ``days`` and in a last attempt; they stay listed.

        The last attempt covers a computer that was off for that long, or a changed clock.
        """
        reason = N_("Your message couldn't be sent for {days} days. Send it again, or delete it.", days=days)
        self._store.execute(
            "UPDATE reports SET state = ?, reason = ?"
            " WHERE state IN (?, ?) AND since < ? AND updated - since >= ? AND attempts > 0 AND number = ''",
            (
                DeliveryState.EXPIRED,
                message_to_json(reason),
                *WAITING,
                self._now() - days * 86400,
                days * 86400,
            ),
        )
        self._give_up_file_uploads(days)

    def _give_up_file_uploads(self, days: int) -> None:
        """Mark tickets as delivered if their files couldn't be added or checked for ``days``."""
        reason = N_(
            "Your message was sent, but its attachments couldn't be added or checked for {days} "
            "days. Open the ticket, and send any missing files in a reply.",
            days=days,
        )
        self._store.execute(
            "UPDATE reports SET state = ?, reason = ?"
            " WHERE state IN (?, ?) AND since < ? AND updated - since >= ? AND number <> ''",
            (
                DeliveryState.DELIVERED,
                message_to_json(reason),
                *WAITING,
                self._now() - days * 86400,
                days * 86400,
            ),
        )

    def _update_item(self, report: str, change: str, *values: object) -> None:
        query = f"UPDATE reports SET {change}, updated = ? WHERE report = ?"  # noqa: S608 - our own words
        self._store.execute(query, (*values, self._now(), report))


_HELD = "state = ? AND reason IN (?, ?)"
_BY_KEYRING = (DeliveryState.SIGN_IN_NEEDED, *KEYRING)

_ENDED = "crashes = CASE sending WHEN 1 THEN 0 ELSE crashes END, sending = 0"
"""SQL assignment that records the end of a request and resets its crash count."""

_KNOWN = "submitted = CASE sending WHEN 1 THEN 0 ELSE submitted END"
"""SQL assignment that clears the start time of an answered request; look-ups keep it."""

_SELECT = (
    "SELECT it.report, it.kind, coalesce(it.parent, '') AS parent, coalesce(up.number, '') AS ticket,"
    " CASE WHEN it.parent IS NULL THEN it.connector ELSE up.connector END AS desk,"
    " it.state, it.created, it.next_try, it.attempts, it.crashes, it.sending, it.submitted, it.steady,"
    " it.failure, it.rounds, it.number, it.url,"
    " it.body <> '' OR EXISTS (SELECT 1 FROM files WHERE files.report = it.report) AS speaks"
    " FROM reports AS it LEFT JOIN reports AS up ON up.report = it.parent"
)

_IN_TURN = (
    "(it.parent IS NULL OR up.number <> '' AND NOT EXISTS (SELECT 1 FROM reports AS before"
    " WHERE before.parent = it.parent AND before.id < it.id AND before.state IN (?, ?, ?)))"
)


def _row_to_pending_item(row: Row) -> PendingItem:
    flags = {"sending": bool(row["sending"]), "speaks": bool(row["speaks"])}
    values = dict(row) | flags | {"state": DeliveryState(row["state"])}
    return PendingItem(**values)
