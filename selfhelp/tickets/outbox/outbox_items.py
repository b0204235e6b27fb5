"""The outbox's items and their states: tickets and the user's replies."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState, ReplyKind, TicketState
from selfhelp.core.timestamps import to_utc_datetime
from selfhelp.tickets.letter import Attachment, build_attachments
from selfhelp.tickets.outbox.outbox_database import Row
from selfhelp.tickets.outbox.stored_messages import is_close_refused, message_from_json

_STATES: Mapping[str, DeliveryState] = {str(word): word for word in DeliveryState}
_REPLY_KINDS: Mapping[str, ReplyKind] = {str(word): word for word in ReplyKind}
_TICKET_STATES: Mapping[str, TicketState] = {str(word): word for word in TicketState}
"""Known ticket states by their stored value; a newer app or damage may have stored others."""


UNDELIVERED = frozenset(DeliveryState) - {DeliveryState.DELIVERED}
"""The states of items that the help desk may not have yet."""


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """The outbox's limits: numbers, sizes in bytes, days, and seconds between tickets.

    ``reply_length`` is the maximum length of a reply, in characters.
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
        report: the ticket's ID; it may be pending itself.
        kind: a comment, reopening or resolving.
        text: the user's text; with the other two kinds it is included as a comment.
        files: paths, or names with their bytes or path.
        together: True if the desk accepts text and a change of state in one request
            (`ConnectorAbilities.takes_text_with`).
    """

    report: str
    kind: ReplyKind = ReplyKind.COMMENT
    text: str = ""
    files: Sequence[Path | tuple[str, bytes | Path]] = ()
    together: bool = False

    def build_attachments(self) -> Sequence[Attachment]:
        """Return the files with sanitised and distinct names."""
        return build_attachments(self.files)


class OutboxItem(NamedTuple):
    """A ticket in the outbox, as a tuple because lists may have ten thousand items.

    Attributes:
        report: the correlation ID, which identifies it on the server.
        state: its delivery state; unknown as long as no one knows whether the desk has it.
        attempts: number of attempts.
        next_try: the time of the next automatic attempt, or None.
        reason: the reason why it isn't delivered, or the rejected files; may contain external text.
        ticket: the server's number; "" until there is one.
        changed: when its state last changed.
        connector: the ID of the desk that has it; "" until an attempt.
        path: its folder if a folder connector has it; "" otherwise.
        stage: the state of sending; it differs from ``state`` if the outcome is unknown, and looking it up
            needs the user.
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
    path: str
    stage: DeliveryState


@dataclass(frozen=True, slots=True)
class ReplyItem:
    """A reply in the outbox.

    Attributes:
        ref: the correlation ID, which identifies it on the server.
        report: ID of its ticket.
        files: names and sizes of the attachments.
        state, stage, attempts, next_try, reason, changed: as in `OutboxItem`.
        ticket: the desk's number of the ticket; "" while the ticket is pending.
        held: True if it can't be sent before an earlier item that needs the user.
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
    stage: DeliveryState
    held: bool = False

    @property
    def is_close_refused(self) -> bool:
        """Whether the help desk doesn't let the user close the ticket; there is nothing to send again."""
        return self.state is not DeliveryState.DELIVERED and is_close_refused(self.reason)

    def is_missing_at_help_desk(self, shown: Collection[str], asked_at: float) -> bool:
        """Return whether a fetched conversation lacks it: it is unsent, or changed later.

        A message with the reply's correlation ID shows that the reply has arrived, whatever its state here.

        Args:
            shown: correlation IDs of the fetched conversation's messages.
            asked_at: time of the query, in seconds since 1970.
        """
        if self.ref in shown:
            return False
        return self.state is not DeliveryState.DELIVERED or self.changed.timestamp() > asked_at


@dataclass(frozen=True, slots=True)
class SentTicket:
    """A ticket on the server in its last known state; ``path`` is set for folder connectors."""

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
    *("report", "subject", "bytes", "attempts", "reason", "created", "updated"),
    *("number", "url", "connector", "path"),
)


def row_to_item(row: Row) -> OutboxItem:
    """Return a database row as an outbox item."""
    report, subject, size, attempts, reason, made, changed, *at_desk = _ITEM(row)
    state, stage, created = _parse_delivery_state(row), parse_delivery_stage(row), to_utc_datetime(made)
    until = _compute_next_attempt_time(row, stage, created)
    why = message_from_json(reason) if reason else None
    last = created if changed == made else to_utc_datetime(changed)
    number, url, connector, path = at_desk
    return OutboxItem(
        report, state, subject, size, attempts, until, why, created, last, number, url, connector, path, stage
    )


def row_to_reply(row: Row, held: Sequence[tuple[str, int]]) -> ReplyItem:
    """Return a database row as a reply."""
    stage, created = parse_delivery_stage(row), to_utc_datetime(row["created"])
    return ReplyItem(
        ref=row["report"],
        report=row["parent"],
        kind=_REPLY_KINDS.get(row["kind"], ReplyKind.COMMENT),
        text=row["body"],
        files=held,
        state=_parse_delivery_state(row),
        bytes=row["bytes"],
        attempts=row["attempts"],
        next_try=None if row["held"] else _compute_next_attempt_time(row, stage, created),
        reason=HELD if row["held"] else message_from_json(row["reason"]),
        created=created,
        changed=to_utc_datetime(row["updated"]),
        ticket=row["ticket"],
        stage=stage,
        held=bool(row["held"]),
    )


HELD = N_("Your earlier message must be sent first.")
"""The reason of a reply that is held back by an earlier item."""


def row_to_sent_ticket(row: Row) -> SentTicket:
    """Return a database row as a sent ticket."""
    return SentTicket(
        ticket=row["number"],
        report=row["report"],
        connector=row["connector"],
        subject=row["subject"],
        state=parse_ticket_state(row),
        created=to_utc_datetime(row["created"]),
        updated=to_utc_datetime(row["desk_updated"] or row["updated"]),
        url=row["url"],
        path=row["path"],
    )


def _parse_delivery_state(row: Row) -> DeliveryState:
    """Return an item's delivery state; an item sent with an unknown outcome may already have arrived.

    A failed look-up says nothing about that, for example if the desk refused it.
    """
    stage = parse_delivery_stage(row)
    may_be_there = row["submitted"] and not row["number"] and stage in UNDELIVERED
    return DeliveryState.UNKNOWN if may_be_there else stage


def parse_delivery_stage(row: Row) -> DeliveryState:
    """Return the state of an item's sending: whether it goes on, and which action it needs."""
    under_way = row["sending"] and not row["number"] and row["submitted"]
    return DeliveryState.UNKNOWN if under_way else _STATES.get(row["state"], DeliveryState.ATTENTION)


def parse_ticket_state(row: Row) -> TicketState:
    """Return the ticket's last known state; unknown values count as open."""
    return _TICKET_STATES.get(row["desk_state"], TicketState.OPEN)


def _compute_next_attempt_time(row: Row, state: DeliveryState, created: datetime) -> datetime | None:
    if state not in (DeliveryState.QUEUED, DeliveryState.UNKNOWN):
        return None
    return to_utc_datetime(row["next_try"]) if row["next_try"] > row["created"] else created


def parse_refused_files(row: Row) -> Sequence[str]:
    """Return the names of the files that the desk rejected; empty before delivery."""
    try:
        kept = json.loads(row["left_out"]) if row["left_out"] else []
    except (ValueError, RecursionError):
        return []
    return [str(name) for name in kept] if isinstance(kept, list) else []
