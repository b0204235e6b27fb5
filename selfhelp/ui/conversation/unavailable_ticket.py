"""Explain why a ticket isn't available, and offer a new ticket with the user's text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from selfhelp.core.errors import SelfhelpError, UsageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState, ReplyKind
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.following.reply_draft import ReplyDraft
    from selfhelp.tickets.form.added_file import AddedFile
    from selfhelp.ui.conversation.conversation_loader import LoadedConversation

FACTS = "\nReference for the phone: "
"""The first line of the facts below the description in a ticket's text."""


class UnavailableTicketActions(ButtonRow):
    """The actions for a ticket that can't be shown; hidden for every other ticket.

    Signals:
        again: the user wants to load the ticket again.
    """

    again = Signal()

    def __init__(self, context: Context, draft: Callable[[], ReplyDraft | None]) -> None:
        """Create the actions; ``draft`` returns the unsent reply."""
        super().__init__()
        self._context, self._draft = context, draft
        self._report = self._number = ""
        self.write_new = self.add_button(self._write_new_ticket, primary=True)
        self.repeat = self.add_button(self.again.emit)
        self.hide()

    def show_unavailable_reason(self, panel: MessagePanel, report: str, error: SelfhelpError) -> None:
        """Show the reason why a ticket can't be displayed."""
        show, self._report = self._context.translate, report
        gone = isinstance(error, UsageError)
        about = show(_DELETED) if gone else ""
        panel.show_message(
            WARN,
            show(N_("This ticket is no longer on this computer.") if gone else error.user_message),
            about,
        )
        self._show_buttons(repeat=not gone)

    def update_offered_actions(self, talk: LoadedConversation | None) -> None:
        """Offer a new ticket if the help desk no longer has this ticket, or accepts no replies to it."""
        self._report = talk.item.report if talk is not None else ""
        self._number = "" if talk is None or talk.lost or talk.sent is None else talk.sent.ticket
        if talk is not None and (talk.lost or _is_ticket_read_only(talk)):
            self._show_buttons(repeat=False)
            why = find_unavailable_reason(talk)  # read with the button, which gets the focus
            self.write_new.setAccessibleDescription(self._context.translate(why) if why is not None else "")
        else:
            self.hide()

    def _show_buttons(self, *, repeat: bool) -> None:
        self.write_new.setText(self._context.translate(N_("Write a new ticket")))
        self.repeat.setText(self._context.translate(N_("Try again")))
        self.repeat.setVisible(repeat)
        self.show()

    def copy_ticket(self, report: str) -> None:
        """Open the form for a new ticket with the text of a ticket on this computer."""
        work = partial(_load_recoverable_parts, self._context.app, report)
        self._context.jobs.start_job(work, self._open_new_ticket, owner=self)

    def _write_new_ticket(self) -> None:
        if self._number:  # the help desk has the ticket, so its text isn't needed again
            about = N_("About my ticket {number}:", number=self._number)
            self._open_new_ticket((f"{self._context.translate(about)}\n", ()))
        else:
            self.copy_ticket(self._report)

    def _open_new_ticket(self, left: tuple[str, Sequence[AddedFile]]) -> None:
        """Open the form for a new ticket with the user's text and the unsent reply."""
        (words, kept), draft = left, self._draft()
        text = draft.text.strip() if draft is not None else ""
        case = self._context.app.create_case("\n\n".join(part for part in (words, text) if part))
        for added in [one for _key, one in draft.list_added_items()] if draft is not None else kept:
            try:
                case.add_attachment(added)
            except SelfhelpError as error:  # replies may accept files that tickets don't
                self._context.say(error.user_message)
        self._context.open(AskPage(case))


def _is_ticket_read_only(talk: LoadedConversation) -> bool:
    """Return whether the help desk has the ticket, but accepts no replies to it from this app."""
    return talk.sent is not None and not talk.here and not any(map(talk.can_send_reply, ReplyKind))


def find_unavailable_reason(talk: LoadedConversation) -> Text | None:
    """Return the reason why the shown state may be outdated or replies are impossible; None otherwise."""
    return talk.trouble or (_MUTE if _is_ticket_read_only(talk) else None)


def _load_recoverable_parts(app: App, report: str, _progress: Progress) -> tuple[str, Sequence[AddedFile]]:
    """Return the text to write again, and the attachments of the unsent reply.

    The text is the ticket's description with the replies that haven't arrived, or else the unsent reply.
    """
    from selfhelp.tickets.form.attachment_store import split_missing_attachments

    kept = app.conversations
    added, _gone = split_missing_attachments(kept.answers.read(report))
    try:
        outbox = app.get_outbox()
        replies = [one for one in outbox.list_replies(report) if one.state is not DeliveryState.DELIVERED]
        texts = [
            _strip_fact_block(outbox.read_item_text(report).strip()),
            *(one.text.strip() for one in replies),
        ]
        words = "\n\n".join(text for text in texts if text)
    except SelfhelpError:
        words = kept.read_draft(report).strip()
    return words, added


def _strip_fact_block(text: str) -> str:
    """Return a ticket's text without the block of facts below the description."""
    before, found, _ = text.partition(FACTS)
    return before.rpartition("\n\n")[0].strip() if found else text


_MUTE = N_("You can't reply to this ticket from here. Call the help desk, or write a new ticket about it.")
_DELETED: Text = N_(
    "This ticket was deleted, or is too old to be kept on this computer. The help "
    "desk may still have it. Call them, or write a new ticket."
)
