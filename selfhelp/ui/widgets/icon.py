"""A small picture of a subject, such as a printer, in the colour of the words of the moment."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from selfhelp.places import resource
from selfhelp.ui import theme

SIDE = 28


class Icon(QWidget):
    """One of ``resources/icons/categories``; the words beside it say the same, so it has no name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = self._source = ""
        self.setFixedSize(QSize(SIDE, SIDE))
        self.hide()

    def show_icon(self, name: str) -> None:
        """Show a picture by its name; "" or one that does not exist shows nothing."""
        if name != self._name:
            self._name = name
            file = resource(f"icons/categories/{name}.svg")
            self._source = file.read_text(encoding="utf-8") if name and file.is_file() else ""
            self.update()
        self.setVisible(bool(self._source))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the colour that links have now."""
        from PySide6.QtSvg import QSvgRenderer  # not before there is something to draw

        svg = self._source.replace("currentColor", theme.colours_now().link)
        painter = QPainter(self)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(2, 2, SIDE - 4, SIDE - 4))
        painter.end()
