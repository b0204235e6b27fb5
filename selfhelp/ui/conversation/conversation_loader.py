"""Loads one ticket for the window: first the stored state, then the help desk's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.core.errors import ConfigurationError, DeskError, SelfhelpError, StorageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState, ReplyKind, TicketState, TicketStatus
from selfhelp.helpdesk.connectors import ConnectorAbilities

if TYPE_CHECKING:
    from datetime import datetime

    from selfhelp.app.composition import App
    from selfhelp.tickets.following.conversations import ConversationSummary
    from selfhelp.tickets.form.added_file import AddedFile
    from selfhelp.tickets.outbox.outbox import OutboxItem, ReplyItem, SentTicket

NOTHING = ConnectorAbilities(
    files=False,
    status=False,
    read_comments=False,
    write_comments=False,
    comment_files=False,
    link=False,
)
"""What a desk can do that cannot be used."""


@dataclass(frozen=True, slots=True)
class LoadedConversation:
    """One ticket's stored conversation.

    Attributes:
        item: where its report is on its way.
        sent: what we last saw of it on the server; None while it has no number.
        status: the conversation; None if nothing was ever heard.
        glance: when the desk was asked last, and what is unread.
        replies: what the user answered that waits, or that arrived after the desk was last asked; oldest
        first. words: what they wrote when they sent it; "" if it is no longer kept.
        draft: an answer that they began and have not sent.
        added: its images and files.
        gone: a sentence about each of its files that is not there any more.
        incomplete: why files of the ticket, or of an answer, are not at the desk.
        abilities: what its desk can do.
        trouble: why the desk could not say how it stands now.
        lost: the desk says that it has this ticket no more, or not for them.
    """

    item: OutboxItem
    sent: SentTicket | None
    status: TicketStatus | None
    glance: ConversationSummary | None
    replies: Sequence[ReplyItem]
    words: str
    draft: str
    abilities: ConnectorAbilities
    trouble: Text | None = None
    lost: bool = False
    added: Sequence[AddedFile] = ()
    gone: Sequence[Text] = ()
    incomplete: Sequence[Text] = ()

    @property
    def state(self) -> TicketState:
        """The ticket's state, as far as known."""
        if self.sent is None:
            return TicketState.QUEUED
        return self.status.state if self.status is not None else self.sent.state

    @property
    def user_wrote_last(self) -> bool:
        """Whether the last message that the help desk shows is the user's."""
        comments = self.status.comments if self.status is not None else ()
        return bool(comments) and comments[-1].mine

    @property
    def is_over(self) -> bool:
        """Whether the ticket is resolved or closed, as far as known."""
        return self.state in (TicketState.SOLVED, TicketState.CLOSED)

    @property
    def is_closed(self) -> bool:
        """Whether the ticket is closed, as far as known."""
        return self.state is TicketState.CLOSED

    @property
    def awaits_approval(self) -> bool:
        """Whether the help desk is waiting for the user to approve the solution."""
        return self.abilities.approve and self.state is TicketState.SOLVED

    @property
    def reopens_on_comment(self) -> bool:
        """Whether a message from the user would reopen the ticket."""
        return self.abilities.comment_reopens and self.state is TicketState.SOLVED

    def can_send(self, kind: ReplyKind) -> bool:
        """Whether the user can send this kind of reply now: the desk supports it, and it makes sense."""
        match kind:
            case ReplyKind.COMMENT:
                return self.abilities.write_comments
            case ReplyKind.SOLVE:
                return (
                    self.abilities.solve
                    and self.sent is not None
                    and (not self.is_over or self.awaits_approval)
                )
            case ReplyKind.REOPEN:
                return self.abilities.reopen and self.is_over


NOT_THERE = N_("The help desk no longer shows this ticket. It may have been deleted or merged.")


def load_stored(app: App, report: str, _progress: Progress) -> LoadedConversation:
    """Return what is stored of a conversation; asks no server.

    Raises:
        UsageError: the report doesn't exist.
        StorageError: the outbox cannot be read.
    """
    return _talk(app, report)


def load_from_desk(app: App, report: str, _progress: Progress) -> LoadedConversation:
    """Ask the desk and return what is known then; ``trouble`` says why it could not be asked.

    Raises:
        UsageError: the report doesn't exist.
        StorageError: the outbox cannot be read.
    """
    from selfhelp.network.failures import concerns_one_ticket

    trouble: Text | None = None
    lost = False
    try:
        app.ticket_poller().poll_ticket(report)
    except (ConfigurationError, DeskError, StorageError) as error:
        lost = isinstance(error, DeskError) and concerns_one_ticket(error)
        trouble = NOT_THERE if lost else error.user_message
    return _talk(app, report, trouble, lost)


def _talk(app: App, report: str, trouble: Text | None = None, lost: bool = False) -> LoadedConversation:
    from selfhelp.tickets.form.attachment_store import split_missing
    from selfhelp.tickets.outbox.refused_files import list_items_with_refused_files

    outbox, kept = app.outbox(), app.conversations
    added, gone = split_missing(kept.answers.read(report))
    item, glance = outbox.find_item(report), kept.summary(report)
    asked_at = glance.asked if glance is not None else 0.0
    sent = (
        next((one for one in outbox.list_sent_tickets() if one.report == report), None)
        if item.ticket
        else None
    )
    return LoadedConversation(
        item=item,
        sent=sent,
        status=kept.stored_status(report),
        glance=glance,
        replies=[one for one in outbox.list_replies(report) if _is_unseen(one, asked_at)],
        words=outbox.read_text(report),
        draft=kept.read_draft(report),
        abilities=abilities_of_desk(app, item.connector),
        trouble=trouble,
        lost=lost,
        added=added,
        gone=gone,
        incomplete=[
            one.reason for one in list_items_with_refused_files(outbox) if one.report == report and one.reason
        ],
    )


def count_undelivered(talk: LoadedConversation) -> int:
    """Count the user's replies that the help desk hasn't received."""
    return sum(one.state is not DeliveryState.DELIVERED for one in talk.replies)


def _is_unseen(reply: ReplyItem, asked_at: float) -> bool:
    """Whether an answer is not in what the desk said last."""
    return reply.state is not DeliveryState.DELIVERED or reply.changed.timestamp() > asked_at


def abilities_of_desk(app: App, desk: str) -> ConnectorAbilities:
    """Return what the conversation's help desk supports; nothing if it can't be used."""
    try:
        return app.connector(desk).abilities
    except SelfhelpError:
        return NOTHING


def from_timestamp(seconds: float) -> datetime:
    """Return when the desk was asked for a conversation."""
    from selfhelp.tickets.outbox import queued

    return queued.from_timestamp(seconds)
