"""Finds overdue tickets and replies, about which the user is notified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.delivery.retry_scheduler import NOT_ASKED, RequestedAttempt
from selfhelp.tickets.outbox.outbox_items import OutboxItem
from selfhelp.tickets.outbox.stored_text import is_waiting_for_sign_in

if TYPE_CHECKING:
    from selfhelp.core.text import Text
    from selfhelp.tickets.outbox.outbox import Outbox
    from selfhelp.tickets.outbox.outbox_items import ReplyItem

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
    """

    count: int = 0
    subject: str = ""
    reason: Text | None = None
    sign_in: bool = False
    state: DeliveryState = DeliveryState.QUEUED
    attempt: RequestedAttempt = NOT_ASKED
    next_try: datetime | None = None
    differ: bool = False


def find_unsent_items(outbox: Outbox, now: datetime | None = None) -> Unsent:
    """Return the items that should have been sent by now.

    Raises:
        StorageError: the outbox can't be read.
    """
    now = now or datetime.now(UTC)
    asked = outbox.memory.awaited
    items = [item for item in outbox.list_items() if _is_item_overdue(item, now, item.report in asked)]
    late: Sequence[OutboxItem | ReplyItem] = [
        *items,
        *(r for r in outbox.list_replies() if _is_item_overdue(r, now, r.ref in asked)),
    ]
    subject = items[0].subject if len(late) == 1 and items else ""
    reasons = {one.reason for one in late if one.reason is not None}
    sign_in = all(is_waiting_for_sign_in(one.state, one.reason) for one in late)
    if not late:
        return Unsent()
    unknown = any(one.state is DeliveryState.UNKNOWN for one in late)
    state = DeliveryState.UNKNOWN if unknown else late[0].state
    differ = len(reasons) > 1 or (unknown and any(one.state is not DeliveryState.UNKNOWN for one in late))
    reason = None if differ else next(iter(reasons), None)
    attempt = outbox.memory.find_attempt(*(_ref(one) for one in late))
    when = late[0].next_try if late[0].attempts else None
    return Unsent(len(late), subject, reason, sign_in, state, attempt, when, differ)


def _ref(one: OutboxItem | ReplyItem) -> str:
    return one.report if isinstance(one, OutboxItem) else one.ref


def _is_item_overdue(one: OutboxItem | ReplyItem, now: datetime, asked: bool) -> bool:
    """Return whether an item is overdue; an item that the user asked to send again counts as overdue."""
    if one.state is DeliveryState.DELIVERED:
        return False
    return asked or one.state is not DeliveryState.QUEUED or one.attempts > 0 or now - one.changed > GRACE
