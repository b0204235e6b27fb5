"""An image within a text, scaled to the available width, with an accessible description."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from selfhelp.ui import theme
from selfhelp.ui.images.image_file import decode_trusted_image

LEAST = 40
"""Minimum width of the image, in logical pixels."""


class Illustration(QWidget):
    """One of the app's own images; empty if the image can't be read."""

    def __init__(self, data: bytes, shows: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = self._shown = decode_trusted_image(data)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(shows)
        self.setToolTip("")

    @property
    def has_image(self) -> bool:
        """Whether the image could be read."""
        return not self._image.isNull()

    def sizeHint(self) -> QSize:
        """Return the image's own size."""
        return self._image.size()

    def minimumSizeHint(self) -> QSize:
        """Return a small minimum size, so that the window can become narrow."""
        return QSize(LEAST, 1)

    def heightForWidth(self, width: int) -> int:
        """Return the height that keeps the image's proportions."""
        shown = min(width, self._image.width())
        return round(self._image.height() * shown / max(1, self._image.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the image with a thin frame, aligned to the start of the line."""
        width = min(self.width(), self._image.width())
        place = QRect(0, 0, width, self.heightForWidth(width))
        if self.isRightToLeft():
            place.moveRight(self.width() - 1)
        painter = QPainter(self)
        painter.drawImage(place, self._make_scaled_image(round(width * self.devicePixelRatioF())))
        painter.setPen(QPen(QColor(theme.get_current_colours().line)))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.end()

    def _make_scaled_image(self, pixels: int) -> QImage:
        """Return the image scaled to a width in device pixels; the result is cached."""
        if self._shown.width() != pixels:
            smooth = Qt.TransformationMode.SmoothTransformation
            whole = self._image.convertToFormat(QImage.Format.Format_RGB32)
            self._shown = whole.scaledToWidth(max(1, pixels), smooth)
        return self._shown
