"""Finds overdue tickets and replies, about which the user is notified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.delivery.retry_scheduler import NOT_ASKED, RequestedAttempt
from selfhelp.tickets.outbox.outbox_items import OutboxItem, ReplyItem
from selfhelp.tickets.outbox.stored_messages import is_waiting_for_sign_in

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox

Item = TypeVar("Item", OutboxItem, ReplyItem)

GRACE = timedelta(minutes=1)
"""Minimum time for which an item is pending before the user is notified."""

_WAITING = (DeliveryState.QUEUED, DeliveryState.UNKNOWN)


class UnsentItem(NamedTuple):
    """What decides how and when an undelivered item is sent; see `OutboxItem`."""

    state: DeliveryState
    stage: DeliveryState
    reason: Text | None
    attempts: int
    next_try: datetime | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """The overdue items of an outbox.

    Attributes:
        count: number of tickets and replies.
        subject: subject of the only ticket; "" if there are several items, or for a reply.
        reason: the reason why the items weren't sent, if known and the same; may contain external text.
        sign_in: True if a sign-in is missing, and no other action of the user.
        attempt: the result of the user's request to send them again.
        arrived: True if the help desk has the only ticket, and only its attachments are waiting.
        overdue: the overdue items, without those that only wait for another one.
        unconfirmed: number of items that may have arrived; the others haven't been sent.
    """

    count: int = 0
    subject: str = ""
    reason: Text | None = None
    sign_in: bool = False
    attempt: RequestedAttempt = NOT_ASKED
    arrived: bool = False
    overdue: Sequence[UnsentItem] = ()
    unconfirmed: int = 0

    @property
    def common_state(self) -> DeliveryState:
        """Unknown if every item may have arrived, so that all are looked up; otherwise queued."""
        return DeliveryState.UNKNOWN if 0 < self.unconfirmed == self.count else DeliveryState.QUEUED

    @property
    def states(self) -> Sequence[DeliveryState]:
        """Unknown for each item that may have arrived, and queued for each of the others."""
        others = self.count - self.unconfirmed
        return [DeliveryState.UNKNOWN] * self.unconfirmed + [DeliveryState.QUEUED] * others


def find_unsent_items(outbox: Outbox, now: datetime | None = None, *, obstacle: Text | None = None) -> Unsent:
    """Return all undelivered items if one of them should have been sent by now, as the outbox shows them.

    Other items may be waiting for that one. The reason is that of the overdue items.

    Args:
        outbox: the outbox.
        now: the current time.
        obstacle: why nothing can be sent at all, or None; then every item is overdue.

    Raises:
        StorageError: the outbox can't be read.
    """
    now = now or datetime.now(UTC)
    asked = outbox.memory.awaited
    items, replies = outbox.list_unsent_items(), outbox.list_unsent_replies()
    pending: Sequence[OutboxItem | ReplyItem] = [
        *(explain_delay(item, obstacle) for item in items),
        *(explain_delay(reply, obstacle) for reply in replies),
    ]
    tried = [one for one in pending if _ref(one) not in outbox.memory.first]
    late = [one for one in tried if obstacle or _is_item_overdue(one, now, _ref(one) in asked)]
    if not late:
        return Unsent()
    subject = items[0].subject if len(pending) == 1 and items else ""
    first = [one for one in late if not (isinstance(one, ReplyItem) and one.held)] or late
    stuck = [is_waiting_for_sign_in(one.stage, one.reason) for one in first if one.stage not in _WAITING]
    reasons = {(one.reason, one.state is DeliveryState.UNKNOWN) for one in first}
    return Unsent(
        len(pending),
        subject,
        reason=first[0].reason if len(reasons) == 1 else None,
        sign_in=obstacle is None and bool(stuck) and all(stuck),
        attempt=outbox.memory.find_attempt(*(_ref(one) for one in late)),
        arrived=bool(subject and items[0].ticket),
        overdue=[UnsentItem(one.state, one.stage, one.reason, one.attempts, one.next_try) for one in first],
        unconfirmed=sum(one.state is DeliveryState.UNKNOWN for one in pending),
    )


def explain_delay(one: Item, obstacle: Text | None) -> Item:
    """Return an item with what prevents all sending as its reason, if only that keeps it from being sent."""
    if obstacle is None or one.stage not in _WAITING:
        return one
    return one._replace(reason=obstacle) if isinstance(one, OutboxItem) else replace(one, reason=obstacle)


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
