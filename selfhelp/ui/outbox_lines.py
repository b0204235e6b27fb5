"""The undelivered tickets and replies, as the outbox shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.core.progress import Progress
from selfhelp.core.text import Text
from selfhelp.core.ticket import DeliveryState, ReplyKind
from selfhelp.tickets.delivery.retry_scheduler import NOT_ASKED, RequestedAttempt
from selfhelp.tickets.outbox.overdue_items import explain_delay

if TYPE_CHECKING:
    from datetime import datetime

    from selfhelp.app.composition import App
    from selfhelp.tickets.outbox.outbox import Outbox, OutboxItem, ReplyItem

_CHANGEABLE = (
    DeliveryState.QUEUED,
    DeliveryState.ATTENTION,
    DeliveryState.EXPIRED,
    DeliveryState.SIGN_IN_NEEDED,
)


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """An undelivered ticket or reply, as shown on a card.

    Attributes:
        ref: its client reference.
        report: the reference of the ticket itself, or of the one it replies to.
        kind: "ticket", or the kind of the reply.
        text: its text.
        files: names and sizes of the attachments, in bytes.
        changeable: it can be edited; the outbox refuses once the help desk may have it.
        stage: as in `OutboxItem`.
        attempt: what became of it if the user asked to send it again.
    """

    ref: str
    report: str
    kind: str
    subject: str
    text: str
    files: Sequence[tuple[str, int]]
    state: DeliveryState
    reason: Text | None
    next_try: datetime | None
    attempts: int
    changeable: bool
    stage: DeliveryState
    attempt: RequestedAttempt = NOT_ASKED


def _make_ticket_line(outbox: Outbox, item: OutboxItem) -> OutboxLine:
    attempt = outbox.memory.find_attempt(item.report)
    return OutboxLine(
        item.report,
        item.report,
        "ticket",
        item.subject,
        outbox.read_item_text(item.report),
        [(file.name, file.size) for file in outbox.list_item_files(item.report)],
        _hide_open_outcome(item.state, attempt),
        item.reason,
        item.next_try,
        item.attempts,
        item.state in _CHANGEABLE and not item.ticket,
        item.stage,
        attempt,
    )


def _make_reply_line(outbox: Outbox, reply: ReplyItem, subject: str) -> OutboxLine:
    attempt = outbox.memory.find_attempt(reply.ref)
    return OutboxLine(
        reply.ref,
        reply.report,
        reply.kind,
        subject,
        reply.text,
        reply.files,
        _hide_open_outcome(reply.state, attempt),
        reply.reason,
        reply.next_try,
        reply.attempts,
        (reply.kind is ReplyKind.COMMENT or bool(reply.text)) and reply.state in _CHANGEABLE,
        reply.stage,
        attempt,
    )


def _hide_open_outcome(state: DeliveryState, attempt: RequestedAttempt) -> DeliveryState:
    """Return queued instead of unknown while the first attempt is under way."""
    return DeliveryState.QUEUED if attempt.first else state


def list_undelivered_items(app: App, _progress: Progress) -> Sequence[OutboxLine]:
    """Return all undelivered tickets and replies, each oldest first.

    Raises:
        StorageError: the outbox can't be read.
    """
    outbox, obstacle = app.get_outbox(), app.find_current_obstacle()
    items = outbox.list_items()
    subjects = {item.report: item.subject for item in items}
    found = [
        _make_ticket_line(outbox, explain_delay(item, obstacle))
        for item in reversed(items)
        if item.state is not DeliveryState.DELIVERED
    ]
    replies = [explain_delay(reply, obstacle) for reply in outbox.list_unsent_replies()]
    return found + [_make_reply_line(outbox, reply, subjects.get(reply.report, "")) for reply in replies]
