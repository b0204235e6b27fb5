"""The zoomable, scrollable view of the edited image."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGestureEvent, QPinchGesture, QScrollArea, QWidget

from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.drawing_tools import Tool
from selfhelp.ui.editor.editor_surface import EditorSurface

SMALLEST, LARGEST, ZOOM_STEP = 0.01, 8.0, 1.25
_LEGIBLE = 16  # logical pixels: minimum height of an area that the user must judge


class Canvas(QScrollArea):
    """Shows an image and lets a tool draw on it.

    Signals:
        selected: the selection has changed; carries the rectangle in pixels of the image, empty for none, and
          True if it was made with the keyboard.
        writing: a text field was opened.
        held: an annotation was selected (True) or deselected.
        reached: the canvas gained the focus; carries True if by Tab.
        left: the canvas lost the focus.
        zoomed: the zoom has changed.
    """

    selected = Signal(QRect, bool)
    writing = Signal()
    held = Signal(bool)
    reached = Signal(bool)
    left = Signal()
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self._fit = True
        self._pushed_from: QPoint | None = None
        self._surface = EditorSurface()
        self._surface.selected.connect(self.selected)
        self._surface.writing.connect(self.writing)
        self._surface.held.connect(self.held)
        self._surface.reached.connect(self.reached)
        self._surface.departed.connect(self.left)
        self._surface.looked_at.connect(self._scroll_to_pixel)
        self.setWidget(self._surface)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusProxy(self._surface)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def picture(self) -> AnnotatedImage | None:
        """The image shown, or None."""
        return self._surface.picture

    @property
    def tool(self) -> Tool:
        """The current drawing tool."""
        return self._surface.tool

    @property
    def surface(self) -> EditorSurface:
        """The widget that paints the image and handles drawing."""
        return self._surface

    def show_picture(self, picture: AnnotatedImage) -> None:
        """Show another image, zoomed to fit."""
        self._surface.show_picture(picture)
        picture.resized.connect(self.zoom_to_fit)
        self.zoom_to_fit()

    def clear_picture(self) -> None:
        """Remove the image."""
        self._surface.show_picture(None)

    def choose_tool(self, tool: Tool) -> None:
        """Choose a drawing tool; an unfinished annotation is cancelled."""
        self._surface.commit_text_field()
        self._surface.cancel_drawing()
        self._surface.tool = tool
        cursor = Qt.CursorShape.IBeamCursor if tool is Tool.TEXT else Qt.CursorShape.CrossCursor
        self._surface.setCursor(cursor)

    def set_accessible_text(self, name: str, how: str, words: str) -> None:
        """Set the canvas's accessible name and description, and the accessible name of the text field."""
        self.setAccessibleName(name)
        self._surface.setAccessibleName(name)
        self._surface.setAccessibleDescription(how)
        self._surface.words_name = words

    def outline_areas(self, places: list[QRect], current: int = -1) -> None:
        """Outline areas of the image; scroll to the current area, and zoom until the area is readable."""
        self._surface.outline_areas(places, current)
        if not 0 <= current < len(places):
            return
        place = places[current]
        if place.height() * self.zoom < _LEGIBLE:
            whole = self.viewport().width() / (place.width() * 1.2)
            self.zoom_by(min(1 / self.devicePixelRatioF(), max(whole, self.zoom)) / self.zoom)
        middle = self._surface.map_from_image(place).center()
        room = self.viewport().size() / 2
        self.ensureVisible(middle.x(), middle.y(), room.width(), room.height())

    # -- zoom --------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """The zoom, in logical pixels per pixel of the image."""
        return self._surface.zoom

    def zoom_to_fit(self) -> None:
        """Show the whole image, at most at actual size."""
        self._fit = True
        if self.picture is None:
            return
        room, size = self.maximumViewportSize(), self.picture.size
        least = min(room.width() / size.width(), room.height() / size.height())
        self._set_zoom(min(least, 1 / self.devicePixelRatioF()))

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Multiply the zoom by a factor; a point of the viewport, by default its centre, stays in place."""
        where = QPointF(self.viewport().rect().center()) if about is None else about
        on_picture = (where - QPointF(self._surface.pos())) / self.zoom
        self._fit = False
        self._set_zoom(self.zoom * factor)
        shift = on_picture * self.zoom - where
        self.horizontalScrollBar().setValue(round(shift.x()))
        self.verticalScrollBar().setValue(round(shift.y()))

    def zoom_to_actual_size(self) -> None:
        """Zoom to 100 %: one pixel of the image for each device pixel."""
        self.zoom_by(1 / self.devicePixelRatioF() / self.zoom)

    def _set_zoom(self, zoom: float) -> None:
        zoom = max(SMALLEST, min(zoom, LARGEST))
        if zoom != self.zoom or self._surface.size() != self._surface.sizeHint():
            self._surface.set_zoom(zoom)
            self.zoomed.emit()

    def _scroll_to_pixel(self, pixel: QPoint) -> None:
        seen = self._surface.map_from_image(QRect(pixel, pixel)).center()
        self.ensureVisible(seen.x(), seen.y())

    # -- Qt ----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Zoom to fit again, unless the user has zoomed."""
        super().resizeEvent(event)
        if self._fit:
            self.zoom_to_fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; scroll without, and sideways with Shift."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y() / 120  # 15 degrees, a notch of most wheels (QWheelEvent)
            self.zoom_by(ZOOM_STEP**turned, self.viewport().mapFromGlobal(event.globalPosition()))
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start panning with the middle button."""
        if event.button() is Qt.MouseButton.MiddleButton:
            self._pushed_from = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan the image."""
        if self._pushed_from is not None:
            here = event.globalPosition().toPoint()
            by, self._pushed_from = here - self._pushed_from, here
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - by.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - by.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop panning."""
        self._pushed_from = None

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom on a pinch gesture on a display (``QPinchGesture``) or touchpad (``QNativeGestureEvent``).

        From Qt's documentation, untested.
        """
        if isinstance(event, QNativeGestureEvent) and self._zoom_by_touchpad(event):
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._surface.cancel_drawing()  # the first finger began to draw
                self.zoom_by(pinch.scaleFactor(), QPointF(self.viewport().rect().center()))
                return True
        return super().viewportEvent(event)

    def _zoom_by_touchpad(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_by(1 + event.value(), event.position())
        return True
