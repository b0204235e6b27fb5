"""The outbox's quota: items that don't fit are rejected with a message, never dropped."""

from __future__ import annotations

from selfhelp.core.errors import TooLargeError
from selfhelp.core.text import N_, NN_, Size
from selfhelp.tickets.outbox.outbox_database import Row
from selfhelp.tickets.outbox.outbox_items import OutboxLimits

WAITING = (
    "SELECT coalesce(sum(kind = 'ticket'), 0) AS tickets, coalesce(sum(kind <> 'ticket'), 0) AS replies,"
    " coalesce(sum(bytes), 0) AS bytes FROM reports WHERE state <> ?"
)
"""SQL query for the number of pending tickets and replies, and their total size."""


def require_room(waiting: Row, limits: OutboxLimits, more: int, *, reply: bool) -> None:
    """Raise an error if a ticket or reply of ``more`` bytes doesn't fit.

    Raises:
        TooLargeError: there's no room.
    """
    if not reply and waiting["tickets"] >= limits.tickets:
        message = NN_(
            "{count} ticket is already waiting to be sent, which is the limit. Send or delete it first.",
            "{count} tickets are already waiting to be sent, which is the limit. Send or delete some first.",
            waiting["tickets"],
        )
        raise TooLargeError(message)
    if reply and waiting["replies"] >= limits.replies:
        message = NN_(
            "{count} message is already waiting to be sent, which is the limit. Send or delete it first.",
            "{count} messages are already waiting to be sent, which is the limit. Send or delete some first.",
            waiting["replies"],
        )
        raise TooLargeError(message)
    if waiting["bytes"] + more > limits.total_bytes:
        message = N_(
            "Your outbox would exceed {limit}. Remove a large file, or send or delete some tickets first.",
            limit=Size(limits.total_bytes),
        )
        raise TooLargeError(message)


def require_reply_length(text: str, limits: OutboxLimits) -> None:
    """Raise an error if a reply is too long.

    Raises:
        TooLargeError: it is too long.
    """
    if len(text) > limits.reply_length:
        message = N_(
            "Your message has {count} characters; the limit is {limit}. Shorten it, or attach it as a file.",
            count=len(text),
            limit=limits.reply_length,
        )
        raise TooLargeError(message)
