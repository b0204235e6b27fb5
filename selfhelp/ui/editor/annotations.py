"""The kinds of annotations: redaction, box, arrow, text, number, highlight."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol, Self

from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

MARK = QColor("#d92d3a")
BLACK = QColor("#000000")
_YELLOW = QColor("#ffe14d")
_LONGEST_TEXT = 300


class Annotation(Protocol):
    """A mark drawn into the pixels of an image."""

    def bounding_rect(self) -> QRect:
        """Return every pixel it may touch."""

    def paint_on(self, painter: QPainter) -> None:
        """Draw the mark, in pixels of the image."""

    def moved_by(self, by: QPoint) -> Annotation:
        """Return the same mark elsewhere."""

    def is_hit_by(self, point: QPoint) -> bool:
        """Return whether a click on this pixel means this mark."""


def line_width_for(size: QSize) -> int:
    """Return the line width for an image of this size, in pixels, visible even if it is scaled down."""
    return max(3, round(min(size.width(), size.height()) / 220))


def text_height_for(size: QSize) -> int:
    """Return the letter height for an image of this size, in pixels."""
    return max(16, round(min(size.width(), size.height()) / 36))


@dataclass(frozen=True, slots=True)
class _OnArea:
    """A mark that covers a rectangle."""

    area: QRect

    def bounding_rect(self) -> QRect:
        """Return the area."""
        return self.area

    def moved_by(self, by: QPoint) -> Self:
        """Return a moved copy."""
        return replace(self, area=self.area.translated(by))

    def is_hit_by(self, point: QPoint) -> bool:
        """Any pixel within it."""
        return self.bounding_rect().contains(point)


@dataclass(frozen=True, slots=True)
class _AtPlace:
    """A mark at one place."""

    at: QPoint

    def bounding_rect(self) -> QRect:
        """Return every pixel it may touch."""
        raise NotImplementedError

    def moved_by(self, by: QPoint) -> Self:
        """Return a moved copy."""
        return replace(self, at=self.at + by)

    def is_hit_by(self, point: QPoint) -> bool:
        """Any pixel within it."""
        return self.bounding_rect().contains(point)


@dataclass(frozen=True, slots=True)
class BlackOut(_OnArea):
    """Covers an area: every pixel becomes the same, and what was there is gone from the image."""

    def paint_on(self, painter: QPainter) -> None:
        """Fill the area, without soft edges through which something could show."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(self.area, BLACK)


@dataclass(frozen=True, slots=True)
class Highlight(_OnArea):
    """Colours an area like a marker pen: dark letters stay dark."""

    def paint_on(self, painter: QPainter) -> None:
        """Highlight the area."""
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(self.area, _YELLOW)


@dataclass(frozen=True, slots=True)
class BoxAnnotation(_OnArea):
    """A frame around something."""

    width: int

    def bounding_rect(self) -> QRect:
        """Return the area with its line."""
        return _grown(self.area, self.width)

    def paint_on(self, painter: QPainter) -> None:
        """Draw the box."""
        painter.setPen(_pen(self.width))
        painter.drawRoundedRect(QRectF(self.area), self.width, self.width)


@dataclass(frozen=True, slots=True)
class ArrowAnnotation:
    """Points at something: the tip is at ``end``."""

    start: QPoint
    end: QPoint
    width: int

    def bounding_rect(self) -> QRect:
        """Return the line with its head."""
        return _grown(QRect(self.start, self.end).normalized(), self.width * 6)

    def moved_by(self, by: QPoint) -> ArrowAnnotation:
        """Return a moved copy."""
        return replace(self, start=self.start + by, end=self.end + by)

    def is_hit_by(self, point: QPoint) -> bool:
        """A pixel near the line: the rectangle around a slanted one is mostly empty."""
        line = QLineF(QPointF(self.start), QPointF(self.end))
        along = QPointF.dotProduct(QPointF(point) - line.p1(), line.p2() - line.p1())
        share = max(0.0, min(along / max(line.length() ** 2, 1), 1.0))
        return QLineF(QPointF(point), line.pointAt(share)).length() <= self.width * 3

    def paint_on(self, painter: QPainter) -> None:
        """Draw the arrow, with a filled head."""
        line = QLineF(QPointF(self.start), QPointF(self.end))
        head = min(self.width * 5.0, line.length())
        angle = math.radians(line.angle())
        tip = line.p2()
        path = QPainterPath(tip)
        for side in (math.radians(155), math.radians(-155)):
            path.lineTo(tip + QPointF(math.cos(angle + side), -math.sin(angle + side)) * head)
        path.closeSubpath()
        painter.setPen(_pen(self.width))
        painter.drawLine(line.p1(), tip - QPointF(math.cos(angle), -math.sin(angle)) * head * 0.8)
        painter.fillPath(path, MARK)


@dataclass(frozen=True, slots=True)
class TextAnnotation(_AtPlace):
    """One line of text on a coloured plate, readable on anything."""

    text: str
    height: int

    def bounding_rect(self) -> QRect:
        """Return the plate."""
        return self._plate().toAlignedRect().adjusted(-1, -1, 1, 1)

    def paint_on(self, painter: QPainter) -> None:
        """Draw plate and letters."""
        path = QPainterPath()
        path.addRoundedRect(self._plate(), self.height * 0.25, self.height * 0.25)
        painter.fillPath(path, MARK)
        painter.setFont(_font(self.height))
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(self._plate(), Qt.AlignmentFlag.AlignCenter, self._shown())

    def _plate(self) -> QRectF:
        width = QFontMetricsF(_font(self.height)).horizontalAdvance(self._shown())
        return QRectF(QPointF(self.at), QPointF(self.at) + QPointF(width + self.height, self.height * 1.6))

    def _shown(self) -> str:
        return " ".join(self.text[:_LONGEST_TEXT].split())


@dataclass(frozen=True, slots=True)
class NumberAnnotation(_AtPlace):
    """A numbered dot: first this, then that."""

    number: int
    height: int

    def bounding_rect(self) -> QRect:
        """Return the dot."""
        return _grown(QRect(self.at, self.at), self.height + 1)

    def paint_on(self, painter: QPainter) -> None:
        """Draw the number in its circle."""
        painter.setBrush(MARK)
        painter.setPen(QPen(Qt.GlobalColor.white, max(1.0, self.height / 10)))
        painter.drawEllipse(self.at, self.height - 1, self.height - 1)
        painter.setFont(_font(self.height))
        square = QRect(self.at - QPoint(self.height, self.height), self.at + QPoint(self.height, self.height))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, str(self.number))


def _pen(width: int) -> QPen:
    return QPen(MARK, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _font(height: int) -> QFont:
    font = QFont()
    font.setPixelSize(height)
    font.setBold(True)
    return font


def _grown(area: QRect, by: int) -> QRect:
    return area.adjusted(-by, -by, by, by)
