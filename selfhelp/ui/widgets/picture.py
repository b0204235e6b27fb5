"""A picture that is drawn on: every mark goes into its pixels at once, and can be undone until the end.

What is seen is what is sent: there are no layers under which something could stay.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QImage, QPainter, QUndoCommand, QUndoStack

from selfhelp.ui.pixels import only_pixels
from selfhelp.ui.widgets.marks import Mark, Number

_MOST_UNDO = 100


class Picture(QObject):
    """The pixels and the way back.

    Signals:
        changed: an area has other pixels now.
        resized: the picture has another size now.
    """

    changed = Signal(QRect)
    resized = Signal()

    def __init__(self, image: QImage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.image = only_pixels(image)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(_MOST_UNDO)

    @property
    def size(self) -> QSize:
        """Its size in pixels."""
        return self.image.size()

    def draw(self, mark: Mark) -> None:
        """Draw a mark into the pixels."""
        area = mark.bounds().intersected(self.image.rect())
        if not area.isEmpty():
            self.undo_stack.push(_Draw(self, mark, area))

    def crop(self, area: QRect) -> None:
        """Keep only an area."""
        kept = area.intersected(self.image.rect())
        if not kept.isEmpty() and kept != self.image.rect():
            self.undo_stack.push(_Crop(self, kept))

    def next_number(self) -> int:
        """Return the number of the next numbered dot."""
        done = (self.undo_stack.command(index) for index in range(self.undo_stack.index()))
        return 1 + sum(isinstance(step, _Draw) and isinstance(step.mark, Number) for step in done)

    def finish(self) -> QImage:
        """Return the picture as it is and forget the way back, so that nothing covered is kept."""
        self.undo_stack.clear()
        return self.image.copy()

    def put(self, corner: QPoint, piece: QImage) -> None:
        """Replace a piece of the pixels."""
        painter = QPainter(self.image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(corner, piece)
        painter.end()
        self.changed.emit(QRect(corner, piece.size()))

    def replace(self, image: QImage) -> None:
        """Have other pixels, of another size."""
        self.image = image
        self.resized.emit()


class _Draw(QUndoCommand):
    """Draws one mark; keeps the pixels that were there."""

    def __init__(self, picture: Picture, mark: Mark, area: QRect) -> None:
        super().__init__()
        self.mark = mark
        self._picture, self._area = picture, area
        self._before = picture.image.copy(area)

    def redo(self) -> None:
        """Draw."""
        painter = QPainter(self._picture.image)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.mark.paint(painter)
        painter.end()
        self._picture.changed.emit(self._area)

    def undo(self) -> None:
        """Put the old pixels back."""
        self._picture.put(self._area.topLeft(), self._before)


class _Crop(QUndoCommand):
    """Cuts the picture; keeps the whole one."""

    def __init__(self, picture: Picture, area: QRect) -> None:
        super().__init__()
        self._picture, self._area = picture, area
        self._before = picture.image

    def redo(self) -> None:
        """Cut."""
        self._picture.replace(self._before.copy(self._area))

    def undo(self) -> None:
        """Put the whole picture back."""
        self._picture.replace(self._before)
