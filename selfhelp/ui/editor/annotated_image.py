"""An image with annotations that can be moved, removed and undone until the image is used.

`AnnotatedImage.image` is both the displayed image and the only image that is ever sent, without metadata.

The history is a list of states: original image, visible part, and annotations. Each state is painted from
these parts, so undoing an arrow can't uncover pixels that a later redaction hides. A hundred steps need no
more memory than two images.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from selfhelp.ui.capture.pixels import to_plain_pixels
from selfhelp.ui.editor.annotations import Annotation, NumberAnnotation

_OWN_MS = 150
"""Milliseconds after the first paint until the pixels are copied for drawing (33 MB at 3840 × 2160)."""
_MOST_STEPS = 200
_MOST_PICTURES = 3
"""Maximum number of full images in the history."""


@dataclass(frozen=True, slots=True)
class _ImageState:
    """The image's state after one step; coordinates are pixels of ``whole``, which is never modified."""

    whole: QImage
    part: QRect
    marks: tuple[Annotation, ...] = ()

    def has_same_view_as(self, other: _ImageState) -> bool:
        """Return whether both states show the same part of the same image."""
        return self.whole.cacheKey() == other.whole.cacheKey() and self.part == other.part

    def count_common_annotations(self, other: _ImageState) -> int:
        """Return the number of annotations, from the first on, that both states share."""
        same = 0
        for mine, theirs in zip(self.marks, other.marks, strict=False):
            if mine is not theirs:
                break
            same += 1
        return same

    def find_changed_area(self, other: _ImageState) -> QRect:
        """Return the area of the annotations that only one of the states has."""
        same = self.count_common_annotations(other)
        area = QRect()
        for mark in (*self.marks[same:], *other.marks[same:]):
            area = area.united(mark.find_bounding_rect())
        return area


class AnnotatedImage(QObject):
    """An image being edited, with its history; coordinates are pixels of the visible part.

    Signals:
        changed: pixels have changed; carries the area.
        resized: the image has another size.
        stepped: a step was done, undone or redone.
    """

    changed = Signal(QRect)
    resized = Signal()
    stepped = Signal()

    def __init__(self, image: QImage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        whole = to_plain_pixels(image)
        self._states = [_ImageState(whole, whole.rect())]
        self._now = 0
        self._moving: int | None = None
        """The index of the annotation that was moved last; moving it again adds no step."""
        self.image = QImage(whole)
        """The visible pixels."""
        QTimer.singleShot(_OWN_MS, self, self._detach_pixels)

    def _detach_pixels(self) -> None:
        """Copy the pixels shared with the original, after the image is shown and before the first change."""
        self.image.bits()

    @property
    def size(self) -> QSize:
        """The size of the visible part, in pixels."""
        return self.image.size()

    @property
    def original(self) -> QImage:
        """The original image, uncropped and without annotations."""
        return self._state.whole

    @property
    def top_left(self) -> QPoint:
        """The top left corner of the visible part, in the original image."""
        return self._state.part.topLeft()

    # -- doing -------------------------------------------------------------------------------------

    def add_annotations(self, *marks: Annotation) -> None:
        """Add annotations as one step; annotations outside the image are ignored."""
        inside = [mark for mark in marks if mark.find_bounding_rect().intersects(self.image.rect())]
        if inside:
            placed = (mark.copy_moved_by(self.top_left) for mark in inside)
            self._apply_state(replace(self._state, marks=(*self._state.marks, *placed)))

    def crop_to(self, area: QRect) -> None:
        """Crop the image to an area, as a step."""
        kept = area.intersected(self.image.rect())
        if not kept.isEmpty() and kept != self.image.rect():
            self._apply_state(replace(self._state, part=kept.translated(self.top_left)))

    def replace_image(self, image: QImage) -> None:
        """Replace the image, as a step."""
        whole = to_plain_pixels(image)
        self._apply_state(_ImageState(whole, whole.rect()))

    def move_annotation(self, number: int, by: QPoint) -> None:
        """Move an annotation by its index in `annotations`; its centre stays within the image."""
        middle = self.annotations[number].find_bounding_rect().center()
        inside, goal = self.image.rect(), middle + by
        goal.setX(max(inside.left(), min(goal.x(), inside.right())))
        goal.setY(max(inside.top(), min(goal.y(), inside.bottom())))
        if goal != middle:
            again = self._moving == number
            self._replace_annotation_at(
                number, self._state.marks[number].copy_moved_by(goal - middle), in_place=again
            )
            self._moving = number

    def replace_annotation(self, number: int, mark: Annotation) -> None:
        """Replace an annotation, by its index in `annotations`."""
        self._replace_annotation_at(number, mark.copy_moved_by(self.top_left))

    def remove_annotation(self, number: int) -> None:
        """Remove an annotation, by its index in `annotations`."""
        marks = self._state.marks
        self._apply_state(replace(self._state, marks=(*marks[:number], *marks[number + 1 :])))

    # -- what was done -----------------------------------------------------------------------------

    @property
    def annotations(self) -> Sequence[Annotation]:
        """The annotations, oldest first."""
        back = QPoint(0, 0) - self.top_left
        return [mark.copy_moved_by(back) for mark in self._state.marks]

    def find_annotation_at(self, point: QPoint) -> int | None:
        """Return the index of the topmost annotation at a pixel, or None."""
        hit = [number for number, mark in enumerate(self.annotations) if mark.is_hit_at(point)]
        return hit[-1] if hit else None

    def find_next_number(self) -> int:
        """Return the number for the next numbered dot."""
        return 1 + max((m.number for m in self._state.marks if isinstance(m, NumberAnnotation)), default=0)

    # -- the way back ------------------------------------------------------------------------------

    @property
    def undoable_step_count(self) -> int:
        """The number of steps that can be undone."""
        return self._now

    @property
    def redoable_step_count(self) -> int:
        """The number of steps that can be redone."""
        return len(self._states) - 1 - self._now

    def undo(self) -> None:
        """Undo the last step, if there is one."""
        if self.undoable_step_count:
            self._go_to_state(self._now - 1)

    def redo(self) -> None:
        """Redo the last undone step, if there is one."""
        if self.redoable_step_count:
            self._go_to_state(self._now + 1)

    def flatten(self) -> QImage:
        """Return the finished image and drop the history, so that covered pixels aren't kept."""
        finished = QImage(self.image)
        self._states = [_ImageState(QImage(finished), finished.rect())]
        self._now, self._moving = 0, None
        self.stepped.emit()
        return finished

    # -- parts -------------------------------------------------------------------------------------

    @property
    def _state(self) -> _ImageState:
        return self._states[self._now]

    def _replace_annotation_at(self, number: int, mark: Annotation, *, in_place: bool = False) -> None:
        marks = self._state.marks
        self._apply_state(
            replace(self._state, marks=(*marks[:number], mark, *marks[number + 1 :])), in_place=in_place
        )

    def _apply_state(self, state: _ImageState, *, in_place: bool = False) -> None:
        """Make a state the current state, as a new step; if ``in_place`` is True, replace the last step."""
        before = self._state
        if in_place:
            self._now -= 1
        self._states = [*self._trim_history(state), state]
        self._now = len(self._states) - 1
        self._moving = None
        self._repaint_changed_area(before)

    def _trim_history(self, state: _ImageState) -> list[_ImageState]:
        """Return the earlier states to keep in addition to a new state, oldest first, within the limits."""
        kept: list[_ImageState] = []
        pictures = {state.whole.cacheKey()}
        for old in reversed(self._states[: self._now + 1]):
            pictures.add(old.whole.cacheKey())
            if len(pictures) > _MOST_PICTURES or len(kept) >= _MOST_STEPS:
                break
            kept.append(old)
        return kept[::-1]

    def _go_to_state(self, number: int) -> None:
        before, self._now, self._moving = self._state, number, None
        self._repaint_changed_area(before)

    def _repaint_changed_area(self, before: _ImageState) -> None:
        """Repaint the pixels that differ between the earlier state and the current state."""
        state = self._state
        if state.has_same_view_as(before):
            area = state.find_changed_area(before).translated(-state.part.topLeft())
            area = area.intersected(self.image.rect())
            if state.count_common_annotations(before) == len(before.marks):
                self._paint_annotations(
                    area, state.marks[len(before.marks) :]
                )  # paint on top of the existing pixels
            else:
                self._repaint_area(area)
            self.changed.emit(area)
        else:
            self.image = state.whole.copy(state.part)
            self._paint_annotations(self.image.rect(), state.marks)
            self.resized.emit()
        self.stepped.emit()

    def _repaint_area(self, area: QRect) -> None:
        """Repaint an area: the original image, then every annotation that overlaps it."""
        painter = QPainter(self.image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(area, self._state.whole, area.translated(self.top_left))
        painter.end()
        self._paint_annotations(area, self._state.marks)

    def _paint_annotations(self, area: QRect, marks: Iterable[Annotation]) -> None:
        painter = QPainter(self.image)
        painter.setClipRect(area)
        painter.translate(QPoint(0, 0) - self.top_left)
        for mark in marks:
            if mark.find_bounding_rect().translated(QPoint(0, 0) - self.top_left).intersects(area):
                painter.save()
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                mark.paint_on(painter)
                painter.restore()
        painter.end()
