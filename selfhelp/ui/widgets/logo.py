"""The organisation's logo at the top of the first screen, sharp on every display."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from selfhelp.ui import theme

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

HEIGHT, WIDEST = 32, 140
"""Logical pixels that a logo may take."""


class Logo(QWidget):
    """A PNG or SVG picture that `selfhelp.app.branding.logo` let through; nothing while there is none.

    The name in the title of the window says the same, so a screen reader skips it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._data = b""
        self._drawing: QSvgRenderer | None = None
        self._picture = QImage()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def is_there(self) -> bool:
        """Whether there is one that can be drawn."""
        return not self._natural().isEmpty()

    def show_picture(self, data: bytes) -> None:
        """Take a picture, empty for none; the same one again costs nothing."""
        if data == self._data:
            return
        self._data, self._drawing, self._picture = data, None, QImage()
        if data.startswith(b"\x89PNG"):
            self._picture = QImage.fromData(data)
        elif data:
            from PySide6.QtSvg import QSvgRenderer  # not before there is something to draw

            self._drawing = QSvgRenderer(QByteArray(data))
        if self.is_there:
            self.setFixedSize(self._fitting())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter, place = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._drawing is not None:
            self._drawing.render(painter, place)
        else:
            painter.drawImage(place, self._picture)
        painter.end()

    def _fitting(self) -> QSize:
        most = QSizeF(WIDEST, HEIGHT)
        return (
            self._natural().scaled(most, Qt.AspectRatioMode.KeepAspectRatio).toSize().expandedTo(QSize(1, 1))
        )

    def _natural(self) -> QSizeF:
        if self._drawing is not None:
            drawing = self._drawing
            box = drawing.viewBoxF().size()
            return box if drawing.isValid() and not box.isEmpty() else QSizeF(drawing.defaultSize())
        return QSizeF(self._picture.size())


class Emblem(QWidget):
    """What stands for the organisation where it gives no logo: a letter in its colour, or our lifebuoy."""

    def __init__(self) -> None:
        super().__init__()
        self._letter = ""
        self.setFixedSize(HEIGHT, HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_letter(self, letter: str) -> None:
        """Show a letter; "" shows the lifebuoy."""
        self._letter = letter.upper()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        colours, painter = theme.colours_now(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.on_accent), 2.6))
        if self._letter:
            font = QFont(self.font())
            font.setPixelSize(19)
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)
        else:
            painter.translate(HEIGHT / 2, HEIGHT / 2)
            painter.drawEllipse(QRectF(-4.5, -4.5, 9, 9))
            painter.drawEllipse(QRectF(-10, -10, 20, 20))
            for _ in range(4):
                painter.rotate(90)
                painter.drawLine(QPointF(3.4, 3.4), QPointF(7, 7))
        painter.end()
