"""The data of the ticket list: each ticket's state, number, last reply, and unread or waiting messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.recipient import is_only_on_this_computer
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.conversation_loader import load_help_desk_abilities
from selfhelp.ui.state_texts import (
    TICKET_SIGNS,
    describe_delivery,
    describe_ticket_state,
    join_sentences,
    needs_user_action,
)
from selfhelp.ui.widgets.card_list import CardContent
from selfhelp.ui.widgets.label import shorten_to_one_line
from selfhelp.ui.widgets.signs import NOTE, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.following.conversations import ConversationSummary
    from selfhelp.tickets.outbox.outbox import OutboxItem, SentTicket


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in the list: its delivery state, last known state at the help desk, and waiting replies."""

    item: OutboxItem
    sent: SentTicket | None
    glance: ConversationSummary | None = None
    waiting: int = 0
    refused: bool = False
    here: bool = False
    """Saved on this computer only; no help desk has it."""
    unconfirmed: int = 0
    """Number of waiting replies that were sent with an unknown outcome; it is being checked."""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A page of the list: the newest tickets, and older tickets with undelivered messages.

    Attributes:
        lines: the newest tickets, newest first.
        older: older tickets that are undelivered, or have undelivered replies.
        more: whether there are more tickets than ``lines``.
        updates: whether the help desk of at least one ticket reports replies.
    """

    lines: Sequence[TicketLine] = ()
    older: Sequence[TicketLine] = ()
    more: bool = False
    updates: bool = False


def read_ticket_page(app: App, newest: int, _progress: Progress) -> TicketPage:
    """Return one page with the newest tickets; reading ten thousand would take half a second.

    Raises:
        StorageError: the tickets can't be read.
    """
    outbox = app.get_outbox()
    items = outbox.list_items(newest + 1)
    shown, waits = items[:newest], outbox.list_unsent_replies()
    sent = {ticket.report: ticket for ticket in outbox.list_sent_tickets(newest)}
    glances = app.conversations.read_summaries([item.report for item in shown])
    waiting = Counter(reply.report for reply in waits)
    unconfirmed = Counter(reply.report for reply in waits if reply.state is DeliveryState.UNKNOWN)
    refused = {reply.report for reply in waits if needs_user_action(reply.state, reply.reason)}

    def make_ticket_line(item: OutboxItem) -> TicketLine:
        known = sent.get(item.report), glances.get(item.report)
        return TicketLine(
            item,
            *known,
            waiting[item.report],
            item.report in refused,
            is_only_on_this_computer(app.policy, app.places, item),
            unconfirmed[item.report],
        )

    near = {item.report for item in shown}
    late = {item.report: item for item in outbox.list_unsent_items() if item.report not in near}
    for report in waiting.keys() - near - late.keys():
        late[report] = outbox.find_item(report)
    lines, older = ([make_ticket_line(item) for item in some] for some in (shown, late.values()))
    desks = {line.item.connector for line in (*lines, *older) if not line.here}
    return TicketPage(lines, older, len(items) > newest, any(_reports_replies(app, desk) for desk in desks))


def _reports_replies(app: App, desk: str) -> bool:
    abilities = load_help_desk_abilities(app, desk)
    return abilities.status and abilities.read_comments


def poll_open_tickets(app: App, progress: Progress) -> SelfhelpError | None:
    """Poll the help desk for every open ticket; return the error of a failed poll, or None."""
    return app.create_ticket_poller().poll_all_tickets(progress)


def build_ticket_card(context: Context, line: TicketLine) -> CardContent:
    """Return the card that shows a ticket in the list."""
    show, item, sent, glance = context.translate, line.item, line.sent, line.glance
    sign, sentence = describe_delivery(item.state, item.reason)
    reason = item.reason if item.state is DeliveryState.ATTENTION else None
    parts = [join_sentences(show(sentence), shorten_to_one_line(show(reason), 200) if reason else "")]
    if sent is not None and line.here:
        sign, parts = NOTE, [show(N_("Saved on this computer"))]
    elif sent is not None:
        sign = TICKET_SIGNS[sent.state]
        waits_for_it = glance is not None and bool(glance.mine)
        state = describe_ticket_state(sent.state, user_wrote_last=waits_for_it)
        parts = [show(N_("{state} · Ticket {number}", state=state, number=sent.ticket[:80]))]
    parts += map(show, _describe_undelivered_replies(line))
    if line.refused:
        sign = WARN
    said = ""
    if glance is not None and glance.line:
        who = show(N_("You")) if glance.mine else glance.author
        said = show(N_("{author}: {text}", author=who[:40], text=shorten_to_one_line(glance.line, 120)))
    unread = glance.unread if glance is not None else 0
    mark = show(NN_("{count} new", "{count} new", unread)) if unread else ""
    return CardContent(item.report, item.subject, " · ".join(parts), sign, said, mark)


def _describe_undelivered_replies(line: TicketLine) -> Sequence[Text]:
    """Return how many replies wait, and how many were sent with an unknown outcome."""
    waiting, sent = line.waiting - line.unconfirmed, line.unconfirmed
    counted = (
        (waiting, NN_("{count} reply waiting to be sent", "{count} replies waiting to be sent", waiting)),
        (sent, NN_("{count} reply not confirmed yet", "{count} replies not confirmed yet", sent)),
    )
    return [text for count, text in counted if count]


def count_lines_needing_user(lines: Sequence[TicketLine]) -> int:
    """Return the number of tickets with items that can't be sent without an action of the user."""
    return sum(line.refused or needs_user_action(line.item.state, line.item.reason) for line in lines)


def list_undelivered_states(lines: Sequence[TicketLine]) -> Sequence[DeliveryState]:
    """Return each undelivered ticket's state, and queued or unknown for each undelivered reply."""
    own = [line.item.state for line in lines if line.item.state is not DeliveryState.DELIVERED]
    unknown = sum(line.unconfirmed for line in lines)
    queued = sum(line.waiting for line in lines) - unknown
    return own + [DeliveryState.QUEUED] * queued + [DeliveryState.UNKNOWN] * unknown


def count_undelivered_lines(lines: Sequence[TicketLine]) -> int:
    """Return the number of undelivered tickets and replies."""
    return sum(line.waiting + (line.item.state is not DeliveryState.DELIVERED) for line in lines)
