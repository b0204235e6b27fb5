"""Paint the app's icon, a lifebuoy, and its badges."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from selfhelp.ui.palettes import ColourScheme

SIDE = 36
"""Side length of the icon, in logical pixels."""

_RING, _WIDTH = 11.0, 7.0
"""Radius to the centre of the ring, and the ring's width, in logical pixels."""

_BAND = 26
"""Angle of each of the four light bands, in degrees."""

_MARK = 15.0
"""Side length of a badge, in logical pixels."""


def paint_lifebuoy(painter: QPainter, colours: ColourScheme, turned: float = 0.0) -> None:
    """Draw the lifebuoy in the accent colour; ``turned`` is the rotation of its bands in degrees."""
    place = QRectF(SIDE / 2 - _RING, SIDE / 2 - _RING, 2 * _RING, 2 * _RING)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_make_pen(colours.accent, _WIDTH))
    painter.drawEllipse(place)
    painter.setPen(_make_pen(colours.on_accent, _WIDTH - 2.4))
    for quarter in range(4):
        begin = 45 + 90 * quarter - turned - _BAND / 2
        painter.drawArc(place, round(begin * 16), _BAND * 16)


def paint_attention_badge(painter: QPainter, colours: ColourScheme) -> None:
    """Draw the badge for "needs attention" in the lower right corner."""
    place = _paint_corner_disc(painter, colours, colours.warn, top=SIDE - _MARK)
    middle = place.center()
    painter.setPen(_make_pen(colours.card, 2.0))
    painter.drawLine(middle + QPointF(0, -3.6), middle + QPointF(0, 0.4))
    painter.drawPoint(middle + QPointF(0, 3.6))


def paint_unsent_badge(painter: QPainter, colours: ColourScheme) -> None:
    """Draw the badge for unsent messages in the upper right corner."""
    middle = _paint_corner_disc(painter, colours, colours.warn, top=0).center()
    painter.setPen(_make_pen(colours.card, 1.8))
    painter.drawLine(middle + QPointF(0, -3.4), middle + QPointF(0, 3.6))
    for side in (-1, 1):
        painter.drawLine(middle + QPointF(0, -3.4), middle + QPointF(side * 2.8, -0.6))


def _paint_corner_disc(painter: QPainter, colours: ColourScheme, colour: str, top: float) -> QRectF:
    """Draw a disc at the icon's right edge, with a rim in the background colour; return the disc's area."""
    place = QRectF(SIDE - _MARK, top, _MARK, _MARK).adjusted(1, 1, -1, -1)
    painter.setPen(QPen(QColor(colours.ground), 2))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(place)
    return place


def _make_pen(colour: str, width: float) -> QPen:
    cap = Qt.PenCapStyle.RoundCap if width < 3 else Qt.PenCapStyle.FlatCap
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, cap)
