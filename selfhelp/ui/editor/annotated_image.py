"""An image with annotations that can be undone, moved and removed until it is used.

What is seen is what is sent: `AnnotatedImage.image` is the only image that ever leaves, and it is plain
pixels.
The way back is a list of states, each the image as it came, the part that is kept, and the marks; it is
painted again from them. So undoing an arrow cannot uncover what a later black-out hides, and a hundred steps
cost no more memory than two images.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from selfhelp.ui.capture.pixels import to_plain_pixels
from selfhelp.ui.editor.annotations import Annotation, NumberAnnotation

_OWN_MS = 150
"""Until the pixels that are drawn on are copied (33 MB for 3840 × 2160): later than the first painting."""
_MOST_STEPS = 200
_MOST_PICTURES = 3
"""Images pasted over each other that can be gone back to: each is kept whole."""


@dataclass(frozen=True, slots=True)
class _State:
    """The image's state at one step; places are pixels of ``whole``, which is never drawn on."""

    whole: QImage
    part: QRect
    marks: tuple[Annotation, ...] = ()

    def has_same_view(self, other: _State) -> bool:
        """Whether both states show the same part of the same image."""
        return self.whole.cacheKey() == other.whole.cacheKey() and self.part == other.part

    def marks_in_common(self, other: _State) -> int:
        """Return how many of the oldest marks are the same in both states."""
        same = 0
        for mine, theirs in zip(self.marks, other.marks, strict=False):
            if mine is not theirs:
                break
            same += 1
        return same

    def changed_area(self, other: _State) -> QRect:
        """Return the area in which the marks of the two differ."""
        same = self.marks_in_common(other)
        area = QRect()
        for mark in (*self.marks[same:], *other.marks[same:]):
            area = area.united(mark.bounding_rect())
        return area


class AnnotatedImage(QObject):
    """The pixels and the way back. Places are pixels of what is kept of the image.

    Signals:
        changed: an area has other pixels now.
        resized: the image has another size now.
        stepped: something was done, undone or done again.
    """

    changed = Signal(QRect)
    resized = Signal()
    stepped = Signal()

    def __init__(self, image: QImage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        whole = to_plain_pixels(image)
        self._states = [_State(whole, whole.rect())]
        self._now = 0
        self._moving: int | None = None
        """The mark that was moved last, if nothing was done since: moving it on is the same step."""
        self.image = QImage(whole)
        """What is seen."""
        QTimer.singleShot(_OWN_MS, self, self._own_pixels)

    def _own_pixels(self) -> None:
        """Copy the pixels to draw on: not before the image is shown, and not after the first stroke."""
        self.image.bits()

    @property
    def size(self) -> QSize:
        """Its size in pixels."""
        return self.image.size()

    @property
    def original(self) -> QImage:
        """The image as it came, without marks and not cut."""
        return self._state.whole

    @property
    def corner(self) -> QPoint:
        """The top left corner of the kept part, in the original image."""
        return self._state.part.topLeft()

    # -- doing -------------------------------------------------------------------------------------

    def add_marks(self, *marks: Annotation) -> None:
        """Draw marks, as one step; what is outside of the image is left out."""
        inside = [mark for mark in marks if mark.bounding_rect().intersects(self.image.rect())]
        if inside:
            placed = (mark.moved_by(self.corner) for mark in inside)
            self._do(replace(self._state, marks=(*self._state.marks, *placed)))

    def crop_to(self, area: QRect) -> None:
        """Crop the image to an area."""
        kept = area.intersected(self.image.rect())
        if not kept.isEmpty() and kept != self.image.rect():
            self._do(replace(self._state, part=kept.translated(self.corner)))

    def replace_image(self, image: QImage) -> None:
        """Be another image; the one before can be gone back to."""
        whole = to_plain_pixels(image)
        self._do(_State(whole, whole.rect()))

    def move_mark(self, number: int, by: QPoint) -> None:
        """Move a mark, by its number in `marks`; its middle stays in the image."""
        middle = self.marks[number].bounding_rect().center()
        inside, goal = self.image.rect(), middle + by
        goal.setX(max(inside.left(), min(goal.x(), inside.right())))
        goal.setY(max(inside.top(), min(goal.y(), inside.bottom())))
        if goal != middle:
            again = self._moving == number
            self._put(number, self._state.marks[number].moved_by(goal - middle), in_place=again)
            self._moving = number

    def replace_mark(self, number: int, mark: Annotation) -> None:
        """Replace a mark, by its number in `marks`."""
        self._put(number, mark.moved_by(self.corner))

    def remove_mark(self, number: int) -> None:
        """Remove a mark, by its number in `marks`."""
        marks = self._state.marks
        self._do(replace(self._state, marks=(*marks[:number], *marks[number + 1 :])))

    # -- what was done -----------------------------------------------------------------------------

    @property
    def marks(self) -> Sequence[Annotation]:
        """The marks, oldest first."""
        back = QPoint(0, 0) - self.corner
        return [mark.moved_by(back) for mark in self._state.marks]

    def mark_at(self, point: QPoint) -> int | None:
        """Return the number of the topmost mark at a pixel; None if there is none."""
        hit = [number for number, mark in enumerate(self.marks) if mark.is_hit_by(point)]
        return hit[-1] if hit else None

    def next_number(self) -> int:
        """Return the number of the next numbered dot."""
        return 1 + max((m.number for m in self._state.marks if isinstance(m, NumberAnnotation)), default=0)

    # -- the way back ------------------------------------------------------------------------------

    @property
    def steps(self) -> int:
        """The number of steps that can be undone."""
        return self._now

    @property
    def redoable_steps(self) -> int:
        """The number of steps that can be redone."""
        return len(self._states) - 1 - self._now

    def undo(self) -> None:
        """Undo the last step, if there is one."""
        if self.steps:
            self._go(self._now - 1)

    def redo(self) -> None:
        """Redo the last undone step, if any."""
        if self.redoable_steps:
            self._go(self._now + 1)

    def flatten(self) -> QImage:
        """Return the finished image and drop the undo steps, so that nothing covered is kept."""
        finished = QImage(self.image)
        self._states = [_State(QImage(finished), finished.rect())]
        self._now, self._moving = 0, None
        self.stepped.emit()
        return finished

    # -- parts -------------------------------------------------------------------------------------

    @property
    def _state(self) -> _State:
        return self._states[self._now]

    def _put(self, number: int, mark: Annotation, *, in_place: bool = False) -> None:
        marks = self._state.marks
        self._do(replace(self._state, marks=(*marks[:number], mark, *marks[number + 1 :])), in_place=in_place)

    def _do(self, state: _State, *, in_place: bool = False) -> None:
        """Apply a new state; ``in_place`` merges it with the last step."""
        before = self._state
        if in_place:
            self._now -= 1
        self._states = [*self._kept(state), state]
        self._now = len(self._states) - 1
        self._moving = None
        self._show(before)

    def _kept(self, state: _State) -> list[_State]:
        """Return the states that are gone back to from a new one, oldest first, within bounds."""
        kept: list[_State] = []
        pictures = {state.whole.cacheKey()}
        for old in reversed(self._states[: self._now + 1]):
            pictures.add(old.whole.cacheKey())
            if len(pictures) > _MOST_PICTURES or len(kept) >= _MOST_STEPS:
                break
            kept.append(old)
        return kept[::-1]

    def _go(self, number: int) -> None:
        before, self._now, self._moving = self._state, number, None
        self._show(before)

    def _show(self, before: _State) -> None:
        """Redraw the pixels for the current state."""
        state = self._state
        if state.has_same_view(before):
            area = state.changed_area(before).translated(-state.part.topLeft())
            area = area.intersected(self.image.rect())
            if state.marks_in_common(before) == len(before.marks):
                self._paint_marks(area, state.marks[len(before.marks) :])  # what is below them stays
            else:
                self._paint(area)
            self.changed.emit(area)
        else:
            self.image = state.whole.copy(state.part)
            self._paint_marks(self.image.rect(), state.marks)
            self.resized.emit()
        self.stepped.emit()

    def _paint(self, area: QRect) -> None:
        """Paint an area again: the image as it came, then every mark that reaches into it."""
        painter = QPainter(self.image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(area, self._state.whole, area.translated(self.corner))
        painter.end()
        self._paint_marks(area, self._state.marks)

    def _paint_marks(self, area: QRect, marks: Iterable[Annotation]) -> None:
        painter = QPainter(self.image)
        painter.setClipRect(area)
        painter.translate(QPoint(0, 0) - self.corner)
        for mark in marks:
            if mark.bounding_rect().translated(QPoint(0, 0) - self.corner).intersects(area):
                painter.save()
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                mark.paint_on(painter)
                painter.restore()
        painter.end()
