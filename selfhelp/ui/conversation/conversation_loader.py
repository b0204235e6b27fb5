"""Load one ticket's conversation: first as stored on this computer, then from the help desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from selfhelp.core.errors import ConfigurationError, DeskBusyError, DeskError, SelfhelpError, StorageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState, ReplyKind, TicketComment, TicketState, TicketStatus
from selfhelp.helpdesk.connectors import ConnectorAbilities
from selfhelp.tickets.delivery.retry_scheduler import NOT_ASKED, RequestedAttempt
from selfhelp.tickets.following.automatic_messages import find_last_written_message

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.following.conversations import ConversationSummary
    from selfhelp.tickets.form.added_file import AddedFile
    from selfhelp.tickets.outbox.outbox import Outbox, OutboxItem, ReplyItem, SentTicket

NOTHING = ConnectorAbilities(
    files=False,
    status=False,
    read_comments=False,
    write_comments=False,
    comment_files=False,
    link=False,
)
"""The abilities that are assumed for an unavailable help desk: none."""


@dataclass(frozen=True, slots=True)
class LoadedConversation:
    """One ticket's conversation, and the state of its delivery.

    Attributes:
        item: the ticket's entry in the outbox, with its delivery state.
        sent: the ticket's last known state at the help desk; None if it has no number yet.
        status: the conversation; None if it was never fetched.
        glance: a summary, with the time of the last fetch and the number of unread messages.
        replies: the user's replies that are missing in ``status``, oldest first.
        words: the user's description; "" if it is no longer stored.
        draft: an unsent reply.
        added: the draft's images and files.
        gone: a message for each missing file of the draft.
        incomplete: the reasons why the help desk lacks files of the ticket or of a reply.
        attempt: the result of the user's last request to send the ticket again.
        abilities: the functions that the help desk supports.
        trouble: the reason why the current state couldn't be fetched, or None.
        lost: whether the help desk no longer has this ticket.
        sending: references of the replies that the user asked to send again, or that are sent first now.
        resumed: whether waiting items became due because the help desk answered.
        wait: seconds for which the help desk asked not to be asked again.
        here: whether the ticket is saved on this computer only, so that no one will reply.
        user_resolved: whether the user marked the ticket as resolved, and no one has written since.
        user_changed_last: whether the last change of state that arrived is the user's "Mark as resolved".
        resendable: whether the help desk lacks files that can be sent again.
        not_closable: whether the help desk has refused to let the user close the ticket.
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
    attempt: RequestedAttempt = NOT_ASKED
    sending: Collection[str] = ()
    resumed: bool = False
    wait: float = 0.0
    here: bool = False
    user_resolved: bool = False
    user_changed_last: bool = False
    resendable: bool = False
    not_closable: bool = False

    @property
    def state(self) -> TicketState:
        """The ticket's last known state, which includes the user's own changes that have arrived."""
        return self.sent.state if self.sent is not None else TicketState.QUEUED

    @property
    def user_wrote_last(self) -> bool:
        """Whether the last message at the help desk is the user's."""
        if any(one.state is DeliveryState.DELIVERED and (one.text or one.files) for one in self.replies):
            return True
        last = self._last_written
        return last is not None and last.mine

    @property
    def desk_wrote_last(self) -> bool:
        """Whether the last message is the help desk's; a message that it sent automatically doesn't count."""
        return not self.user_wrote_last and self._last_written is not None

    @property
    def _last_written(self) -> TicketComment | None:
        return find_last_written_message(self.status.comments) if self.status is not None else None

    @property
    def is_over(self) -> bool:
        """Whether the ticket's last known state is resolved or closed."""
        return self.state in (TicketState.SOLVED, TicketState.CLOSED)

    @property
    def is_closed(self) -> bool:
        """Whether the ticket's last known state is closed."""
        return self.state is TicketState.CLOSED

    @property
    def reopens_without_question(self) -> bool:
        """Whether a button reopens the ticket, because the user isn't asked whether it is resolved."""
        if self.is_reopening or not self.can_send_reply(ReplyKind.REOPEN):
            return False
        return self.is_closed or (self.user_resolved and not self.awaits_approval)

    @property
    def awaits_approval(self) -> bool:
        """Whether the user must still approve the solution."""
        return self.abilities.approve and self.state is TicketState.SOLVED

    @property
    def reopens_on_comment(self) -> bool:
        """Whether a message from the user would reopen the ticket."""
        return self.abilities.comment_reopens and self.state is TicketState.SOLVED

    def can_send_reply(self, kind: ReplyKind) -> bool:
        """Return whether the help desk accepts this kind of reply in the ticket's current state."""
        if self.lost:
            return False
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

    @property
    def is_resolving(self) -> bool:
        """Whether "Mark as resolved" is waiting to be sent, so that it isn't offered again."""
        last = self.last_change
        if last is None or last.is_close_refused:
            return False
        return last.kind is ReplyKind.SOLVE and last.state is not DeliveryState.DELIVERED

    @property
    def is_reopening(self) -> bool:
        """Whether the user's last answer is to reopen the ticket, which its known state doesn't show yet."""
        return self.is_over and self.last_change is not None and self.last_change.kind is ReplyKind.REOPEN

    @property
    def last_change(self) -> ReplyItem | None:
        """The user's last change of state that ``status`` doesn't show yet, or None."""
        return next((one for one in reversed(self.replies) if one.kind is not ReplyKind.COMMENT), None)

    def copy_loss(self, before: LoadedConversation | None) -> LoadedConversation:
        """Return this stored conversation as lost if it was lost when the help desk was last asked."""
        if before is None or not before.lost or before.item.report != self.item.report:
            return self
        return replace(self, lost=True, trouble=before.trouble, resendable=False)

    @property
    def undelivered_states(self) -> Sequence[DeliveryState]:
        """The states of the user's messages that the help desk hasn't received yet."""
        states = [self.item.state, *(one.state for one in self.replies if not one.is_close_refused)]
        return [state for state in states if state is not DeliveryState.DELIVERED]


NOT_THERE = N_("The help desk system no longer shows this ticket. It may have been deleted or merged.")


def load_stored_conversation(app: App, report: str, _progress: Progress) -> LoadedConversation:
    """Return the stored conversation, without network access.

    Raises:
        UsageError: no ticket has this reference.
        StorageError: the outbox can't be read.
    """
    return _assemble_conversation(app, report)


def fetch_conversation(app: App, report: str, _progress: Progress) -> LoadedConversation:
    """Fetch the conversation from the help desk and return it; ``trouble`` has the reason for a failure.

    Raises:
        UsageError: no ticket has this reference.
        StorageError: the outbox can't be read.
    """
    from selfhelp.network.failures import is_ticket_gone

    trouble: Text | None = None
    lost, wait = False, 0.0
    try:
        app.create_ticket_poller().poll_ticket(report)
    except (ConfigurationError, DeskError, StorageError) as error:
        lost = isinstance(error, DeskError) and is_ticket_gone(error)
        wait = error.wait if isinstance(error, DeskBusyError) else 0.0
        trouble = NOT_THERE if lost else error.user_message
    talk = _assemble_conversation(app, report, trouble, lost)
    return replace(talk, resumed=app.get_outbox().memory.take_resumed(), wait=wait)


def _assemble_conversation(
    app: App, report: str, trouble: Text | None = None, lost: bool = False
) -> LoadedConversation:
    from selfhelp.tickets.form.attachment_store import split_missing_attachments
    from selfhelp.tickets.outbox.overdue_items import explain_delay
    from selfhelp.tickets.outbox.refused_files import list_resendable_files
    from selfhelp.tickets.recipient import is_only_on_this_computer

    outbox, kept, obstacle = app.get_outbox(), app.conversations, app.find_current_obstacle()
    added, gone = split_missing_attachments(kept.answers.read(report))
    item, glance = explain_delay(outbox.find_item(report), obstacle), kept.read_summary(report)
    known = outbox.list_sent_tickets() if item.ticket else ()
    sent = next((one for one in known if one.report == report), None)
    here = item.ticket != "" and is_only_on_this_computer(app.policy, app.places, item)
    status = kept.read_stored_status(report)
    shown = {comment.ref for comment in status.comments} if status is not None else frozenset()
    asked_at = glance.asked if glance is not None else 0.0
    replies = [explain_delay(reply, obstacle) for reply in outbox.list_replies(report)]
    return LoadedConversation(
        item=item,
        sent=sent,
        status=status,
        glance=glance,
        replies=[one for one in replies if one.is_missing_at_help_desk(shown, asked_at)],
        words=outbox.read_item_text(report),
        draft=kept.read_draft(report),
        abilities=NOTHING if here else load_help_desk_abilities(app, item.connector),
        trouble=trouble,
        lost=lost,
        added=added,
        gone=gone,
        incomplete=_list_missing_files_reasons(outbox, report),
        attempt=outbox.memory.find_attempt(report),
        sending=frozenset(outbox.memory.awaited | outbox.memory.first),
        here=here,
        user_resolved=was_resolved_by_user(replies, status),
        user_changed_last=was_resolved_by_user(replies, None),
        resendable=not (here or lost) and bool(list_resendable_files(outbox, report)),
        not_closable=report in outbox.memory.not_closable or any(one.is_close_refused for one in replies),
    )


def _list_missing_files_reasons(outbox: Outbox, report: str) -> Sequence[Text]:
    from selfhelp.tickets.outbox.refused_files import list_items_with_refused_files

    return [
        one.reason for one in list_items_with_refused_files(outbox) if one.report == report and one.reason
    ]


def was_resolved_by_user(replies: Sequence[ReplyItem], status: TicketStatus | None) -> bool:
    """Return whether the last change of state that arrived is the user's, and no one has written since."""
    delivered = [one for one in replies if one.state is DeliveryState.DELIVERED]
    arrived = [one for one in delivered if one.kind is not ReplyKind.COMMENT]
    if not arrived or arrived[-1].kind is not ReplyKind.SOLVE:
        return False
    comments = status.comments if status is not None else ()
    theirs = [comment for comment in comments if not (comment.mine or comment.automatic)]
    return all(comment.time <= arrived[-1].created for comment in theirs)


def count_undelivered_replies(talk: LoadedConversation) -> int:
    """Return the number of the user's replies that the help desk hasn't received yet."""
    return sum(one.state is not DeliveryState.DELIVERED for one in talk.replies)


def load_help_desk_abilities(app: App, desk: str) -> ConnectorAbilities:
    """Return a help desk's abilities; `NOTHING` if the help desk isn't available."""
    try:
        return app.create_connector(desk).abilities
    except SelfhelpError:
        return NOTHING
