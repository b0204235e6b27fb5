"""One ticket in the list: how it stands, what can be done, and what was said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from selfhelp.errors import DeskError, SelfhelpError
from selfhelp.progress import Progress
from selfhelp.report import reference
from selfhelp.text import N_, Text
from selfhelp.ticket import Comment, Delivery, TicketState, TicketStatus
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.states import TICKETS, on_the_way
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.flow import Flow
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.section import emptied
from selfhelp.ui.widgets.signs import BUSY, GOOD, WARN

if TYPE_CHECKING:
    from selfhelp.app import App
    from selfhelp.report.outbox import OutboxItem, SentTicket

_MOST_COMMENTS = 50
_SIGNS = {TicketState.WAITING: WARN, TicketState.SOLVED: GOOD, TicketState.CLOSED: GOOD}


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket: where it is on its way, and what we last saw of it on the server."""

    item: OutboxItem
    sent: SentTicket | None


def read_lines(app: App, _progress: Progress) -> Sequence[Line]:
    """Return everything in the outbox, newest first.

    Raises:
        StorageError: it cannot be read.
    """
    outbox = app.outbox()
    sent = {ticket.report: ticket for ticket in outbox.tickets()}
    return [Line(item, sent.get(item.report)) for item in outbox.items()]


def ask_desk(app: App, progress: Progress) -> SelfhelpError | None:
    """Ask the desk how every ticket stands that is not closed; return why it could not say, or None.

    A ticket of another desk than today's is left as it was last seen.
    """
    outbox, trouble = app.outbox(), None
    desk = app.connector()
    for sent in outbox.tickets():
        progress.check()
        if sent.connector != desk.id or sent.state is TicketState.CLOSED:
            continue
        try:
            status = desk.status(sent.ticket)
        except DeskError as error:
            trouble = error
            continue
        outbox.remember(sent.ticket, sent.connector, status.state, status.updated)
    return trouble


class TicketCard(QFrame):
    """Shows one line.

    Signals:
        retried, deleted: she wants that.
    """

    retried = Signal()
    deleted = Signal()

    def __init__(self, context: Context, line: Line) -> None:
        super().__init__()
        self.setObjectName("card")
        self._context, self._line = context, line
        self._sure = False
        self._head = Panel()
        self._head.setObjectName("bare")
        self._talk, self._buttons = QVBoxLayout(), Flow()
        self.open, self.talk, self.again, self.sent, self.delete = (QPushButton() for _ in range(5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_3, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        self._buttons.setContentsMargins(theme.SPACE_4 + 40, 0, 0, 0)
        self._talk.setContentsMargins(theme.SPACE_4 + 40, 0, 0, 0)
        column.addWidget(self._head)
        column.addLayout(self._talk)
        column.addLayout(self._buttons)
        self._build_buttons()
        self._fill()

    def show_line(self, line: Line) -> None:
        """Show how it stands now; what was said about it stays open."""
        if line != self._line:
            self._line = line
            self._fill()

    def point_at(self) -> None:
        """Make this the one that she was brought here for."""
        first = next((button for button in (self.open, self.talk, self.again) if not button.isHidden()), None)
        (first or self.delete).setFocus()

    # -- how it stands -----------------------------------------------------------------------------

    def _fill(self) -> None:
        show, item, sent = self._context.show, self._line.item, self._line.sent
        sign, sentence = on_the_way(item)
        parts = [show(sentence)]
        if sent is not None:
            sign = _SIGNS.get(sent.state, BUSY)
            parts = [show(_number(sent))]
        parts.append(show(N_("Saved {time}.", time=item.created)))
        parts.append(show(N_("Reference {code}.", code=reference.short(item.report))))
        if item.reason is not None:
            parts.append(show(item.reason))
        if item.next_try is not None and item.attempts:
            parts.append(show(N_("Next try: {time}.", time=item.next_try)))
        self._head.fill(sign, item.subject, " ".join(parts))
        self.setAccessibleName(f"{item.subject[:200]}. {parts[0]}")
        self._fill_buttons()

    def _build_buttons(self) -> None:
        slots = (
            (self.open, self._open),
            (self.talk, self._show_talk),
            (self.again, self.retried.emit),
            (self.sent, self._show_sent),
            (self.delete, self._delete),
        )
        for button, slot in slots:
            button.setProperty("link", True)
            button.clicked.connect(slot)
            self._buttons.addWidget(button)

    def _fill_buttons(self) -> None:
        show, item, sent = self._context.show, self._line.item, self._line.sent
        target = links.link(item.url, sent.path if sent else "")
        receipts = self._context.app.policy.evidence.receipt_days > 0
        self._sure = False
        shown = (
            (self.open, N_("Open the ticket"), target is not None),
            (self.talk, N_("Show the conversation"), sent is not None),
            (self.again, N_("Try again now"), item.state is not Delivery.DELIVERED),
            (self.sent, N_("What was sent"), receipts),
            (self.delete, N_("Delete here"), True),
        )
        for button, text, wanted in shown:
            button.setText(show(text))
            button.setAccessibleName(f"{show(text)}: {item.subject[:200]}")
            button.setVisible(wanted)

    # -- doing -------------------------------------------------------------------------------------

    def _open(self) -> None:
        target = links.link(self._line.item.url, self._line.sent.path if self._line.sent else "")
        if target is not None and not links.follow(target):
            self._context.say(N_("No program on this computer opens the page."))

    def _show_sent(self) -> None:
        self._context.open("receipts", report=self._line.item.report)

    def _delete(self) -> None:
        """Ask once; what was not sent yet is gone then."""
        if self._sure:
            self.deleted.emit()
            return
        self._sure = True
        sent = self._line.item.state is Delivery.DELIVERED
        text = N_("Delete? The help desk keeps it") if sent else N_("Delete? It will not be sent")
        self.delete.setText(self._context.show(text))
        announce(self.delete, self.delete.text())

    def _show_talk(self) -> None:
        """Read the conversation from the desk, elsewhere."""
        sent = self._line.sent
        if sent is None:
            return
        self.talk.setEnabled(False)
        self._say_in_talk(N_("Asking the help desk…"))
        work = partial(_conversation, self._context.app, sent)
        self._context.jobs.start(work, self._have_talk, self._no_talk, owner=self)

    def _have_talk(self, status: TicketStatus) -> None:
        self.talk.setEnabled(True)
        if not status.comments:
            self._say_in_talk(N_("Nothing has been written yet."))
            return
        emptied(self._talk)
        left_out = len(status.comments) - _MOST_COMMENTS
        if left_out > 0:
            self._add(N_("{count} older messages are not shown; open the ticket.", count=left_out), "small")
        for comment in status.comments[-_MOST_COMMENTS:]:
            self._add_comment(comment)

    def _no_talk(self, error: SelfhelpError) -> None:
        self.talk.setEnabled(True)
        self._say_in_talk(error.message)

    def _add_comment(self, comment: Comment) -> None:
        author = N_("You") if comment.mine else comment.author[:100]
        self._add(N_("{author}, {time}", author=author, time=comment.time), "small")
        self._add(comment.text, "")

    def _say_in_talk(self, text: Text) -> None:
        emptied(self._talk)
        self._add(text, "sub")
        announce(self, self._context.show(text))

    def _add(self, text: Text | str, kind: str) -> None:
        self._talk.addWidget(PlainLabel(self._context.show(text), kind))


def _number(sent: SentTicket) -> Text:
    return N_("Ticket {number}: {state}.", number=sent.ticket[:80], state=TICKETS[sent.state])


def _conversation(app: App, sent: SentTicket, _progress: Progress) -> TicketStatus:
    """Ask the desk for one ticket, and keep how it stands."""
    status = app.connector().status(sent.ticket)
    app.outbox().remember(sent.ticket, sent.connector, status.state, status.updated)
    return status
