"""A drop-down list that ignores the mouse wheel unless it has the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class Dropdown(QComboBox):
    """A `QComboBox` that leaves the wheel to the page.

    Qt changes the value under the pointer while a form is scrolled, and no one notices. The wheel doesn't
    give the focus either (`Qt.FocusPolicy.StrongFocus` instead of Qt's ``WheelFocus``).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Take the wheel with the focus; without it the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
