"""A selection rectangle, drawn with the mouse or the arrow keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent

STEP = 16
"""Pixels that one press of an arrow key moves; with Ctrl it is one."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """From ``start`` to ``end``, in pixels of the image; an arrow points to ``end``."""

    start: QPoint
    end: QPoint

    @classmethod
    def centred_in(cls, area: QRect) -> Selection:
        """Return an initial selection for keyboard users: a quarter of the area's size, in its centre."""
        quarter = QPoint(max(1, area.width() // 8), max(1, area.height() // 8))
        return cls(area.center() - quarter, area.center() + quarter)

    def to_rect(self, size: QSize) -> QRect:
        """Return the selection as a rectangle within an image of this size; both corners are included."""
        return self._corners().intersected(QRect(QPoint(0, 0), size))

    def moved_by(self, by: QPoint, size: QSize) -> Selection:
        """Return a copy moved within the image."""
        both = self._corners()
        x = _between(by.x(), -both.left(), size.width() - 1 - both.right())
        y = _between(by.y(), -both.top(), size.height() - 1 - both.bottom())
        return Selection(self.start + QPoint(x, y), self.end + QPoint(x, y))

    def stretched_by(self, by: QPoint, size: QSize) -> Selection:
        """Return a copy with its end moved within the image."""
        end = self.end + by
        inside = QPoint(_between(end.x(), 0, size.width() - 1), _between(end.y(), 0, size.height() - 1))
        return Selection(self.start, inside)

    def _corners(self) -> QRect:
        left, right = sorted((self.start.x(), self.end.x()))
        top, bottom = sorted((self.start.y(), self.end.y()))
        return QRect(QPoint(left, top), QPoint(right, bottom))


def selection_after_key(
    event: QKeyEvent, now: Selection | None, visible: QRect, size: QSize
) -> Selection | None:
    """Return the selection after a key: arrows move it, with Shift they stretch it, with Ctrl by one pixel.

    Args:
        event: the key.
        now: the selection before; the first arrow key makes one.
        visible: the part of the image that can be seen.
        size: the image's.

    Returns:
        None if the key means something else.
    """
    by = arrow_key_offset(event)
    if by.isNull():
        return None
    if now is None:
        return Selection.centred_in(visible)
    stretch = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    return now.stretched_by(by, size) if stretch else now.moved_by(by, size)


def arrow_key_offset(event: QKeyEvent) -> QPoint:
    """Return an arrow key's movement of the selection in image pixels; (0, 0) for other keys."""
    x, y = _ARROWS.get(Qt.Key(event.key()), (0, 0))
    step = 1 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else STEP
    return QPoint(x * step, y * step)


def _between(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
