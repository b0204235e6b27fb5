"""A QR code, painted from its modules."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

QUIET = 4
"""Dots of free margin on each side (ISO/IEC 18004: four modules)."""

SIDE = 132
"""Least size in logical pixels."""


class QrCode(QWidget):
    """Dark dots on white in light and in dark: many readers do not know the inverse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dots: Sequence[Sequence[bool]] = ()
        self.setFixedSize(SIDE, SIDE)

    def fill(self, dots: Sequence[Sequence[bool]], name: str) -> None:
        """Show other dots.

        Args:
            dots: rows of the code without a margin; True is dark.
            name: what a screen reader says.
        """
        self._dots = dots
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw each dot on whole device pixels, so that the edges stay sharp."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        count = len(self._dots) + 2 * QUIET
        size = max(1, self.width() // count)
        start = (self.width() - size * len(self._dots)) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        for y, row in enumerate(self._dots):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRect(start + x * size, start + y * size, size, size), QColor("#000000"))
        painter.end()
