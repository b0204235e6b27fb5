"""A widget that paints a QR code from its modules."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

QUIET = 4
"""Quiet zone on each side, in modules (ISO/IEC 18004: four)."""

SIDE = 132
"""Side length of the QR code, in logical pixels."""


class QrCode(QWidget):
    """A QR code, dark on white in every theme, because many readers don't support inverted codes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dots: Sequence[Sequence[bool]] = ()
        self.setFixedSize(SIDE, SIDE)

    def show_code(self, dots: Sequence[Sequence[bool]], name: str) -> None:
        """Show another QR code.

        Args:
            dots: rows of modules without a margin; True is dark.
            name: the accessible name.
        """
        self._dots = dots
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the fixed size of the square QR code."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw each module on whole device pixels, so that the edges stay sharp."""
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
