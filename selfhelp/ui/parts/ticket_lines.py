"""The data of the ticket list: each ticket's state, number, last reply, and unread or waiting messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.core.errors import DeskError, SelfhelpError, UsageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.network.failures import does_error_concern_one_ticket
from selfhelp.tickets.following.automatic_messages import DESK, USER
from selfhelp.tickets.outbox.overdue_items import explain_delay
from selfhelp.tickets.outbox.refused_files import list_items_with_refused_files
from selfhelp.tickets.outbox.stored_messages import is_open_in_email_app, is_waiting_for_sign_in
from selfhelp.tickets.recipient import is_only_on_this_computer
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.conversation_loader import load_help_desk_abilities
from selfhelp.ui.state_texts import (
    TICKET_SIGNS,
    describe_delivery,
    describe_next_try,
    describe_ticket_state,
    join_sentences,
    needs_user_action,
)
from selfhelp.ui.widgets.card_list import CardContent
from selfhelp.ui.widgets.label import shorten_to_one_line
from selfhelp.ui.widgets.status_icons import NOTE, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.following.conversations import ConversationSummary
    from selfhelp.tickets.form.draft_store import DraftSummary
    from selfhelp.tickets.outbox.outbox import Outbox, OutboxItem, ReplyItem, SentTicket


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in the list: its delivery state, last known state at the help desk, and waiting replies."""

    item: OutboxItem
    sent: SentTicket | None
    glance: ConversationSummary | None = None
    waiting: int = 0
    refused: int = 0
    """Number of replies that can't be sent without an action of the user."""
    here: bool = False
    """Saved on this computer only; no help desk has it."""
    unconfirmed: int = 0
    """Number of waiting replies that were sent with an unknown outcome; it is being checked."""
    delivered: str = ""
    """The user's last reply, if it was delivered after the conversation was last fetched."""
    incomplete: bool = False
    """The help desk rejected or lacks files of the ticket or of a reply."""
    sending: bool = False
    """The first attempt to send the ticket is under way."""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A page of the list: the newest tickets, and older tickets with undelivered messages.

    Attributes:
        lines: the tickets with the latest events, the last event first.
        older: older tickets that are undelivered, or have undelivered replies.
        more: whether there are more tickets than ``lines``.
        updates: whether the help desk of at least one ticket reports replies.
        drafts: the unsent drafts, the current one first.
    """

    lines: Sequence[TicketLine] = ()
    older: Sequence[TicketLine] = ()
    more: bool = False
    updates: bool = False
    drafts: Sequence[DraftSummary] = ()


def read_ticket_page(app: App, newest: int, _progress: Progress) -> TicketPage:
    """Return one page with the tickets of the latest events; reading ten thousand would take half a second.

    Raises:
        StorageError: the tickets can't be read.
    """
    outbox, obstacle = app.get_outbox(), app.find_current_obstacle()
    items, glances = _list_recently_active_items(app, newest + 1)
    waits = [explain_delay(reply, obstacle) for reply in outbox.list_unsent_replies()]
    shown = items[:newest]
    known = outbox.list_known_sent_tickets([item.report for item in shown])
    sent = {ticket.report: ticket for ticket in known}
    waiting = Counter(reply.report for reply in waits)
    unconfirmed = Counter(reply.report for reply in waits if _is_unconfirmed(outbox, reply))
    refused = Counter(reply.report for reply in waits if needs_user_action(reply.stage, reply.reason))
    delivered = outbox.list_last_delivered_texts()
    incomplete = {one.report for one in list_items_with_refused_files(outbox)}

    def make_ticket_line(item: OutboxItem) -> TicketLine:
        glance = glances.get(item.report)
        text, at = delivered.get(item.report, ("", 0.0))
        return TicketLine(
            explain_delay(item, obstacle),
            sent.get(item.report),
            glance,
            waiting[item.report],
            refused[item.report],
            is_only_on_this_computer(app.policy, app.places, item),
            unconfirmed[item.report],
            text if at > (glance.asked if glance is not None else 0.0) else "",
            item.report in incomplete,
            item.report in outbox.memory.first,
        )

    near = {item.report for item in shown}
    late = {item.report: item for item in outbox.list_unsent_items() if item.report not in near}
    for report in waiting.keys() - near - late.keys():
        late[report] = outbox.find_item(report)
    lines, older = ([make_ticket_line(item) for item in some] for some in (shown, late.values()))
    desks = {line.item.connector for line in (*lines, *older) if not line.here}
    updates = any(_reports_replies(app, desk) for desk in desks)
    return TicketPage(lines, older, len(items) > newest, updates, _list_drafts(app))


def _is_unconfirmed(outbox: Outbox, reply: ReplyItem) -> bool:
    """Return whether a reply was sent with an unknown outcome; its first attempt must have ended."""
    return reply.state is DeliveryState.UNKNOWN and reply.ref not in outbox.memory.first


def _list_drafts(app: App) -> Sequence[DraftSummary]:
    """Return the drafts without their attachments."""
    from selfhelp.app.unsent_items import list_draft_summaries

    if not any(folder.is_dir() for folder in (app.drafts.folder, app.earlier_drafts.folder)):
        return ()
    return list_draft_summaries(app)


def _list_recently_active_items(
    app: App, most: int
) -> tuple[Sequence[OutboxItem], Mapping[str, ConversationSummary]]:
    """Return the tickets with the latest events, the last event first, and their summaries.

    An event is the ticket itself, a reply of the user, or news of the help desk.
    """
    outbox = app.get_outbox()
    replied = outbox.list_last_reply_times()
    items = list(outbox.list_items(most))
    late = {*sorted(replied, key=lambda report: -replied[report])[:most]}
    late |= {*app.conversations.list_recently_active(most)}
    items += outbox.list_known_items(sorted(late - {item.report for item in items}))
    glances = app.conversations.read_summaries([item.report for item in items])

    def find_last_event(item: OutboxItem) -> float:
        glance = glances.get(item.report)
        active = glance.active if glance is not None else 0.0
        return max(item.created.timestamp(), replied.get(item.report, 0.0), active)

    return sorted(items, key=find_last_event, reverse=True)[:most], glances


def _reports_replies(app: App, desk: str) -> bool:
    abilities = load_help_desk_abilities(app, desk)
    return abilities.status and abilities.read_comments


@dataclass(frozen=True, slots=True)
class HelpDeskPoll:
    """The result of polling the help desk for every open ticket.

    Attributes:
        trouble: the error of a failed poll.
        resumed: whether waiting items became due, because the help desk answered.
        answered: whether the help desk answered; without an open ticket, it isn't asked.
    """

    trouble: SelfhelpError | None = None
    resumed: bool = False
    answered: bool = False

    @property
    def is_incomplete(self) -> bool:
        """Whether replies may be missing; one ticket that the help desk refuses doesn't count."""
        trouble = self.trouble
        refused = isinstance(trouble, DeskError) and does_error_concern_one_ticket(trouble)
        return trouble is not None and not (self.answered and refused)


def poll_open_tickets(app: App, progress: Progress) -> HelpDeskPoll:
    """Poll the help desk for every open ticket."""
    poller = app.create_ticket_poller()
    trouble = poller.poll_all_tickets(progress)
    return HelpDeskPoll(trouble, app.get_outbox().memory.take_resumed(), poller.has_answer)


def retry_waiting_items(app: App, _progress: Progress) -> None:
    """Make the items due that are sent or looked up without the user; a reply waits for its ticket.

    Raises:
        StorageError: the outbox can't be read or changed.
    """
    outbox = app.get_outbox()
    replies = [reply for reply in outbox.list_unsent_replies() if not reply.held]
    stages = {item.report: item.stage for item in outbox.list_unsent_items()}
    stages |= {reply.ref: reply.stage for reply in replies}
    for ref, stage in stages.items():
        if stage in (DeliveryState.QUEUED, DeliveryState.UNKNOWN):
            with suppress(UsageError):  # deleted in the meantime
                outbox.retry(ref)


_SUBJECT = 100
"""Maximum length of a ticket's subject in the list, in characters: two lines."""


def build_ticket_card(context: Context, line: TicketLine) -> CardContent:
    """Return the card that shows a ticket in the list."""
    show, item, sent, glance = context.translate, line.item, line.sent, line.glance
    sign, sentence = describe_delivery(item.state, item.reason, item.stage)
    delay = [shorten_to_one_line(show(text), 200) for text in _describe_delay(item)]
    parts = [show(N_("Sending…"))] if line.sending else [join_sentences(show(sentence), *delay)]
    if sent is not None and line.here:
        sign, parts = NOTE, [show(N_("Saved on this computer"))]
    elif sent is not None and not is_open_in_email_app(item.state, item.reason):
        sign = TICKET_SIGNS[sent.state]
        waits_for_it = bool(line.delivered or (glance is not None and glance.writer == USER))
        replied = not waits_for_it and glance is not None and glance.writer == DESK
        state = describe_ticket_state(sent.state, user_wrote_last=waits_for_it, desk_wrote_last=replied)
        parts = [show(N_("{state} · Ticket {number}", state=state, number=sent.ticket[:80]))]
    parts += map(show, _describe_undelivered_replies(line))
    if line.incomplete and not line.here:
        parts.append(show(N_("files are missing")))
    if line.refused:
        sign = WARN
    said = ""
    if line.delivered or (glance is not None and glance.line):
        said = _describe_last_message(context, line)
    unread = glance.unread if glance is not None else 0
    mark = show(NN_("{count} new", "{count} new", unread)) if unread else ""
    subject = shorten_to_one_line(show(item.subject), _SUBJECT)
    return CardContent(item.report, subject, " · ".join(parts), sign, said, mark)


def _describe_delay(item: OutboxItem) -> Sequence[Text]:
    """Return the time of the next attempt, or why an undelivered ticket needs the user.

    A missing sign-in is explained by the banner above the list.
    """
    if not needs_user_action(item.stage, item.reason):
        later = describe_next_try(item.next_try) if item.attempts else None
        return [] if later is None else [later]
    if item.reason is None or is_waiting_for_sign_in(item.stage, item.reason):
        return []
    return [item.reason]


def _describe_last_message(context: Context, line: TicketLine) -> str:
    """Return the author and beginning of the last message; a delivered reply may be missing in the glance."""
    show, glance = context.translate, line.glance
    mine = bool(line.delivered) or glance is None or bool(glance.mine)
    who = show(N_("You")) if mine or glance is None else glance.author
    text = line.delivered or (glance.line if glance is not None else "")
    if not mine and glance is not None and glance.automatic:
        who = show(N_("{author} · automatic message", author=who[:40]))
    return show(N_("{author}: {text}", author=who[:80], text=shorten_to_one_line(show(text), 120)))


def _describe_undelivered_replies(line: TicketLine) -> Sequence[Text]:
    """Return how many messages wait, and how many were sent with an unknown outcome.

    Requests to reopen or resolve the ticket are messages, but no replies.
    """
    waiting, sent = line.waiting - line.unconfirmed, line.unconfirmed
    counted = (
        (waiting, NN_("{count} message not sent yet", "{count} messages not sent yet", waiting)),
        (sent, NN_("{count} message not confirmed yet", "{count} messages not confirmed yet", sent)),
    )
    return [text for count, text in counted if count]


def count_tickets_needing_user(lines: Sequence[TicketLine]) -> int:
    """Return the number of tickets that can't be sent without an action of the user."""
    return sum(needs_user_action(line.item.stage, line.item.reason) for line in lines)


def count_refused_replies(lines: Sequence[TicketLine]) -> int:
    """Return the number of replies that can't be sent without an action of the user."""
    return sum(line.refused for line in lines)


def list_undelivered_states(lines: Sequence[TicketLine]) -> Sequence[DeliveryState]:
    """Return each undelivered ticket's state, and queued or unknown for each undelivered reply."""
    waiting = [line for line in lines if line.item.state is not DeliveryState.DELIVERED]
    own = [DeliveryState.QUEUED if line.sending else line.item.state for line in waiting]
    unknown = sum(line.unconfirmed for line in lines)
    queued = sum(line.waiting for line in lines) - unknown
    return own + [DeliveryState.QUEUED] * queued + [DeliveryState.UNKNOWN] * unknown


def count_undelivered_lines(lines: Sequence[TicketLine]) -> int:
    """Return the number of undelivered tickets and replies."""
    return sum(line.waiting + (line.item.state is not DeliveryState.DELIVERED) for line in lines)
