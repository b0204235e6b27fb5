"""Reduced copies of an image, for painting small zoom levels without delay or artefacts."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

_LEAST = 256  # pixels: a smaller side is not halved


class ScaledImageCache:
    """Copies of an image, each half as large as the previous, created on demand and updated on changes.

    Qt's painter samples only four image pixels for each display pixel, so text smaller than half size would
    be unreadable. All copies together need a third of the image's memory.
    """

    def __init__(self) -> None:
        self._halves: list[QImage] = []

    def clear_cache(self) -> None:
        """Drop all copies, because the image was replaced."""
        self._halves = []

    def update_area(self, image: QImage, area: QRect) -> None:
        """Update an area of all copies."""
        source = image
        for half in self._halves:
            area = _halve_rect(area.adjusted(-1, -1, 2, 2)).intersected(half.rect())
            _paint_halved(half, area, source)
            source = half

    def paint_image_part(self, painter: QPainter, image: QImage, part: QRect, scale: float) -> None:
        """Paint a part of the image.

        Args:
            painter: scaled to pixels of the image.
            image: the image.
            part: the part to paint, in pixels of the image.
            scale: device pixels per pixel of the image.
        """
        level, source = 0, image
        while scale * 2 ** (level + 1) <= 1:
            if level == len(self._halves):
                if min(source.width(), source.height()) < 2 * _LEAST:
                    break
                half = QImage(source.size() / 2, QImage.Format.Format_RGB32)
                _paint_halved(half, half.rect(), source)
                self._halves.append(half)
            source = self._halves[level]
            level += 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        painter.drawImage(QRectF(part), source, _divide_rect(part, 2**level))


def _paint_halved(half: QImage, area: QRect, source: QImage) -> None:
    """Paint an area of a halved copy; each pixel is the mean of four pixels of its source."""
    painter = QPainter(half)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(area, source, QRect(area.topLeft() * 2, area.size() * 2))
    painter.end()


def _halve_rect(area: QRect) -> QRect:
    return QRect(QPoint(area.left() // 2, area.top() // 2), QPoint(area.right() // 2, area.bottom() // 2))


def _divide_rect(area: QRect, by: int) -> QRectF:
    return QRectF(area.x() / by, area.y() / by, area.width() / by, area.height() / by)
