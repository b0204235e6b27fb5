"""A small icon of a subject, in the current text colour."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from selfhelp.core.paths import resource_path
from selfhelp.ui import theme

SIDE, PLATE = 22, 38
"""Logical pixels of an image, and of the plate it stands on."""


def icon_exists(name: str) -> bool:
    """Return whether there is an image of that name in ``resources/icons/categories``."""
    return bool(name) and bool(_source(name))


@lru_cache(maxsize=64)
def render_icon(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    """Return an image in a colour.

    Args:
        name: of the image.
        colour: as #rrggbb.
        side: in logical pixels.
        ratio: pixels of the screen per logical one.
    """
    from PySide6.QtSvg import QSvgRenderer  # not before there is something to draw

    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    svg = _source(name).replace("currentColor", colour)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def paint_icon(painter: QPainter, place: QRectF, name: str, colour: str, ground: str) -> None:
    """Paint an image in the middle of a rounded plate."""
    colours = theme.current_colours()
    painter.setPen(QColor(colours.edge) if colours.strong else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place, theme.RADIUS + 2, theme.RADIUS + 2)
    corner = place.center() - QRectF(0, 0, SIDE, SIDE).center()
    painter.drawPixmap(corner, render_icon(name, colour, SIDE, painter.device().devicePixelRatioF()))


class CategoryIcon(QWidget):
    """One category icon; the text beside it says the same, so it has no name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setFixedSize(QSize(PLATE, PLATE))
        self.hide()

    def show_icon(self, name: str) -> None:
        """Show an image by its name; "" or one that does not exist shows nothing."""
        self._name = name
        self.setVisible(icon_exists(name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon in the current link colour."""
        colours, painter = theme.current_colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        paint_icon(painter, place, self._name, colours.link, colours.tint)
        painter.end()


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    file = resource_path(f"icons/categories/{name}.svg")
    return file.read_text(encoding="utf-8") if file.is_file() else ""
