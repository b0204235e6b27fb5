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
    """An annotation that is drawn into the pixels of an image."""

    def find_bounding_rect(self) -> QRect:
        """Return an area that contains every pixel of the annotation."""

    def paint_on(self, painter: QPainter) -> None:
        """Paint the annotation, in pixels of the image."""

    def copy_moved_by(self, by: QPoint) -> Annotation:
        """Return a moved copy."""

    def is_hit_at(self, point: QPoint) -> bool:
        """Return whether a click on this pixel selects the annotation."""


def compute_line_width(size: QSize) -> int:
    """Return the line width in pixels for an image of this size; visible even if the image is reduced."""
    return max(3, round(min(size.width(), size.height()) / 220))


def compute_text_height(size: QSize) -> int:
    """Return the text height for an image of this size, in pixels."""
    return max(16, round(min(size.width(), size.height()) / 36))


@dataclass(frozen=True, slots=True)
class _AreaAnnotation:
    """The base class of annotations that cover a rectangle."""

    area: QRect

    def find_bounding_rect(self) -> QRect:
        """Return the rectangle."""
        return self.area

    def copy_moved_by(self, by: QPoint) -> Self:
        """Return a moved copy."""
        return replace(self, area=self.area.translated(by))

    def is_hit_at(self, point: QPoint) -> bool:
        """Return whether the pixel is inside the rectangle."""
        return self.find_bounding_rect().contains(point)


@dataclass(frozen=True, slots=True)
class _PointAnnotation:
    """The base class of annotations at a point."""

    at: QPoint

    def find_bounding_rect(self) -> QRect:
        """Return an area that contains every pixel of the annotation."""
        raise NotImplementedError

    def copy_moved_by(self, by: QPoint) -> Self:
        """Return a moved copy."""
        return replace(self, at=self.at + by)

    def is_hit_at(self, point: QPoint) -> bool:
        """Return whether the pixel is inside the bounding rectangle."""
        return self.find_bounding_rect().contains(point)


@dataclass(frozen=True, slots=True)
class BlackOut(_AreaAnnotation):
    """A redaction: all pixels of an area get the same colour, so that no content remains."""

    def paint_on(self, painter: QPainter) -> None:
        """Fill the area without antialiasing; antialiasing could leave content at the edge."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(self.area, BLACK)


@dataclass(frozen=True, slots=True)
class Highlight(_AreaAnnotation):
    """A highlighted area, like a marker pen: dark text stays dark."""

    def paint_on(self, painter: QPainter) -> None:
        """Highlight the area."""
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(self.area, _YELLOW)


@dataclass(frozen=True, slots=True)
class BoxAnnotation(_AreaAnnotation):
    """A frame around a rectangle."""

    width: int

    def find_bounding_rect(self) -> QRect:
        """Return the rectangle including the frame's line."""
        return _expand_rect(self.area, self.width)

    def paint_on(self, painter: QPainter) -> None:
        """Draw the box."""
        painter.setPen(_make_pen(self.width))
        painter.drawRoundedRect(QRectF(self.area), self.width, self.width)


@dataclass(frozen=True, slots=True)
class ArrowAnnotation:
    """An arrow; its tip is at ``end``."""

    start: QPoint
    end: QPoint
    width: int

    def find_bounding_rect(self) -> QRect:
        """Return the area of the arrow's line and head."""
        return _expand_rect(QRect(self.start, self.end).normalized(), self.width * 6)

    def copy_moved_by(self, by: QPoint) -> ArrowAnnotation:
        """Return a moved copy."""
        return replace(self, start=self.start + by, end=self.end + by)

    def is_hit_at(self, point: QPoint) -> bool:
        """Return whether the pixel is near the line. A slanted line's rectangle is mostly empty."""
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
        painter.setPen(_make_pen(self.width))
        painter.drawLine(line.p1(), tip - QPointF(math.cos(angle), -math.sin(angle)) * head * 0.8)
        painter.fillPath(path, MARK)


@dataclass(frozen=True, slots=True)
class TextAnnotation(_PointAnnotation):
    """One line of text on a coloured background."""

    text: str
    height: int

    def find_bounding_rect(self) -> QRect:
        """Return the area of the background."""
        return self._find_background_rect().toAlignedRect().adjusted(-1, -1, 1, 1)

    def paint_on(self, painter: QPainter) -> None:
        """Draw background and text."""
        path = QPainterPath()
        path.addRoundedRect(self._find_background_rect(), self.height * 0.25, self.height * 0.25)
        painter.fillPath(path, MARK)
        painter.setFont(_make_font(self.height))
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(
            self._find_background_rect(), Qt.AlignmentFlag.AlignCenter, self._make_display_text()
        )

    def _find_background_rect(self) -> QRectF:
        width = QFontMetricsF(_make_font(self.height)).horizontalAdvance(self._make_display_text())
        return QRectF(QPointF(self.at), QPointF(self.at) + QPointF(width + self.height, self.height * 1.6))

    def _make_display_text(self) -> str:
        return " ".join(self.text[:_LONGEST_TEXT].split())


@dataclass(frozen=True, slots=True)
class NumberAnnotation(_PointAnnotation):
    """A numbered dot, for the order of steps."""

    number: int
    height: int

    def find_bounding_rect(self) -> QRect:
        """Return the area of the dot."""
        return _expand_rect(QRect(self.at, self.at), self.height + 1)

    def paint_on(self, painter: QPainter) -> None:
        """Draw the number in its circle."""
        painter.setBrush(MARK)
        painter.setPen(QPen(Qt.GlobalColor.white, max(1.0, self.height / 10)))
        painter.drawEllipse(self.at, self.height - 1, self.height - 1)
        painter.setFont(_make_font(self.height))
        square = QRect(self.at - QPoint(self.height, self.height), self.at + QPoint(self.height, self.height))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, str(self.number))


def _make_pen(width: int) -> QPen:
    return QPen(MARK, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _make_font(height: int) -> QFont:
    font = QFont()
    font.setPixelSize(height)
    font.setBold(True)
    return font


def _expand_rect(area: QRect, by: int) -> QRect:
    return area.adjusted(-by, -by, by, by)
