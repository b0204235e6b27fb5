"""The question whether the problem of a resolved ticket is really solved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import ReplyKind, TicketState
from selfhelp.ui.context import Context
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.state_texts import describe_delivery, describe_unconfirmed
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.status_icons import ASK, GOOD, NOTE
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
        explains: the user answered "No" and should write why, before the ticket is reopened; carries False
          once the user has answered "Yes" after all.
        thanked: the user answered "Yes", and no reply needs to be sent.
        withdrawn: the user answered "Yes" while the request to reopen the ticket is still waiting.
    """

    said = Signal(object)
    answers = Signal()
    explains = Signal(bool)
    thanked = Signal()
    withdrawn = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._talk: LoadedConversation | None = None
        self._has_draft = self._explaining = False
        self.answered: dict[str, bool] = {}
        self.row = ButtonRow()
        self.yes: QPushButton = self.row.add_button(partial(self._on_resolved_answered, True), primary=True)
        self.no: QPushButton = self.row.add_button(partial(self._on_resolved_answered, False))
        self.column.addWidget(self.row)
        make_text_tab_stop(self)
        self.hide()

    @property
    def has_primary_button(self) -> bool:
        """Whether the question has the page's primary button; Send has it while the user explains a "No"."""
        return not self.isHidden() and not self.row.isHidden() and not self._explaining

    @property
    def is_answered(self) -> bool:
        """Whether the user has confirmed that the ticket is resolved, so that nothing else needs doing."""
        return not self.isHidden() and self.row.isHidden()

    def ask_about_ticket(self, talk: LoadedConversation | None) -> None:
        """Ask the question for a ticket; hide the question if the ticket isn't resolved."""
        self._talk = talk
        asks = talk is not None and not talk.here and talk.state is TicketState.SOLVED
        self.setVisible(asks)
        if talk is None or not asks:
            return
        show = self._context.translate
        sign, heading, detail = self._describe(talk)
        self.row.setVisible(sign == ASK or talk.is_reopening)
        self.no.setVisible(not talk.is_reopening and not self._explaining)
        self.show_message(sign, show(heading), show(detail) if detail is not None else "")
        self._update_button_texts()
        set_button_primary(self.yes, not talk.is_reopening and not self._explaining)
        self.setAccessibleName(self.heading.accessibleName())
        self.setAccessibleDescription(self.detail.accessibleName() if detail is not None else "")

    def set_reply_state(self, *, has_draft: bool, explaining: bool) -> None:
        """Tell whether a reply is being written, which is sent with the answer; the buttons say so.

        While the user explains a "No", "No" is hidden: the reply's Send button reopens the ticket.
        """
        if (has_draft, explaining) != (self._has_draft, self._explaining):
            self._has_draft, self._explaining = has_draft, explaining
            self.ask_about_ticket(self._talk if not self.isHidden() else None)

    def _update_button_texts(self) -> None:
        show, talk = self._context.translate, self._talk
        if talk is None:
            return
        no = N_("No")
        if talk.can_send_reply(ReplyKind.REOPEN):
            no = N_("No, send and reopen") if self._has_draft else N_("No, reopen it")
        self.yes.setText(show(N_("Don't reopen it") if talk.is_reopening else N_("Yes, it's resolved")))
        self.no.setText(show(no))

    def _describe(self, talk: LoadedConversation) -> tuple[str, Text, Text | None]:
        """Return sign, heading and detail: the question, thanks, or what is still waiting."""
        waiting, change = talk.undelivered_states, talk.last_change
        if talk.is_reopening and change is not None:
            sign, sentence = describe_delivery(change.state, change.reason, change.stage)
            return sign, N_("You chose to reopen this ticket."), sentence
        answered = talk.user_resolved or self.answered.get(talk.item.report, False)
        if not talk.is_resolving and (not answered or talk.awaits_approval):
            detail = _CLOSES if talk.awaits_approval else None
            if talk.user_changed_last and not talk.awaits_approval:
                return ASK, N_("Is this resolved?"), detail
            return ASK, N_("The help desk says this is resolved. Is it?"), detail
        if waiting:
            count = len(waiting)
            unsent = NN_("{count} message hasn't been sent", "{count} messages haven't been sent", count)
            return NOTE, N_("Thank you."), describe_unconfirmed(waiting) or unsent
        return GOOD, N_("Thank you."), N_("There's nothing else you need to do.")

    def set_answers_enabled(self, allowed: bool) -> None:
        """Enable or disable the buttons, for example while an answer is being saved."""
        self.row.setEnabled(allowed)

    def _on_resolved_answered(self, yes: bool) -> None:
        talk = self._talk
        if talk is None:
            return
        if talk.is_reopening:
            self._record_resolved_answer(talk, yes)
            self.setFocus()  # before the focused button is hidden
            self.withdrawn.emit()
            return
        if yes and self._explaining:
            self.explains.emit(False)
        if yes and talk.awaits_approval:
            self.said.emit(ReplyKind.SOLVE)
            return
        self._record_resolved_answer(talk, yes)
        if not yes:
            self._ask_for_reason(talk)
            return
        self.setFocus()  # before the focused button is hidden
        self.thanked.emit()
        announce_politely(self, f"{self.heading.text()} {self.detail.text()}")

    def _ask_for_reason(self, talk: LoadedConversation) -> None:
        """Let the user write why the problem isn't resolved; a reply that is already written is sent."""
        if not talk.can_send_reply(ReplyKind.REOPEN):
            self.answers.emit()
        elif self._has_draft or not talk.can_send_reply(ReplyKind.COMMENT):
            self.said.emit(ReplyKind.REOPEN)
        else:
            self.explains.emit(True)

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
