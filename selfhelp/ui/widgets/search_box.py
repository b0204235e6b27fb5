"""The search box of the home page, above the search results."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent

from selfhelp.ui.widgets.card_list import CardList
from selfhelp.ui.widgets.line_input import LineInput
from selfhelp.ui.widgets.status_icons import LENS, paint_magnifier

PADDING = 16
"""Space between the box's edge and its text in logical pixels, slightly more than in the style sheet."""


class SearchBox(LineInput):
    """A search field with a lens icon; Down moves to the suggestions, Escape clears the text.

    Attributes:
        is_old: whether the text is from an earlier search, so that the user probably wants to replace it.
    """

    def __init__(self, cards: CardList) -> None:
        super().__init__()
        self._cards = cards
        self.setObjectName("search")
        self.setMaxLength(2000)
        self._hints: Sequence[str] = ()
        self.is_old = self._selects_on_click = False
        self.textChanged.connect(self._on_text_changed)
        self._set_icon_margin()

    def update_placeholder(self, *hints: str) -> None:
        """Set the placeholder to the first hint that fits, or to the last hint if no hint fits."""
        self._hints = hints
        self._show_fitting_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the longest hint that fits the new width."""
        super().resizeEvent(event)
        self._show_fitting_hint()

    def changeEvent(self, event: QEvent) -> None:
        """Move the space for the lens icon to the other side if the layout direction changes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._set_icon_margin()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lens icon."""
        super().paintEvent(event)
        painter = QPainter(self)
        x = self.width() - 44 if self.isRightToLeft() else 16
        paint_magnifier(painter, QPointF(x, (self.height() - 28) / 2))
        painter.end()

    def _show_fitting_hint(self) -> None:
        metrics, room = self.fontMetrics(), self.width() - LENS - 2 * PADDING
        fitting = (hint for hint in self._hints if metrics.horizontalAdvance(hint) <= room)
        self.setPlaceholderText(next(fitting, self._hints[-1] if self._hints else ""))

    def _set_icon_margin(self) -> None:
        before, after = (0, LENS) if self.isRightToLeft() else (LENS, 0)
        self.setTextMargins(before, 0, after, 0)

    def select_all_from_end(self) -> None:
        """Select the text, with the cursor at its start, so that the beginning of a long text is visible."""
        self.setCursorPosition(len(self.text()))
        self.cursorBackward(True, len(self.text()))

    def mark_as_old(self) -> None:
        """Mark the text as one of an earlier search; the first click then selects all of it."""
        self.is_old = self._selects_on_click = bool(self.text())

    def _on_text_changed(self) -> None:
        self.is_old = self._selects_on_click = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Select all of an old text on the first click, so that typing replaces it."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self._selects_on_click:
            self._selects_on_click = False
            if not self.hasSelectedText():
                self.select_all_from_end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all of an old text when the field gets the focus."""
        super().focusInEvent(event)
        returns = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if self.is_old and event.reason() not in returns:
            self.select_all_from_end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the beginning of a long text after the field has lost the focus."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.home(False)

    def event(self, event: QEvent) -> bool:
        """Clear the text on Escape, on which the window would otherwise go back."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self.text():
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            return super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the suggestions with Down, and clear the text with Escape."""
        if event.key() == Qt.Key.Key_Down and self._cards.list_shown_keys():
            self._cards.focus_first_card()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
