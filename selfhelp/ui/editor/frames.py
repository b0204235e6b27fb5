"""Draw frames that are visible on both light and dark parts of an image."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

_PLACE = QColor("#d97706")
_VEIL = QColor(0, 0, 0, 185)
_DIM = QColor(0, 0, 0, 150)


def paint_dashed_frame(painter: QPainter, area: QRect) -> None:
    """Draw a selection's frame in white and black dashes; draw nothing for an empty area."""
    for colour, offset in ((Qt.GlobalColor.white, 0), (Qt.GlobalColor.black, 4)):
        pen = QPen(colour, 0, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 4])
        pen.setDashOffset(offset)
        painter.setPen(pen)
        if not area.isEmpty():
            painter.drawRect(area)


def paint_dimmed_outside(painter: QPainter, area: QRect, whole: QRect) -> None:
    """Darken the part of the image outside the area that will remain after cropping."""
    painter.save()
    painter.setClipRegion(QRegion(whole) - QRegion(area), Qt.ClipOperation.IntersectClip)
    painter.fillRect(whole, _DIM)
    painter.restore()


def paint_blackout_preview(painter: QPainter, area: QRect) -> None:
    """Darken an area that will be redacted; its content stays visible in this preview."""
    painter.fillRect(area, _VEIL)


def paint_area_outline(painter: QPainter, area: QRect, zoom: float, *, current: bool) -> None:
    """Outline a suggested private area; the current area gets a thicker, solid line.

    Args:
        painter: scaled to pixels of the image.
        area: in pixels of the image.
        zoom: logical pixels per pixel of the image.
        current: whether the user is reviewing this area.
    """
    gap = 2 / zoom
    around = QRectF(area).marginsAdded(QMarginsF(gap, gap, gap, gap))
    style = Qt.PenStyle.SolidLine if current else Qt.PenStyle.DashLine
    for colour, width, line in (
        (QColor("white"), 6 if current else 4, Qt.PenStyle.SolidLine),
        (_PLACE, 3 if current else 2, style),
    ):
        pen = QPen(colour, width, line)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawRect(around)
