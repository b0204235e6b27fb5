"""The card of one outbox item: the reason why it is waiting, and its actions."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState, ReplyKind
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import ConversationPage, SignInPage
from selfhelp.ui.outbox_lines import OutboxLine
from selfhelp.ui.state_texts import (
    describe_attempt,
    describe_delivery,
    describe_next_try,
    describe_requested,
    describe_retry,
    join_sentences,
    needs_sign_in,
    needs_user_action,
)
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.attachment_tiles import FileRow
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel, remove_control_characters, shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.multiline_input import TOO_LONG, MultilineInput
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

BEGINNING = 100
"""Maximum length of the first words of a reply, in characters."""

KINDS: dict[str, Text] = {
    "ticket": N_("Ticket"),
    ReplyKind.COMMENT: N_("Your reply"),
    ReplyKind.REOPEN: N_("Reopen"),
    ReplyKind.SOLVE: N_("Mark as resolved"),
}


class OutboxItemCard(QFrame):
    """The card of one outbox item, with buttons for its actions.

    Signals:
        again, exported, deleted: the user chose that action.
        rewritten: the text was changed; carries the new text.
        left_out: an attachment was removed; carries its name.
    """

    again = Signal()
    exported = Signal()
    deleted = Signal()
    rewritten = Signal(str)
    left_out = Signal(str)

    def __init__(self, context: Context, waiting: OutboxLine) -> None:
        super().__init__()
        self.setObjectName("card")
        self._context, self.waiting, self._sure, self._leads = context, waiting, False, False
        self._head, self.words, self._rows = MessagePanel(), MultilineInput(), QVBoxLayout()
        self.beginning = PlainLabel("", "sub")
        self.words.shortened.connect(lambda: context.say(TOO_LONG))
        self._head.setObjectName("bare")
        make_text_tab_stop(self._head)
        names = ("send", "again", "keep", "export", "edit", "leave", "delete", "open")
        self.buttons = {name: QPushButton() for name in names}
        self._build_layout()
        self.show_item(waiting)

    def show_item(self, waiting: OutboxLine) -> None:
        """Show the item's current state; keep a text that the user is editing."""
        self.waiting = waiting
        self.update_state()
        if self.words.isHidden():
            self.words.setPlainText(waiting.text)
        self.beginning.setText(self._text_beginning)
        self._rebuild_file_rows()
        self._update_buttons()

    @property
    def _text_beginning(self) -> str:
        """The first words of a reply, so that several replies to a ticket can be told apart; otherwise ""."""
        waiting = self.waiting
        return "" if waiting.kind == "ticket" else shorten_to_one_line(waiting.text, BEGINNING)

    def update_state(self) -> None:
        """Show the item's state, with the time of the next attempt unless it has passed."""
        show, waiting = self._context.translate, self.waiting
        sign, sentence = describe_delivery(waiting.state, waiting.reason, waiting.stage)
        tried = describe_attempt(waiting.state, waiting.attempt)
        parts = [show(tried)] if tried is not None else []
        if waiting.state is DeliveryState.UNKNOWN or waiting.reason is None:
            parts.append(show(sentence))
        if waiting.reason is not None:
            parts.append(show(waiting.reason))
        later = None
        if waiting.attempts and not needs_user_action(waiting.stage, waiting.reason):
            later = describe_next_try(waiting.next_try)
        if later is not None:
            parts.append(show(later))
        heading = show(N_("{what}: {name}", what=KINDS[waiting.kind], name=waiting.subject))
        if self._sending:
            parts = [show(describe_requested(waiting.attempt))]
            self._head.show_busy(heading, parts[0])
        else:
            self._head.show_message(sign, heading, join_sentences(*parts))
        name = join_sentences(shorten_to_one_line(heading, 200), parts[0])
        self.setAccessibleName(remove_control_characters(name))
        self._head.setAccessibleName(shorten_to_one_line(heading, 200))
        described = join_sentences(self._text_beginning, *parts)
        self._head.setAccessibleDescription(remove_control_characters(described))

    def describe(self) -> str:
        """Return the item's name and state, for screen readers."""
        return join_sentences(self._head.accessibleName(), self._head.accessibleDescription())

    def focus_first_button(self) -> None:
        """Focus the button of the primary action."""
        self.buttons["send"].setFocus()

    def set_primary_button(self, on: bool) -> None:
        """Style "Send again" as the primary button or as a normal button."""
        self._leads = on
        set_button_primary(self.buttons["send"], on and self.words.isHidden() and not self._sending)

    # -- parts -------------------------------------------------------------------------------------

    def _rebuild_file_rows(self) -> None:
        clear_layout(self._rows)
        show, size = self._context.translate, self._context.translator.format_size
        for name, count in self.waiting.files:
            row = FileRow(name, size(count), self._context.make_row_button_label, show(N_("Remove")), self)
            row.take_out.setVisible(self.waiting.changeable)
            row.removed.connect(partial(self.left_out.emit, name))
            self._rows.addWidget(row)

    def _update_buttons(self) -> None:
        show, waiting, writing = self._context.translate, self.waiting, not self.words.isHidden()
        self._sure = False
        ticket, name = waiting.kind == "ticket", self._text_beginning or waiting.subject
        again = describe_requested(waiting.attempt) if self._sending else describe_retry(waiting.state)[0]
        self.beginning.setVisible(not writing and bool(self._text_beginning))
        self.words.setAccessibleName(show(KINDS[waiting.kind]))
        for key, text, wanted in (
            ("send", N_("Sign in") if self._needs_sign_in else again, not writing),
            ("again", again, self._needs_sign_in and not writing),
            ("export", N_("Save as file…"), ticket and not writing),
            ("edit", N_("Edit"), waiting.changeable and not writing),
            ("keep", N_("Save changes"), writing),
            ("leave", N_("Discard changes"), writing),
            ("delete", N_("Delete"), not writing),
            ("open", N_("Show ticket"), not writing),
        ):
            button = self.buttons[key]
            button.setText(show(text))
            label = self._context.make_row_button_label(show(text), name)
            button.setAccessibleName(shorten_to_one_line(label, 200))
            button.setVisible(wanted)
        self.set_primary_button(self._leads)

    @property
    def _sending(self) -> bool:
        """Whether an attempt is under way."""
        return self.waiting.attempt.sending or self.waiting.attempt.first

    @property
    def _needs_sign_in(self) -> bool:
        """Whether a sign-in is offered first."""
        return needs_sign_in(self.waiting.stage, self.waiting.reason)

    def _sign_in_or_send(self) -> None:
        if self._needs_sign_in:
            self._context.open(SignInPage())
        else:
            self.again.emit()

    def _start_editing(self) -> None:
        self.words.show()
        self.words.setFocus()  # before the focused button is hidden
        self._update_buttons()
        set_button_primary(self.buttons["keep"], self._leads)

    def _save_edited_text(self) -> None:
        text = self.words.toPlainText()
        self._end_editing()
        if text != self.waiting.text:
            self.rewritten.emit(text)

    def _discard_edited_text(self) -> None:
        """Discard the edited text, and show the saved text again."""
        self._end_editing()
        self.words.setPlainText(self.waiting.text)

    def _end_editing(self) -> None:
        edit = self.buttons["edit"]
        edit.show()
        edit.setFocus()  # before the focused widget is hidden
        self.words.hide()
        self._update_buttons()

    def _confirm_or_delete(self) -> None:
        """Delete the item on the second click; the first asks for confirmation."""
        if self._sure:
            self.deleted.emit()
            return
        self._sure = True
        button = self.buttons["delete"]
        button.setText(self._context.translate(N_("Delete? It won't be sent")))
        announce_politely(button, button.text())

    def _build_layout(self) -> None:
        column, inside, row = QVBoxLayout(self), QWidget(), FlowLayout()
        column.setContentsMargins(0, 0, theme.SPACE_3, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        rest = QVBoxLayout(inside)
        rest.setContentsMargins(theme.SPACE_4 + 40, 0, 0, 0)
        rest.setSpacing(theme.SPACE_2)
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * 6 + theme.SPACE_5)
        self.words.hide()
        slots = {
            "send": self._sign_in_or_send,
            "again": self.again.emit,
            "edit": self._start_editing,
            "keep": self._save_edited_text,
            "leave": self._discard_edited_text,
            "export": self.exported.emit,
            "delete": self._confirm_or_delete,
            "open": lambda: self._context.open(ConversationPage(self.waiting.report)),
        }
        for name, button in self.buttons.items():
            button.setProperty("link", name not in ("send", "again", "keep", "export"))
            button.clicked.connect(slots[name])
            row.addWidget(button)
        column.addWidget(self._head)
        rest.addWidget(self.beginning)
        rest.addWidget(self.words)
        rest.addLayout(self._rows)
        rest.addLayout(row)
        column.addWidget(inside)
