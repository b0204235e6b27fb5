"""Paint a card's rounded background, with a darker lower edge."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from selfhelp.ui import theme

ROUND = theme.RADIUS + 4
"""Corner radius of a card, in logical pixels."""


def paint_card_background(painter: QPainter, place: QRectF, ground: str, edge: str = "") -> None:
    """Paint a card's background; ``edge`` is a colour that replaces the normal edge colour."""
    colours = theme.get_current_colours()
    face = place.adjusted(0.5, 0.5, -0.5, -1.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.shade))
    painter.drawRoundedRect(face.translated(0, 1), ROUND, ROUND)
    painter.setPen(QPen(QColor(edge or (colours.edge if colours.strong else colours.line)), 1))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(face, ROUND, ROUND)


def paint_focus_ring(painter: QPainter, place: QRectF, round_: float = ROUND) -> None:
    """Paint a focus ring around a rectangle."""
    colours = theme.get_current_colours()
    width = 3 if colours.strong else 2
    painter.setPen(QPen(QColor(colours.link), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inside = width / 2
    painter.drawRoundedRect(place.adjusted(inside, inside, -inside, -inside), round_, round_)
