"""A label with a long text that the user can select and copy."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent

from selfhelp.ui.widgets.label import ProseLabel


class SelectableLabel(ProseLabel):
    """A label whose text becomes selectable under the mouse.

    Qt converts selectable text into a document, which takes 3 ms instead of 0.6 ms to lay out for 2,000
    characters, and most labels are never selected. Text with right-to-left lines is made selectable
    immediately, because only a document aligns them right.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        if not text.isascii() and any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in text):
            self._make_selectable()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Make the text selectable when the pointer enters the label."""
        self._make_selectable()
        super().enterEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the text selectable on a press without a previous pointer movement, such as a touch."""
        self._make_selectable()
        super().mousePressEvent(event)

    def _make_selectable(self) -> None:
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


_FROM_RIGHT = frozenset({"R", "AL"})
