"""The unsent drafts above the list of tickets, each with buttons to continue or delete it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.status_icons import WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.tickets.form.draft_store import DraftSummary

INDENT = 40
"""Width of the icon beside the texts, in logical pixels."""


class DraftList(QWidget):
    """A section with the user's drafts; hidden without drafts.

    Signals:
        deleted: the user confirmed the deletion; carries the draft's reference.
    """

    deleted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._drafts: Sequence[DraftSummary] = ()
        self.heading, self._list = PlainLabel("", "h2"), QVBoxLayout()
        self._list.setSpacing(theme.SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self.heading)
        column.addLayout(self._list)
        self.hide()

    @property
    def cards(self) -> Sequence[DraftCard]:
        """The cards, in order."""
        return [card for card in self.findChildren(DraftCard) if not card.isHidden()]

    def show_drafts(self, drafts: Sequence[DraftSummary]) -> None:
        """Show these drafts; unchanged cards stay, and keep the focus."""
        if drafts != self._drafts:
            self._drafts = drafts
            self.retranslate()
        self.setVisible(bool(drafts))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        self.heading.setText(self._context.translate(N_("Drafts")))
        clear_layout(self._list)
        for draft in self._drafts:
            card = DraftCard(self._context, draft)
            card.deleted.connect(partial(self.deleted.emit, draft.ref))
            self._list.addWidget(card)


class DraftCard(QFrame):
    """A card with one draft: its first words, and when it was saved.

    Signals:
        deleted: the user confirmed the deletion.
    """

    deleted = Signal()

    def __init__(self, context: Context, draft: DraftSummary) -> None:
        super().__init__()
        self.setObjectName("card")
        self._context, self._sure = context, False
        show, self.head = context.translate, MessagePanel()
        self._name = show(shorten_to_one_line(draft.words, 120)) or show(N_("Draft without text"))
        self.head.setObjectName("bare")
        self._told = _describe_draft(draft)
        self.head.show_message(WARN, self._name, show(self._told))
        make_text_tab_stop(self.head)
        self.head.setAccessibleName(self.head.heading.accessibleName())
        self.head.setAccessibleDescription(self.head.detail.accessibleName())
        self.open, self.delete, self.keep = (QPushButton() for _ in range(3))
        buttons = FlowLayout()
        buttons.setContentsMargins(theme.SPACE_4 + INDENT, 0, 0, 0)
        for button, slot, text in (
            (self.open, lambda: context.open(AskPage(draft=draft.ref)), N_("Open draft")),
            (self.delete, self._confirm_or_delete, N_("Delete")),
            (self.keep, self._keep_draft, N_("Keep")),
        ):
            button.setProperty("link", True)
            button.clicked.connect(slot)
            buttons.addWidget(button)
            self._set_button_text(button, text)
        self.keep.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_3, theme.SPACE_3)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(buttons)

    def _set_button_text(self, button: QPushButton, text: Text) -> None:
        button.setText(self._context.translate(text))
        name = self._context.make_row_button_label(button.text(), self._name)
        button.setAccessibleName(shorten_to_one_line(name, 200))

    def _confirm_or_delete(self) -> None:
        """Delete the draft on the second click; the first asks for confirmation."""
        if self._sure:
            self.deleted.emit()
            return
        self._ask_before_deletion(True)
        announce_politely(self.delete, self.head.detail.text())

    def _keep_draft(self) -> None:
        """Withdraw the question, because the user keeps the draft."""
        self.delete.setFocus()  # before the focused button is hidden
        self._ask_before_deletion(False)

    def _ask_before_deletion(self, asks: bool) -> None:
        """Show the question with its two buttons, or the draft's state."""
        self._sure, show = asks, self._context.translate
        question = " ".join(show(part) for part in (N_("Delete the draft?"), N_("This can't be undone.")))
        self.head.show_message(WARN, self._name, question if asks else show(self._told))
        self.open.setVisible(not asks)
        self.keep.setVisible(asks)


def _describe_draft(draft: DraftSummary) -> Text:
    if draft.saved is None:
        return N_("Not sent")
    return N_("Not sent. Last saved: {time}", time=draft.saved)
