"""The drawing surface at the current zoom, for mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from selfhelp.ui.editor import frames
from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.annotations import Annotation, BlackOut, TextAnnotation, text_height_for
from selfhelp.ui.editor.drawing_tools import MAKERS, PLACED, Tool
from selfhelp.ui.editor.scaled_image import ScaledImageCache
from selfhelp.ui.editor.selection import Selection, arrow_key_offset, selection_after_key

_TOO_SMALL = 3  # pixels: less is a click that slipped, not a rectangle
_REACH = 4  # logical pixels around a mark that still mean the mark
_FIELD = QSize(180, 40)


class EditorSurface(QWidget):
    """Shows an image and takes what the user does with it.

    Signals:
        selected: the rectangle being drawn, in pixels of the image; empty when there is none. And
            whether it was made by keyboard.
        writing: the user is asked for words, at their place.
        held: they have hold of a mark, to move it or take it away; False when they let go.
        reached: the keyboard came here; whether by Tab.
        departed: the keyboard went elsewhere.
        looked_at: a pixel of the image that must be seen now.
    """

    selected = Signal(QRect, bool)
    writing = Signal()
    held = Signal(bool)
    reached = Signal(bool)
    departed = Signal()
    looked_at = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.picture: AnnotatedImage | None = None
        self.tool = Tool.BLACK_OUT
        self.zoom = 1.0
        self.words_name = ""
        """What the field for words is called for a screen reader."""
        self._reduced = ScaledImageCache()
        self._selection: Selection | None = None
        self._held: int | None = None
        self._grip: QPoint | None = None
        self._by = QPoint()
        self._writing: tuple[QLineEdit, QPoint, int | None] | None = None
        self._places: list[QRect] = []
        self._place = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    # -- what is shown -----------------------------------------------------------------------------

    def show_picture(self, picture: AnnotatedImage | None) -> None:
        """Show another image, or nothing."""
        self.cancel_drawing()
        self._reduced.clear_cache()
        self.outline_places([], -1)
        self.picture = picture
        if picture is not None:
            picture.changed.connect(self._on_changed)
            picture.resized.connect(self._reduced.clear_cache)
            picture.stepped.connect(self._deselect_mark)
        self.update()

    def set_zoom(self, zoom: float) -> None:
        """Set the zoom, and the size that follows."""
        self.commit_text()
        self.zoom = zoom
        self.resize(self.sizeHint())
        self.update()

    def outline_places(self, places: list[QRect], current: int) -> None:
        """Outline areas of the image, the current one strongest."""
        self._places, self._place = places, current
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the image at this zoom."""
        size = QSize(1, 1) if self.picture is None else self.picture.size * self.zoom
        return size.expandedTo(QSize(1, 1))

    def surface_to_picture(self, area: QRect) -> QRect:
        """Return every pixel of the image that an area of the surface shows a part of."""
        corner = QPointF(area.topLeft()) / self.zoom
        return QRectF(corner, area.size().toSizeF() / self.zoom).toAlignedRect().adjusted(-1, -1, 1, 1)

    def picture_to_surface(self, area: QRect) -> QRect:
        """Return the area of the surface that shows these pixels, and a little more."""
        corner = QPointF(area.topLeft()) * self.zoom
        return QRectF(corner, area.size().toSizeF() * self.zoom).toAlignedRect().adjusted(-3, -3, 3, 3)

    def _point(self, position: QPointF) -> QPoint:
        size = QSize(1, 1) if self.picture is None else self.picture.size
        x, y = int(position.x() / self.zoom), int(position.y() / self.zoom)
        return QPoint(max(0, min(x, size.width() - 1)), max(0, min(y, size.height() - 1)))

    def _on_changed(self, area: QRect) -> None:
        if self.picture is not None:
            self._reduced.update_area(self.picture.image, area)
        self.update(self.picture_to_surface(area))

    # -- drawing -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the exposed part of the image, and what is being done with it."""
        picture = self.picture
        if picture is None:
            return
        painter = QPainter(self)
        painter.scale(self.zoom, self.zoom)
        shown = self.surface_to_picture(event.rect()).intersected(picture.image.rect())
        self._reduced.paint_part(painter, picture.image, shown, self.zoom * self.devicePixelRatioF())
        for number, place in enumerate(self._places):
            frames.paint_place_outline(painter, place, self.zoom, current=number == self._place)
        mark, frame = self._preview(picture)
        if isinstance(mark, BlackOut):
            frames.paint_blackout_preview(painter, mark.area)
        elif mark is not None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            mark.paint_on(painter)
            painter.restore()
        if self.tool is Tool.CROP and self._selection is not None and self._held is None:
            frames.paint_dimmed_outside(painter, frame, picture.image.rect())
        frames.paint_dashed_frame(painter, frame)
        painter.end()

    def _preview(self, picture: AnnotatedImage) -> tuple[Annotation | None, QRect]:
        """Return the mark being made or moved, and the frame around it; empty if there is none."""
        if self._held is not None:
            mark = picture.marks[self._held].moved_by(self._by)
            return (None if self._by.isNull() else mark), mark.bounding_rect()
        if self._selection is None or self._writing is not None:
            return None, QRect()
        maker = MAKERS.get(self.tool)
        area = self._selection.to_rect(picture.size)
        return (None if maker is None else maker(self._selection, picture)), area

    # -- the mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the selected mark, or start a new one."""
        if event.button() is not Qt.MouseButton.LeftButton or self.picture is None:
            event.ignore()
            return
        self.commit_text()
        here = self._point(event.position())
        if self._held is not None and self._frame().contains(event.position().toPoint()):
            self._grip = here
        else:
            self._deselect_mark()
            self._select(Selection(here, here))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Continue the stroke, or move the mark."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            event.ignore()
        elif self._grip is not None:
            before, self._by = self._frame(), self._point(event.position()) - self._grip
            self.update(before.united(self._frame()))
        elif self._selection is not None:
            self._select(Selection(self._selection.start, self._point(event.position())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the stroke; a slipped click draws nothing and selects the mark below it."""
        if event.button() is not Qt.MouseButton.LeftButton or self.picture is None:
            event.ignore()
        elif self._grip is not None:
            self._grip = None
            self._move(self._by)
        elif self._selection is not None:
            self._on_released(self.picture, self._selection)

    def _on_released(self, picture: AnnotatedImage, selection: Selection) -> None:
        size = selection.to_rect(picture.size).size()
        slipped = max(size.width(), size.height()) <= _TOO_SMALL
        hit = picture.mark_at(selection.end) if slipped else None
        if hit is not None and isinstance(picture.marks[hit], PLACED.get(self.tool, object)):
            self.cancel_drawing()
            self._select_mark(hit)
        elif slipped and self.tool not in PLACED:
            self.cancel_drawing()
        else:
            self._apply()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit the text under the pointer."""
        hit = None if self.picture is None else self.picture.mark_at(self._point(event.position()))
        if self.picture is not None and hit is not None:
            mark = self.picture.marks[hit]
            if isinstance(mark, TextAnnotation):
                self.cancel_drawing()
                self._write(mark.at, mark.text, hit)

    # -- the keyboard ------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Explain the keyboard use, if the focus came by keyboard."""
        super().focusInEvent(event)
        by_tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.reached.emit(event.reason() in by_tab)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Report that the focus has left."""
        super().focusOutEvent(event)
        self.departed.emit()

    def event(self, event: QEvent) -> bool:
        """Use Escape to cancel an unfinished mark; otherwise it leads to the previous screen."""
        waiting = self._selection is not None or self._held is not None or self._writing is not None
        asked = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride
        if waiting and asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move or stretch, Enter draws, Escape drops, M takes hold, Delete takes away."""
        if self.picture is None or not self._pressed(self.picture, event):
            super().keyPressEvent(event)

    def _pressed(self, picture: AnnotatedImage, event: QKeyEvent) -> bool:
        """Handle a key; return whether it was used."""
        key, way = event.key(), arrow_key_offset(event)
        if self._held is not None and not way.isNull():
            self._move(way)
            return True
        moved = selection_after_key(event, self._selection, self.visible_picture_area(), picture.size)
        if moved is not None:
            self._select(moved, by_keyboard=True)
            self.looked_at.emit(moved.end)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._selection:
            self._apply()
        elif key == Qt.Key.Key_Escape and (self._selection or self._held is not None):
            self.cancel_drawing()
            self.setFocus()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._held is not None:
            picture.remove_mark(self._held)
        elif key == Qt.Key.Key_M and picture.marks:
            self._select_mark((len(picture.marks) if self._held is None else self._held) - 1)
        else:
            return False
        return True

    def visible_picture_area(self) -> QRect:
        """Return the part of the image that can be seen, in its pixels."""
        if self.picture is None:
            return QRect()
        return self.surface_to_picture(self.visibleRegion().boundingRect()).intersected(
            self.picture.image.rect()
        )

    # -- marks that are there ----------------------------------------------------------------------

    def selected_mark(self) -> Annotation | None:
        """Return the mark the user has hold of."""
        return None if self.picture is None or self._held is None else self.picture.marks[self._held]

    def remove_selected_mark(self) -> None:
        """Remove the selected mark."""
        if self.picture is not None and self._held is not None:
            self.picture.remove_mark(self._held)

    def _select_mark(self, number: int) -> None:
        """Select a mark; the numbers wrap around."""
        self.cancel_drawing()
        if self.picture is not None:
            self._held = number % len(self.picture.marks)
            self.looked_at.emit(self.picture.marks[self._held].bounding_rect().center())
            self.held.emit(True)
            self.update()

    def _deselect_mark(self) -> None:
        if self._held is not None:
            self._held, self._grip, self._by = None, None, QPoint()
            self.held.emit(False)
            self.update()

    def _move(self, by: QPoint) -> None:
        """Move the selected mark; it stays selected."""
        held, self._by = self._held, QPoint()
        if self.picture is not None and held is not None and not by.isNull():
            self.picture.move_mark(held, by)
            self._select_mark(held)
        self.update()

    def _frame(self) -> QRect:
        mark = self.selected_mark()
        if mark is None:
            return QRect()
        return self.picture_to_surface(mark.moved_by(self._by).bounding_rect()).adjusted(
            -_REACH, -_REACH, _REACH, _REACH
        )

    # -- marks that are made -----------------------------------------------------------------------

    def cancel_drawing(self) -> None:
        """Cancel the unfinished mark, and deselect."""
        if self._writing is not None:
            field, self._writing = self._writing[0], None
            field.deleteLater()
        if self._selection is not None:
            self._selection = None
            self.selected.emit(QRect(), False)
            self.update()
        self._deselect_mark()

    def commit_text(self) -> None:
        """Commit text that was typed but not entered: clicking elsewhere mustn't lose it."""
        if self._writing is not None:
            self._on_written()

    def _select(self, selection: Selection, *, by_keyboard: bool = False) -> None:
        before = self._preview_area()
        self._selection = selection
        if self.picture is not None:
            self.selected.emit(selection.to_rect(self.picture.size), by_keyboard)
        self.update(self.rect() if self.tool is Tool.CROP else before.united(self._preview_area()))

    def _preview_area(self) -> QRect:
        if self.picture is None:
            return QRect()
        mark, frame = self._preview(self.picture)
        return self.picture_to_surface(frame if mark is None else frame.united(mark.bounding_rect()))

    def _apply(self) -> None:
        """Draw the selection into the image with the current tool."""
        picture, selection = self.picture, self._selection
        if picture is None or selection is None:
            return
        if self.tool is Tool.TEXT:
            self._write(selection.start)
            return
        self.cancel_drawing()
        if self.tool is Tool.CROP:
            picture.crop_to(selection.to_rect(picture.size))
        else:
            picture.add_marks(MAKERS[self.tool](selection, picture))

    def _write(self, at: QPoint, text: str = "", number: int | None = None) -> None:
        """Ask for the words where they will stand; Enter draws them, and so does going elsewhere."""
        field = QLineEdit(text, self)
        field.setMaxLength(200)
        field.setMinimumWidth(_FIELD.width())
        field.setAccessibleName(self.words_name)
        spot = self.picture_to_surface(QRect(at, at)).center()
        room = self.visibleRegion().boundingRect().adjusted(0, 0, -_FIELD.width(), -_FIELD.height())
        field.move(
            max(room.left(), min(spot.x(), room.right())), max(room.top(), min(spot.y(), room.bottom()))
        )
        field.editingFinished.connect(self.commit_text)
        field.show()
        field.setFocus()
        self._writing = (field, at, number)
        self.writing.emit()
        self.update()

    def _on_written(self) -> None:
        if self._writing is None or self.picture is None:
            return
        field, at, number = self._writing
        text, had_focus = field.text(), field.hasFocus()
        self.cancel_drawing()
        if had_focus:
            self.setFocus()
        mark = TextAnnotation(at, text, text_height_for(self.picture.size))
        if number is not None and text.strip():
            self.picture.replace_mark(number, mark)
        elif number is not None:
            self.picture.remove_mark(number)
        elif text.strip():
            self.picture.add_marks(mark)
