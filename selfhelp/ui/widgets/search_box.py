"""The box for her own words, above the list of what may help."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent

from selfhelp.ui.widgets.cards import CardList
from selfhelp.ui.widgets.line import Line
from selfhelp.ui.widgets.signs import LENS, paint_lens


class SearchBox(Line):
    """The box, with a lens. Arrow down goes to the suggestions, Escape empties it."""

    def __init__(self, cards: CardList) -> None:
        super().__init__()
        self._cards = cards
        self.setObjectName("search")
        self.setMaxLength(2000)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        """Leave room for the lens where the words begin."""
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

    def _make_room(self) -> None:
        before, after = (0, LENS) if self.isRightToLeft() else (LENS, 0)
        self.setTextMargins(before, 0, after, 0)

    def event(self, event: QEvent) -> bool:
        """Keep Escape for the box while there is something in it; the window would take it as "Back"."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self.text():
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            return super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow the keys that a list of suggestions has everywhere."""
        if event.key() == Qt.Key.Key_Down and self._cards.keys():
            self._cards.enter()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
