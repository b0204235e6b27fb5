"""Small category icons in a given colour."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from selfhelp.core.paths import find_resource
from selfhelp.ui import theme

SIDE, PLATE = 22, 38
"""Side lengths of the icon and of its rounded background, in logical pixels."""


def has_icon(name: str) -> bool:
    """Return whether ``resources/icons/categories`` has an icon of this name."""
    return bool(name) and bool(_read_svg(name))


@lru_cache(maxsize=64)
def _render_icon(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    """Return a pixmap of an icon in a colour.

    Args:
        name: the icon's name.
        colour: the colour as #rrggbb.
        side: side length in logical pixels.
        ratio: device pixels per logical pixel.
    """
    from PySide6.QtSvg import QSvgRenderer  # not before there is something to draw

    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    svg = _read_svg(name).replace("currentColor", colour)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def paint_icon(painter: QPainter, place: QRectF, name: str, colour: str, ground: str) -> None:
    """Paint an icon centred on a rounded background."""
    colours = theme.get_current_colours()
    painter.setPen(QColor(colours.edge) if colours.strong else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place, theme.RADIUS + 2, theme.RADIUS + 2)
    corner = place.center() - QRectF(0, 0, SIDE, SIDE).center()
    painter.drawPixmap(corner, _render_icon(name, colour, SIDE, painter.device().devicePixelRatioF()))


class CategoryIcon(QWidget):
    """A widget with a category icon; it has no accessible name, because the text next to it suffices."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setFixedSize(QSize(PLATE, PLATE))
        self.hide()

    def show_icon(self, name: str) -> None:
        """Show an icon by name; show nothing for "" or an unknown name."""
        self._name = name
        self.setVisible(has_icon(name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon in the current link colour."""
        colours, painter = theme.get_current_colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        paint_icon(painter, place, self._name, colours.link, colours.tint)
        painter.end()


@lru_cache(maxsize=64)
def _read_svg(name: str) -> str:
    file = find_resource(f"icons/categories/{name}.svg")
    return file.read_text(encoding="utf-8") if file.is_file() else ""
