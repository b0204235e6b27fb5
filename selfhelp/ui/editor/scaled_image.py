"""Reduced copies of the image, for fast zooming out without flicker."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

_LEAST = 256  # pixels: a smaller side is not halved


class ScaledImageCache:
    """Keeps halves of an image, made at the first need and mended where something was drawn.

    Qt's painter looks at four pixels of the image for one of the screen; shown at less than half its size,
    letters would fall to pieces. Together the halves need a third of the image's memory.
    """

    def __init__(self) -> None:
        self._halves: list[QImage] = []

    def clear_cache(self) -> None:
        """Clear the cache: the image has changed."""
        self._halves = []

    def update_area(self, image: QImage, area: QRect) -> None:
        """Follow a change of the image."""
        source = image
        for half in self._halves:
            area = _halved(area.adjusted(-1, -1, 2, 2)).intersected(half.rect())
            _halve(half, area, source)
            source = half

    def paint_part(self, painter: QPainter, image: QImage, part: QRect, scale: float) -> None:
        """Paint a part of the image.

        Args:
            painter: scaled to pixels of the image.
            image: the image.
            part: of the image.
            scale: pixels of the screen per pixel of the image.
        """
        level, source = 0, image
        while scale * 2 ** (level + 1) <= 1:
            if level == len(self._halves):
                if min(source.width(), source.height()) < 2 * _LEAST:
                    break
                half = QImage(source.size() / 2, QImage.Format.Format_RGB32)
                _halve(half, half.rect(), source)
                self._halves.append(half)
            source = self._halves[level]
            level += 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        painter.drawImage(QRectF(part), source, _divided(part, 2**level))


def _halve(half: QImage, area: QRect, source: QImage) -> None:
    """Paint an area of a half again: the mean of four pixels each, as Qt's painter makes it."""
    painter = QPainter(half)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(area, source, QRect(area.topLeft() * 2, area.size() * 2))
    painter.end()


def _halved(area: QRect) -> QRect:
    return QRect(QPoint(area.left() // 2, area.top() // 2), QPoint(area.right() // 2, area.bottom() // 2))


def _divided(area: QRect, by: int) -> QRectF:
    return QRectF(area.x() / by, area.y() / by, area.width() / by, area.height() / by)
