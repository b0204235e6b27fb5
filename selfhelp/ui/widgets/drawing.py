"""A small line drawing that illustrates a manual step, in the text colour."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from selfhelp.core.paths import find_resource
from selfhelp.ui import theme

SIDE = 96


class Drawing(QWidget):
    """A drawing from ``resources/drawings``, in the colours of the theme.

    Screen readers skip the drawing, because the text next to it has the same content. With ``plate``, the
    drawing has a round background in the link colour.
    """

    def __init__(self, parent: QWidget | None = None, side: int = SIDE, *, plate: bool = False) -> None:
        super().__init__(parent)
        self._plate = plate
        self._source = ""
        self.setFixedSize(side, side)
        self.hide()

    def show_drawing(self, name: str) -> None:
        """Show a drawing by name; show nothing for "" or an unknown name."""
        file = find_resource(f"drawings/{name}.svg")
        self._source = file.read_text(encoding="utf-8") if name and file.is_file() else ""
        self.setVisible(bool(self._source))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the drawing in the current theme's colour."""
        from PySide6.QtSvg import QSvgRenderer  # not before there is something to draw

        painter, colours = QPainter(self), theme.get_current_colours()
        edge = self.width() / (5 if self._plate else 12)
        if self._plate:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(colours.edge) if colours.strong else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.tint))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        svg = self._source.replace("currentColor", colours.link if self._plate else colours.text)
        QSvgRenderer(QByteArray(svg.encode())).render(
            painter, QRectF(edge, edge, self.width() - 2 * edge, self.height() - 2 * edge)
        )
        painter.end()
