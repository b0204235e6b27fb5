"""A selection rectangle, drawn with the mouse or the arrow keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent

STEP = 16
"""Pixels by which an arrow key moves the selection; with Ctrl, one pixel."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection from ``start`` to ``end``, in pixels of the image; an arrow points to ``end``."""

    start: QPoint
    end: QPoint

    @classmethod
    def create_centred(cls, area: QRect) -> Selection:
        """Return the initial selection for keyboard users: centred, a quarter of the area's size."""
        quarter = QPoint(max(1, area.width() // 8), max(1, area.height() // 8))
        return cls(area.center() - quarter, area.center() + quarter)

    def to_rect(self, size: QSize) -> QRect:
        """Return the selection as a rectangle that includes both ends, clipped to an image of this size."""
        return self._make_normalised_rect().intersected(QRect(QPoint(0, 0), size))

    def copy_moved_by(self, by: QPoint, size: QSize) -> Selection:
        """Return a copy moved by an offset, but not beyond an image of this size."""
        both = self._make_normalised_rect()
        x = _clamp_number(by.x(), -both.left(), size.width() - 1 - both.right())
        y = _clamp_number(by.y(), -both.top(), size.height() - 1 - both.bottom())
        return Selection(self.start + QPoint(x, y), self.end + QPoint(x, y))

    def copy_stretched_by(self, by: QPoint, size: QSize) -> Selection:
        """Return a copy with its end moved by an offset, but not beyond an image of this size."""
        end = self.end + by
        inside = QPoint(
            _clamp_number(end.x(), 0, size.width() - 1), _clamp_number(end.y(), 0, size.height() - 1)
        )
        return Selection(self.start, inside)

    def _make_normalised_rect(self) -> QRect:
        left, right = sorted((self.start.x(), self.end.x()))
        top, bottom = sorted((self.start.y(), self.end.y()))
        return QRect(QPoint(left, top), QPoint(right, bottom))


def apply_key_to_selection(
    event: QKeyEvent, now: Selection | None, visible: QRect, size: QSize
) -> Selection | None:
    """Return the selection after a key press: arrows move, Shift and arrows resize, Ctrl reduces steps.

    Args:
        event: the key.
        now: the current selection; if it is None, an arrow key creates a selection.
        visible: the visible part of the image.
        size: the image's size.

    Returns:
        The new selection; None if the key isn't an arrow key.
    """
    by = find_arrow_key_offset(event)
    if by.isNull():
        return None
    if now is None:
        return Selection.create_centred(visible)
    stretch = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    return now.copy_stretched_by(by, size) if stretch else now.copy_moved_by(by, size)


def find_arrow_key_offset(event: QKeyEvent) -> QPoint:
    """Return an arrow key's direction as an offset in image pixels; (0, 0) for other keys."""
    x, y = _ARROWS.get(Qt.Key(event.key()), (0, 0))
    step = 1 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else STEP
    return QPoint(x * step, y * step)


def _clamp_number(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
