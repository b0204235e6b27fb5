"""The outbox's items and their states: tickets, and the user's replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from selfhelp.core.text import Text
from selfhelp.core.ticket import DeliveryState, ReplyKind, TicketState
from selfhelp.tickets.letter import Attachment, attachments
from selfhelp.tickets.outbox.outbox_database import Row
from selfhelp.tickets.outbox.stored_text import message_from_json

_STATES: Mapping[str, DeliveryState] = {str(word): word for word in DeliveryState}
_REPLY_KINDS: Mapping[str, ReplyKind] = {str(word): word for word in ReplyKind}
_TICKET_STATES: Mapping[str, TicketState] = {str(word): word for word in TicketState}
"""Kept words as ours; of a newer program, or damaged, it may be another."""


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """The limits: tickets, replies, total and file size in bytes, days; seconds between two tickets.

    ``reply_length`` is the longest text of a reply, in characters.
    """

    tickets: int = 50
    total_bytes: int = 200_000_000
    file_bytes: int = 25_000_000
    days: int = 30
    pause: float = 0.1
    replies: int = 200
    reply_length: int = 20_000


@dataclass(frozen=True, slots=True)
class ReplyToSeal:
    """The user's reply to a ticket.

    Attributes:
        report: the ticket's report; it may wait itself.
        kind: a comment, or that it is not solved, or that it is.
        text: what the user writes; with the other two kinds it is included as a comment.
        files: paths, or names with their bytes or their path.
        together: whether the desk takes words and the other two kinds in one request
            (`ConnectorAbilities.approve`).
    """

    report: str
    kind: ReplyKind = ReplyKind.COMMENT
    text: str = ""
    files: Sequence[Path | tuple[str, bytes | Path]] = ()
    together: bool = False

    def attachments(self) -> Sequence[Attachment]:
        """Return the files with harmless names, each name once."""
        return attachments(self.files)


class OutboxItem(NamedTuple):
    """A report on its way; a tuple, because a list of ten thousand is made at once.

    Attributes:
        report: our id, and the mark that finds the ticket on the server.
        attempts: how often it was tried.
        next_try: when it is tried again on its own, or None.
        reason: why it is not delivered, or what of it did not arrive; may hold foreign text.
        ticket: the server's own number, "" until there is one.
        changed: when its way last went on; of one that arrived, when it did.
    """

    report: str
    state: DeliveryState
    subject: str
    bytes: int
    attempts: int
    next_try: datetime | None
    reason: Text | None
    created: datetime
    changed: datetime
    ticket: str
    url: str
    connector: str


@dataclass(frozen=True, slots=True)
class ReplyItem:
    """A reply on its way.

    Attributes:
        ref: our id, and the mark that finds it on the server.
        report: the ticket it belongs to.
        files: the names and sizes of what is included.
        attempts, next_try, reason, changed: as of an `OutboxItem`.
        ticket: the desk's number of the ticket, "" while that waits too.
    """

    ref: str
    report: str
    kind: ReplyKind
    text: str
    files: Sequence[tuple[str, int]]
    state: DeliveryState
    bytes: int
    attempts: int
    next_try: datetime | None
    reason: Text | None
    created: datetime
    changed: datetime
    ticket: str


@dataclass(frozen=True, slots=True)
class SentTicket:
    """A ticket on the server as we last saw it; ``path`` is set for desks that are folders."""

    ticket: str
    report: str
    connector: str
    subject: str
    state: TicketState
    created: datetime
    updated: datetime
    url: str
    path: str


_ITEM = itemgetter(
    "report", "subject", "bytes", "attempts", "reason", "created", "updated", "number", "url", "connector"
)


def row_to_item(row: Row) -> OutboxItem:
    """Return a row as a report on its way."""
    report, subject, size, attempts, reason, made, changed, number, url, connector = _ITEM(row)
    state, created = delivery_state_of(row), from_timestamp(made)
    until = _next_try(row, state, created)
    why = message_from_json(reason) if reason else None
    last = created if changed == made else from_timestamp(changed)
    return OutboxItem(
        report, state, subject, size, attempts, until, why, created, last, number, url, connector
    )


def row_to_reply(row: Row, held: Sequence[tuple[str, int]]) -> ReplyItem:
    """Return a row as a reply on its way."""
    state, created = delivery_state_of(row), from_timestamp(row["created"])
    return ReplyItem(
        ref=row["report"],
        report=row["parent"],
        kind=_REPLY_KINDS.get(row["kind"], ReplyKind.COMMENT),
        text=row["body"],
        files=held,
        state=state,
        bytes=row["bytes"],
        attempts=row["attempts"],
        next_try=_next_try(row, state, created),
        reason=message_from_json(row["reason"]),
        created=created,
        changed=from_timestamp(row["updated"]),
        ticket=row["ticket"],
    )


def row_to_sent(row: Row) -> SentTicket:
    """Return a row as a ticket on the server."""
    return SentTicket(
        ticket=row["number"],
        report=row["report"],
        connector=row["connector"],
        subject=row["subject"],
        state=ticket_state_of(row),
        created=from_timestamp(row["created"]),
        updated=from_timestamp(row["desk_updated"] or row["updated"]),
        url=row["url"],
        path=row["path"],
    )


def delivery_state_of(row: Row) -> DeliveryState:
    """Return an item's state; one being sent at this moment may have arrived already."""
    under_way = row["sending"] and not row["number"] and row["submitted"]
    return DeliveryState.UNKNOWN if under_way else _STATES.get(row["state"], DeliveryState.ATTENTION)


def ticket_state_of(row: Row) -> TicketState:
    """Return the state that was last seen; a word of a newer program counts as open."""
    return _TICKET_STATES.get(row["desk_state"], TicketState.OPEN)


def from_timestamp(seconds: float) -> datetime:
    """Return the time of something queued from seconds since 1970; an impossible one becomes 1970."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _next_try(row: Row, state: DeliveryState, created: datetime) -> datetime | None:
    if state not in (DeliveryState.QUEUED, DeliveryState.UNKNOWN):
        return None
    return from_timestamp(row["next_try"]) if row["next_try"] > row["created"] else created
