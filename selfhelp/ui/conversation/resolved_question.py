"""The question whether the problem of a resolved ticket is really solved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_
from selfhelp.core.ticket import ReplyKind, TicketState
from selfhelp.ui.context import Context
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.announce import announce_politely
from selfhelp.ui.widgets.lead import set_button_primary
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.signs import ASK, GOOD
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.ui.conversation.conversation_loader import LoadedConversation


class ResolvedQuestion(MessagePanel):
    """Asks the user about a resolved ticket; "Yes" sends an approval if the help desk waits for one.

    Attributes:
        answered: answers that weren't sent, by ticket reference.

    Signals:
        said: an answer must be sent; carries the `ReplyKind`.
        answers: the user answered "No" and should write a reply, because this help desk doesn't accept a "No"
          alone.
        thanked: the user answered "Yes", and no reply needs to be sent.
    """

    said = Signal(object)
    answers = Signal()
    thanked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._talk: LoadedConversation | None = None
        self.answered: dict[str, bool] = {}
        self.row = ButtonRow()
        self.yes: QPushButton = self.row.add_button(partial(self._on_resolved_answered, True), primary=True)
        self.no: QPushButton = self.row.add_button(partial(self._on_resolved_answered, False))
        self.column.addWidget(self.row)
        make_text_tab_stop(self)
        self.hide()

    @property
    def has_primary_button(self) -> bool:
        """Whether the question has the page's primary button."""
        return not self.isHidden() and not self.row.isHidden()

    def ask_about_ticket(self, talk: LoadedConversation | None) -> None:
        """Ask the question for a ticket; hide the question if the ticket isn't resolved."""
        self._talk = talk
        asks = talk is not None and not talk.here and talk.state is TicketState.SOLVED
        self.setVisible(asks)
        if talk is None or not asks:
            return
        show = self._context.translate
        thanked = not talk.awaits_approval and self.answered.get(talk.item.report, False)
        self.row.setVisible(not thanked)
        heading, detail = (
            (N_("Thank you."), N_("There's nothing else you need to do."))
            if thanked
            else (
                N_("The help desk says this is resolved. Is it?"),
                _CLOSES if talk.awaits_approval else None,
            )
        )
        self.show_message(GOOD if thanked else ASK, show(heading), show(detail) if detail is not None else "")
        self.yes.setText(show(N_("Yes, it's resolved")))
        self.no.setText(show(N_("No, reopen it") if talk.can_send_reply(ReplyKind.REOPEN) else N_("No")))
        set_button_primary(self.yes, True)
        self.setAccessibleName(self.heading.accessibleName())
        self.setAccessibleDescription(self.detail.accessibleName() if detail is not None else "")

    def set_answers_enabled(self, allowed: bool) -> None:
        """Enable or disable the buttons, for example while an answer is being saved."""
        self.row.setEnabled(allowed)

    def _on_resolved_answered(self, yes: bool) -> None:
        talk = self._talk
        if talk is None:
            return
        if yes and talk.awaits_approval:
            self.said.emit(ReplyKind.SOLVE)
            return
        self._record_resolved_answer(talk, yes)
        if not yes:
            if talk.can_send_reply(ReplyKind.REOPEN):
                self.said.emit(ReplyKind.REOPEN)
            else:
                self.answers.emit()
            return
        self.setFocus()  # before the focused button is hidden
        self.thanked.emit()
        announce_politely(self, f"{self.heading.text()} {self.detail.text()}")

    def _record_resolved_answer(self, talk: LoadedConversation, helped: bool) -> None:
        """Count the answer once per ticket, anonymously, if the policy enables it."""
        app, report = self._context.app, talk.item.report
        if report not in self.answered and not talk.awaits_approval and app.policy.feedback.ask:
            feedback = app.feedback
            self._context.jobs.start_job(
                lambda _progress: feedback.count_answer("ticket", helped=helped),
                failed=self._on_answer_failed,
                owner=self,
            )
        self.answered[report] = helped

    def _on_answer_failed(self, error: SelfhelpError) -> None:
        self._context.say(error.user_message)


_CLOSES = N_("“Yes, it's resolved” sends your message and closes the ticket.")
