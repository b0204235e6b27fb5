"""The card to find and replace words in all text that will be sent, with undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, NN_, Text
from selfhelp.tickets.review.edits import LONGEST
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.line_input import LineInput
from selfhelp.ui.widgets.section_frame import SectionFrame

if TYPE_CHECKING:
    from selfhelp.tickets.case import Case

DOTS = "…"
_PAUSE_MS = 200
"""Milliseconds without a key after which matches are counted."""


class ReplaceWordsCard(SectionFrame):
    """The find and replace fields, collapsed at first.

    Signals:
        changed: the texts have changed.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._case: Case | None = None
        self._says: Text | None = None
        self._asked = 0
        self.unfold, self.undo, self.go = QPushButton(), QPushButton(), QPushButton()
        self.word, self.by, self.result = LineInput(), LineInput(DOTS), PlainLabel("", "sub")
        self._word_label, self._by_label = PlainLabel("", "sub"), PlainLabel("", "sub")
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self._start_counting)
        self._tool = QWidget()
        self._build_layout()

    def set_case(self, case: Case) -> None:
        """Set the case whose texts are searched, and clear the fields."""
        self._case, self._says = case, None
        self.word.clear()
        self.by.setText(DOTS)
        self._tool.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self.heading.hide()
        self.setAccessibleName(show(N_("Replace a name or word everywhere")))
        closed = self._tool.isHidden()
        self._set_background(plate=not closed or self._says is not None)
        self.unfold.setText(show(N_("Replace a name or word everywhere…") if closed else N_("Close")))
        self._word_label.setText(show(N_("Replace")))
        self._by_label.setText(show(N_("with")))
        self.word.setAccessibleName(show(N_("Replace")))
        self.by.setAccessibleName(show(N_("with")))
        self.word.setPlaceholderText(show(N_("For example, a name")))
        self.go.setText(show(N_("Replace")))
        self.result.setText(show(self._says or ""))
        self.result.setVisible(self._says is not None)
        self.update_undo_button()

    def update_undo_button(self) -> None:
        """Show Undo if there is a replacement to undo."""
        count = self._case.review.undoable_changes if self._case is not None else 0
        self.undo.setVisible(count > 0)
        text = NN_("Undo your change", "Undo the last of your {count} changes", max(count, 1))
        self.undo.setText(self._context.translate(text))

    def open_and_focus(self) -> None:
        """Open the card, and focus its search field."""
        if self._tool.isHidden():
            self._toggle_card()
        self.word.setFocus()
        self.word.selectAll()

    # -- doing -------------------------------------------------------------------------------------

    def _on_text_changed(self) -> None:
        self.go.setEnabled(bool(self.word.text().strip()))
        self._later.start()

    def _start_counting(self) -> None:
        """Count the matches on a pool thread, and ignore the results of earlier counts."""
        case, word = self._case, self.word.text()
        if case is None:
            return
        self._asked += 1
        self._run_replace_job(
            lambda: case.count_word_uses(word) if word.strip() else None,
            partial(self._on_matches_counted, self._asked),
        )

    def _on_matches_counted(self, asked: int, count: int | None) -> None:
        if asked == self._asked:
            found = NN_("Found {count} time.", "Found {count} times.", count or 0)
            self._show_replace_result(None if count is None else found if count else N_("Not found."))

    def _replace_all_matches(self) -> None:
        case, word, by = self._case, self.word.text(), self.by.text()
        if case is None or not word.strip():
            return
        self._later.stop()
        self._asked += 1
        self.go.setEnabled(False)
        self._run_replace_job(lambda: case.replace_word(word, by), self._on_words_replaced)

    def _on_words_replaced(self, count: int | None) -> None:
        self.go.setEnabled(True)
        if not count:
            self._show_replace_result(N_("Not found."))
            return
        said: Text = NN_("{count} replaced.", "{count} replaced.", count)
        unchanged = self._case is not None and any(
            item.group == "file" and item.on and item.preview is None and item.changeable is None
            for item in self._case.list_added_items()
        )
        if unchanged:
            said = N_("{said} Nothing was replaced in files that are sent unchanged.", said=said)
        self._show_replace_result(said)
        self.update_undo_button()
        self.changed.emit()

    def _undo_last_replacement(self) -> None:
        if self._case is not None and self._case.review.undo():
            self._show_replace_result(N_("Undone."))
            self.update_undo_button()
            self.changed.emit()
            if self.undo.isHidden():
                self.unfold.setFocus()

    def _run_replace_job(self, work: Callable[[], int | None], done: Callable[[int | None], None]) -> None:
        self._context.jobs.start_job(lambda _progress: work(), done, self._on_replacing_failed, owner=self)

    def _on_replacing_failed(self, error: object) -> None:
        self.go.setEnabled(True)
        self._show_replace_result(N_("Couldn't search the text. Check for the name or word yourself."))

    def _show_replace_result(self, text: Text | None) -> None:
        self._says = text
        self.result.setText(self._context.translate(text or ""))
        self.result.setVisible(text is not None)
        if text is not None:
            announce_politely(self, self._context.translate(text))

    def _toggle_card(self) -> None:
        self._tool.setVisible(self._tool.isHidden())
        self.retranslate()
        if not self._tool.isHidden():
            self.word.setFocus()

    def _set_background(self, *, plate: bool) -> None:
        """Style the panel as a card while in use, otherwise as a link below the list."""
        self.setObjectName("card" if plate else "")
        self.style().unpolish(self)
        self.style().polish(self)
        beside, below = (theme.SPACE_4, theme.SPACE_4) if plate else (theme.SPACE_3, theme.SPACE_2)
        self.body.setContentsMargins(beside, theme.SPACE_2, theme.SPACE_4, below)

    # -- parts -------------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        buttons, column, grid = FlowLayout(), QVBoxLayout(self._tool), QGridLayout()
        for button, slot in ((self.unfold, self._toggle_card), (self.undo, self._undo_last_replacement)):
            button.setProperty("link", True)
            button.clicked.connect(slot)
            buttons.addWidget(button)
        for place, (label, field) in enumerate(((self._word_label, self.word), (self._by_label, self.by))):
            field.setMaxLength(LONGEST)
            label.setBuddy(field)
            grid.addWidget(label, 0, place)
            grid.addWidget(field, 1, place)
            grid.setColumnStretch(place, 2 - place)
        grid.addWidget(self.go, 1, 2)
        grid.setHorizontalSpacing(theme.SPACE_2)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)
        self.word.textEdited.connect(self._on_text_changed)
        self.word.returnPressed.connect(self._replace_all_matches)
        self.by.returnPressed.connect(self._replace_all_matches)
        self.go.clicked.connect(self._replace_all_matches)
        self.go.setEnabled(False)
        self.body.addLayout(buttons)
        self.body.addWidget(self._tool)
        self.body.addWidget(self.result)
