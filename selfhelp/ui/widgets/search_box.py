"""The search box of the home page, above its results."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent

from selfhelp.ui.widgets.card_list import CardList
from selfhelp.ui.widgets.line_input import LineInput
from selfhelp.ui.widgets.signs import LENS, paint_lens

PADDING = 16
"""Logical pixels between the edge of the box and its words, as the style sheet has it; a bit more."""


class SearchBox(LineInput):
    """The box, with a lens. Arrow down goes to the suggestions, Escape empties it."""

    def __init__(self, cards: CardList) -> None:
        super().__init__()
        self._cards = cards
        self.setObjectName("search")
        self.setMaxLength(2000)
        self._hints: Sequence[str] = ()
        self._make_room()

    def update_placeholder(self, *hints: str) -> None:
        """Set the placeholder to the first hint that fits, or else the last."""
        self._hints = hints
        self._choose_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose a shorter hint if there is less room."""
        super().resizeEvent(event)
        self._choose_hint()

    def changeEvent(self, event: QEvent) -> None:
        """Leave room for the search icon at the start of the line."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lens."""
        super().paintEvent(event)
        painter = QPainter(self)
        x = self.width() - 44 if self.isRightToLeft() else 16
        paint_lens(painter, QPointF(x, (self.height() - 28) / 2))
        painter.end()

    def _choose_hint(self) -> None:
        metrics, room = self.fontMetrics(), self.width() - LENS - 2 * PADDING
        fitting = (hint for hint in self._hints if metrics.horizontalAdvance(hint) <= room)
        self.setPlaceholderText(next(fitting, self._hints[-1] if self._hints else ""))

    def _make_room(self) -> None:
        before, after = (0, LENS) if self.isRightToLeft() else (LENS, 0)
        self.setTextMargins(before, 0, after, 0)

    def event(self, event: QEvent) -> bool:
        """Use Escape to clear the box; the window would take it as "Back"."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self.text():
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            return super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow the keys that a list of suggestions has everywhere."""
        if event.key() == Qt.Key.Key_Down and self._cards.shown_keys():
            self._cards.focus_first()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
