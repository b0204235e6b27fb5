"""Finds overdue tickets and replies, about which the user is notified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.delivery.retry_scheduler import NOT_ASKED, RequestedAttempt
from selfhelp.tickets.outbox.outbox_items import OutboxItem, ReplyItem
from selfhelp.tickets.outbox.stored_text import is_waiting_for_sign_in

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox

GRACE = timedelta(minutes=1)
"""Minimum time for which an item is pending before the user is notified."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """The overdue items of an outbox.

    Attributes:
        count: number of tickets and replies.
        subject: subject of the only ticket; "" if there are several items, or for a reply.
        reason: the reason why the items weren't sent, if known and the same; may contain external text.
        sign_in: True if only a sign-in is missing, and no permission.
        state: the delivery state of the first item; unknown if any item's state is unknown.
        attempt: the result of the user's request to send them again.
        next_try: time of the first item's next attempt, if it was tried before.
        differ: True if the items have different reasons, or if only some have an unknown state.
        unconfirmed: number of items that may have arrived; the others haven't been sent.
        arrived: True if the help desk has the only ticket, and only its attachments are waiting.
    """

    count: int = 0
    subject: str = ""
    reason: Text | None = None
    sign_in: bool = False
    state: DeliveryState = DeliveryState.QUEUED
    attempt: RequestedAttempt = NOT_ASKED
    next_try: datetime | None = None
    differ: bool = False
    unconfirmed: int = 0
    arrived: bool = False

    @property
    def common_state(self) -> DeliveryState:
        """Unknown if every item may have arrived, so that all are looked up; otherwise queued."""
        return DeliveryState.UNKNOWN if 0 < self.unconfirmed == self.count else DeliveryState.QUEUED

    @property
    def states(self) -> Sequence[DeliveryState]:
        """Unknown for each item that may have arrived, and queued for each of the others."""
        others = self.count - self.unconfirmed
        return [DeliveryState.UNKNOWN] * self.unconfirmed + [DeliveryState.QUEUED] * others


def find_unsent_items(outbox: Outbox, now: datetime | None = None) -> Unsent:
    """Return all undelivered items if one of them should have been sent by now, as the outbox shows them.

    Other items may be waiting for that one. The reason and the times are those of the overdue items.

    Raises:
        StorageError: the outbox can't be read.
    """
    now = now or datetime.now(UTC)
    asked = outbox.memory.awaited
    items, replies = outbox.list_unsent_items(), outbox.list_unsent_replies()
    pending: Sequence[OutboxItem | ReplyItem] = [*items, *replies]
    late = [one for one in pending if _is_item_overdue(one, now, _ref(one) in asked)]
    if not late:
        return Unsent()
    subject = items[0].subject if len(pending) == 1 and items else ""
    first = [one for one in late if not (isinstance(one, ReplyItem) and one.held)] or late
    reasons = {one.reason for one in first if one.reason is not None}
    sign_in = all(is_waiting_for_sign_in(one.stage, one.reason) for one in first)
    unknown = sum(one.state is DeliveryState.UNKNOWN for one in pending)
    state = DeliveryState.UNKNOWN if unknown else first[0].state
    differ = len(reasons) > 1 or 0 < sum(one.state is DeliveryState.UNKNOWN for one in first) < len(first)
    reason = None if differ else next(iter(reasons), None)
    attempt = outbox.memory.find_attempt(*(_ref(one) for one in late))
    when = first[0].next_try if first[0].attempts else None
    arrived = bool(subject and items[0].ticket)
    return Unsent(len(pending), subject, reason, sign_in, state, attempt, when, differ, unknown, arrived)


def _ref(one: OutboxItem | ReplyItem) -> str:
    return one.report if isinstance(one, OutboxItem) else one.ref


def _is_item_overdue(one: OutboxItem | ReplyItem, now: datetime, asked: bool) -> bool:
    """Return whether an item is overdue; an item that the user asked to send again counts as overdue."""
    if one.state is DeliveryState.DELIVERED:
        return False
    return asked or one.state is not DeliveryState.QUEUED or one.attempts > 0 or now - one.changed > GRACE


def describe_unconfirmed_items(count: int, unconfirmed: int) -> Text:
    """Return a heading about undelivered items, some of which may have arrived; both kinds are counted.

    Args:
        count: number of undelivered items.
        unconfirmed: number of those that may have arrived, at least 1.
    """
    arrived = NN_(
        "{count} message hasn't been confirmed by the help desk yet",
        "{count} messages haven't been confirmed by the help desk yet",
        unconfirmed,
    )
    rest = count - unconfirmed
    if not rest:
        return arrived
    unsent = NN_("{count} message hasn't been sent", "{count} messages haven't been sent", rest)
    return N_("{unsent} · {unconfirmed}", unsent=unsent, unconfirmed=arrived)
