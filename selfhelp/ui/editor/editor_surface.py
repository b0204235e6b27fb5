"""The widget that paints the image at the current zoom, and handles mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from selfhelp.ui.editor import frames
from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.annotations import Annotation, BlackOut, TextAnnotation, compute_text_height
from selfhelp.ui.editor.drawing_tools import MAKERS, PLACED, Tool
from selfhelp.ui.editor.scaled_image import ScaledImageCache
from selfhelp.ui.editor.selection import Selection, apply_key_to_selection, find_arrow_key_offset

_TOO_SMALL = 3  # pixels: a smaller drag counts as a click
_REACH = 4  # logical pixels around an annotation that still select it
_FIELD = QSize(180, 40)


class EditorSurface(QWidget):
    """Shows an image, and handles drawing and selecting.

    Signals:
        selected: the selection has changed; carries the rectangle in pixels of the image, empty for none, and
          True if it was made with the keyboard.
        writing: a text field was opened.
        held: an annotation was selected (True) or deselected.
        reached: the surface gained the focus; carries True if by Tab.
        departed: the surface lost the focus.
        looked_at: carries a pixel of the image that should be scrolled into view.
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
        """Accessible name of the text field."""
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
        """Show another image; show nothing for None."""
        self.cancel_drawing()
        self._reduced.clear_cache()
        self.outline_areas([], -1)
        self.picture = picture
        if picture is not None:
            picture.changed.connect(self._on_pixels_changed)
            picture.resized.connect(self._reduced.clear_cache)
            picture.stepped.connect(self._deselect_annotation)
        self.update()

    def set_zoom(self, zoom: float) -> None:
        """Set the zoom in logical pixels per image pixel, and resize the surface."""
        self.commit_text_field()
        self.zoom = zoom
        self.resize(self.sizeHint())
        self.update()

    def outline_areas(self, places: list[QRect], current: int) -> None:
        """Outline areas of the image; the current area gets the strongest outline."""
        self._places, self._place = places, current
        self.update()

    def sizeHint(self) -> QSize:
        """Return the image's size at the current zoom, in logical pixels."""
        size = QSize(1, 1) if self.picture is None else self.picture.size * self.zoom
        return size.expandedTo(QSize(1, 1))

    def map_to_image(self, area: QRect) -> QRect:
        """Return the image area that contains all pixels shown in an area of the surface."""
        corner = QPointF(area.topLeft()) / self.zoom
        return QRectF(corner, area.size().toSizeF() / self.zoom).toAlignedRect().adjusted(-1, -1, 1, 1)

    def map_from_image(self, area: QRect) -> QRect:
        """Return the area of the surface that shows an area of the image, with a small margin."""
        corner = QPointF(area.topLeft()) * self.zoom
        return QRectF(corner, area.size().toSizeF() * self.zoom).toAlignedRect().adjusted(-3, -3, 3, 3)

    def _find_image_pixel(self, position: QPointF) -> QPoint:
        size = QSize(1, 1) if self.picture is None else self.picture.size
        x, y = int(position.x() / self.zoom), int(position.y() / self.zoom)
        return QPoint(max(0, min(x, size.width() - 1)), max(0, min(y, size.height() - 1)))

    def _on_pixels_changed(self, area: QRect) -> None:
        if self.picture is not None:
            self._reduced.update_area(self.picture.image, area)
        self.update(self.map_from_image(area))

    # -- drawing -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the exposed part of the image, outlines, and the unfinished annotation."""
        picture = self.picture
        if picture is None:
            return
        painter = QPainter(self)
        painter.scale(self.zoom, self.zoom)
        shown = self.map_to_image(event.rect()).intersected(picture.image.rect())
        self._reduced.paint_image_part(painter, picture.image, shown, self.zoom * self.devicePixelRatioF())
        for number, place in enumerate(self._places):
            frames.paint_area_outline(painter, place, self.zoom, current=number == self._place)
        mark, frame = self._make_current_preview(picture)
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

    def _make_current_preview(self, picture: AnnotatedImage) -> tuple[Annotation | None, QRect]:
        """Return the annotation being drawn or moved, and its frame; (None, empty) if none is."""
        if self._held is not None:
            mark = picture.annotations[self._held].copy_moved_by(self._by)
            return (None if self._by.isNull() else mark), mark.find_bounding_rect()
        if self._selection is None or self._writing is not None:
            return None, QRect()
        maker = MAKERS.get(self.tool)
        area = self._selection.to_rect(picture.size)
        return (None if maker is None else maker(self._selection, picture)), area

    # -- the mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the selected annotation, or start a new annotation."""
        if event.button() is not Qt.MouseButton.LeftButton or self.picture is None:
            event.ignore()
            return
        self.commit_text_field()
        here = self._find_image_pixel(event.position())
        if self._held is not None and self._find_selected_annotation_rect().contains(
            event.position().toPoint()
        ):
            self._grip = here
        else:
            self._deselect_annotation()
            self._set_area_selection(Selection(here, here))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Continue drawing, or move the annotation."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            event.ignore()
        elif self._grip is not None:
            before, self._by = (
                self._find_selected_annotation_rect(),
                self._find_image_pixel(event.position()) - self._grip,
            )
            self.update(before.united(self._find_selected_annotation_rect()))
        elif self._selection is not None:
            self._set_area_selection(
                Selection(self._selection.start, self._find_image_pixel(event.position()))
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the annotation; after a click without movement, select the annotation at the pointer."""
        if event.button() is not Qt.MouseButton.LeftButton or self.picture is None:
            event.ignore()
        elif self._grip is not None:
            self._grip = None
            self._move_selected_annotation(self._by)
        elif self._selection is not None:
            self._finish_drawing(self.picture, self._selection)

    def _finish_drawing(self, picture: AnnotatedImage, selection: Selection) -> None:
        size = selection.to_rect(picture.size).size()
        slipped = max(size.width(), size.height()) <= _TOO_SMALL
        hit = picture.find_annotation_at(selection.end) if slipped else None
        if hit is not None and isinstance(picture.annotations[hit], PLACED.get(self.tool, object)):
            self.cancel_drawing()
            self._select_annotation(hit)
        elif slipped and self.tool not in PLACED:
            self.cancel_drawing()
        else:
            self._add_annotation_from_selection()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit the text under the pointer."""
        hit = (
            None
            if self.picture is None
            else self.picture.find_annotation_at(self._find_image_pixel(event.position()))
        )
        if self.picture is not None and hit is not None:
            mark = self.picture.annotations[hit]
            if isinstance(mark, TextAnnotation):
                self.cancel_drawing()
                self._open_text_field(mark.at, mark.text, hit)

    # -- the keyboard ------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Emit `reached`."""
        super().focusInEvent(event)
        by_tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.reached.emit(event.reason() in by_tab)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Emit `departed`."""
        super().focusOutEvent(event)
        self.departed.emit()

    def event(self, event: QEvent) -> bool:
        """Cancel an unfinished annotation on Escape, on which the window would otherwise go back."""
        waiting = self._selection is not None or self._held is not None or self._writing is not None
        asked = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride
        if waiting and asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle keys: arrows move or resize, Enter draws, Escape cancels, M selects, Delete removes."""
        if self.picture is None or not self._handle_key_press(self.picture, event):
            super().keyPressEvent(event)

    def _handle_key_press(self, picture: AnnotatedImage, event: QKeyEvent) -> bool:
        """Handle a key, and return whether the key had a function."""
        key, way = event.key(), find_arrow_key_offset(event)
        if self._held is not None and not way.isNull():
            self._move_selected_annotation(way)
            return True
        moved = apply_key_to_selection(event, self._selection, self.find_visible_image_area(), picture.size)
        if moved is not None:
            self._set_area_selection(moved, by_keyboard=True)
            self.looked_at.emit(moved.end)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._selection:
            self._add_annotation_from_selection()
        elif key == Qt.Key.Key_Escape and (self._selection or self._held is not None):
            self.cancel_drawing()
            self.setFocus()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._held is not None:
            picture.remove_annotation(self._held)
        elif key == Qt.Key.Key_M and picture.annotations:
            self._select_annotation((len(picture.annotations) if self._held is None else self._held) - 1)
        else:
            return False
        return True

    def find_visible_image_area(self) -> QRect:
        """Return the part of the image that is scrolled into view, in pixels of the image."""
        if self.picture is None:
            return QRect()
        return self.map_to_image(self.visibleRegion().boundingRect()).intersected(self.picture.image.rect())

    # -- marks that are there ----------------------------------------------------------------------

    def get_selected_annotation(self) -> Annotation | None:
        """Return the selected annotation, or None."""
        return None if self.picture is None or self._held is None else self.picture.annotations[self._held]

    def remove_selected_annotation(self) -> None:
        """Remove the selected annotation."""
        if self.picture is not None and self._held is not None:
            self.picture.remove_annotation(self._held)

    def _select_annotation(self, number: int) -> None:
        """Select an annotation by its index, with wrap-around at the first and the last annotation."""
        self.cancel_drawing()
        if self.picture is not None:
            self._held = number % len(self.picture.annotations)
            self.looked_at.emit(self.picture.annotations[self._held].find_bounding_rect().center())
            self.held.emit(True)
            self.update()

    def _deselect_annotation(self) -> None:
        if self._held is not None:
            self._held, self._grip, self._by = None, None, QPoint()
            self.held.emit(False)
            self.update()

    def _move_selected_annotation(self, by: QPoint) -> None:
        """Move the selected annotation, and keep it selected."""
        held, self._by = self._held, QPoint()
        if self.picture is not None and held is not None and not by.isNull():
            self.picture.move_annotation(held, by)
            self._select_annotation(held)
        self.update()

    def _find_selected_annotation_rect(self) -> QRect:
        mark = self.get_selected_annotation()
        if mark is None:
            return QRect()
        return self.map_from_image(mark.copy_moved_by(self._by).find_bounding_rect()).adjusted(
            -_REACH, -_REACH, _REACH, _REACH
        )

    # -- marks that are made -----------------------------------------------------------------------

    def cancel_drawing(self) -> None:
        """Cancel the unfinished annotation, and deselect."""
        if self._writing is not None:
            field, self._writing = self._writing[0], None
            field.deleteLater()
        if self._selection is not None:
            self._selection = None
            self.selected.emit(QRect(), False)
            self.update()
        self._deselect_annotation()

    def commit_text_field(self) -> None:
        """Add the open text field's text to the image, so that a click elsewhere doesn't lose the text."""
        if self._writing is not None:
            self._finish_text_annotation()

    def _set_area_selection(self, selection: Selection, *, by_keyboard: bool = False) -> None:
        before = self._find_preview_area()
        self._selection = selection
        if self.picture is not None:
            self.selected.emit(selection.to_rect(self.picture.size), by_keyboard)
        self.update(self.rect() if self.tool is Tool.CROP else before.united(self._find_preview_area()))

    def _find_preview_area(self) -> QRect:
        if self.picture is None:
            return QRect()
        mark, frame = self._make_current_preview(self.picture)
        return self.map_from_image(frame if mark is None else frame.united(mark.find_bounding_rect()))

    def _add_annotation_from_selection(self) -> None:
        """Add an annotation to the image, made from the selection by the current tool."""
        picture, selection = self.picture, self._selection
        if picture is None or selection is None:
            return
        if self.tool is Tool.TEXT:
            self._open_text_field(selection.start)
            return
        self.cancel_drawing()
        if self.tool is Tool.CROP:
            picture.crop_to(selection.to_rect(picture.size))
        else:
            picture.add_annotations(MAKERS[self.tool](selection, picture))

    def _open_text_field(self, at: QPoint, text: str = "", number: int | None = None) -> None:
        """Open a text field on the image; Enter, or a loss of focus, adds the text to the image."""
        field = QLineEdit(text, self)
        field.setMaxLength(200)
        field.setMinimumWidth(_FIELD.width())
        field.setAccessibleName(self.words_name)
        spot = self.map_from_image(QRect(at, at)).center()
        room = self.visibleRegion().boundingRect().adjusted(0, 0, -_FIELD.width(), -_FIELD.height())
        field.move(
            max(room.left(), min(spot.x(), room.right())), max(room.top(), min(spot.y(), room.bottom()))
        )
        field.editingFinished.connect(self.commit_text_field)
        field.show()
        field.setFocus()
        self._writing = (field, at, number)
        self.writing.emit()
        self.update()

    def _finish_text_annotation(self) -> None:
        if self._writing is None or self.picture is None:
            return
        field, at, number = self._writing
        text, had_focus = field.text(), field.hasFocus()
        self.cancel_drawing()
        if had_focus:
            self.setFocus()
        mark = TextAnnotation(at, text, compute_text_height(self.picture.size))
        if number is not None and text.strip():
            self.picture.replace_annotation(number, mark)
        elif number is not None:
            self.picture.remove_annotation(number)
        elif text.strip():
            self.picture.add_annotations(mark)
