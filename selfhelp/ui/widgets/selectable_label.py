"""A long text that can be selected and copied."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent

from selfhelp.ui.widgets.label import ProseLabel


class SelectableLabel(ProseLabel):
    """Someone's text, selectable once the mouse is over it.

    Qt makes a document of a text that can be marked. That takes five times as long to lay out as the text
    alone, 3 ms and not 0.6 for 2,000 characters, and no one marks most of them. Both look the same, except
    where a line runs from right to left: only a document puts it on the right, so it is made at once.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        if not text.isascii() and any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in text):
            self._let_mark()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Make the text selectable."""
        self._let_mark()
        super().enterEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the text selectable for a press without a preceding move: a finger, or a scrolled page."""
        self._let_mark()
        super().mousePressEvent(event)

    def _let_mark(self) -> None:
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


_FROM_RIGHT = frozenset({"R", "AL"})
