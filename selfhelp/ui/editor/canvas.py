"""The zoomable, scrollable view of the edited image."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGestureEvent, QPinchGesture, QScrollArea, QWidget

from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.drawing_tools import Tool
from selfhelp.ui.editor.surface import EditorSurface

SMALLEST, LARGEST, ZOOM_STEP = 0.01, 8.0, 1.25
_LEGIBLE = 16  # logical pixels: a place that is shown less high cannot be judged


class Canvas(QScrollArea):
    """Shows an image and lets a tool draw on it.

    Signals:
        selected: the rectangle being drawn, in pixels of the image; empty when there is none. And
            whether it was made by keyboard.
        writing: the user is asked for words, at their place.
        held: they have hold of a mark, to move it or take it away; False when they let go.
        reached: the keyboard came here; whether by Tab.
        left: the keyboard went elsewhere.
        zoomed: the image is shown at another size.
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
        self._surface.looked_at.connect(self._look_at)
        self.setWidget(self._surface)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusProxy(self._surface)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def picture(self) -> AnnotatedImage | None:
        """The image shown."""
        return self._surface.picture

    @property
    def tool(self) -> Tool:
        """The current tool."""
        return self._surface.tool

    @property
    def surface(self) -> EditorSurface:
        """The surface that shows the image."""
        return self._surface

    def show_picture(self, picture: AnnotatedImage) -> None:
        """Show another image, as large as fits."""
        self._surface.show_picture(picture)
        picture.resized.connect(self.zoom_to_fit)
        self.zoom_to_fit()

    def clear_picture(self) -> None:
        """Show nothing, and keep nothing."""
        self._surface.show_picture(None)

    def choose_tool(self, tool: Tool) -> None:
        """Draw with another tool from now on; what is half drawn is dropped."""
        self._surface.commit_text()
        self._surface.cancel_drawing()
        self._surface.tool = tool
        cursor = Qt.CursorShape.IBeamCursor if tool is Tool.TEXT else Qt.CursorShape.CrossCursor
        self._surface.setCursor(cursor)

    def set_accessible_text(self, name: str, how: str, words: str) -> None:
        """Set the accessible name, description and text."""
        self.setAccessibleName(name)
        self._surface.setAccessibleName(name)
        self._surface.setAccessibleDescription(how)
        self._surface.words_name = words

    def outline_places(self, places: list[QRect], current: int = -1) -> None:
        """Outline areas of the image; bring the current one into view, large enough to be read."""
        self._surface.outline_places(places, current)
        if not 0 <= current < len(places):
            return
        place = places[current]
        if place.height() * self.zoom < _LEGIBLE:
            whole = self.viewport().width() / (place.width() * 1.2)
            self.zoom_by(min(1 / self.devicePixelRatioF(), max(whole, self.zoom)) / self.zoom)
        middle = self._surface.picture_to_surface(place).center()
        room = self.viewport().size() / 2
        self.ensureVisible(middle.x(), middle.y(), room.width(), room.height())

    # -- zoom --------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Logical pixels of the screen per pixel of the image."""
        return self._surface.zoom

    def zoom_to_fit(self) -> None:
        """Show the whole image, never larger than it is."""
        self._fit = True
        if self.picture is None:
            return
        room, size = self.maximumViewportSize(), self.picture.size
        least = min(room.width() / size.width(), room.height() / size.height())
        self._set_zoom(min(least, 1 / self.devicePixelRatioF()))

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Show the image larger or smaller; what is at a point of the viewport (its middle) stays there."""
        where = QPointF(self.viewport().rect().center()) if about is None else about
        on_picture = (where - QPointF(self._surface.pos())) / self.zoom
        self._fit = False
        self._set_zoom(self.zoom * factor)
        shift = on_picture * self.zoom - where
        self.horizontalScrollBar().setValue(round(shift.x()))
        self.verticalScrollBar().setValue(round(shift.y()))

    def zoom_to_pixels(self) -> None:
        """Zoom to 100 %: one pixel of the image is one pixel of the screen."""
        self.zoom_by(1 / self.devicePixelRatioF() / self.zoom)

    def _set_zoom(self, zoom: float) -> None:
        zoom = max(SMALLEST, min(zoom, LARGEST))
        if zoom != self.zoom or self._surface.size() != self._surface.sizeHint():
            self._surface.set_zoom(zoom)
            self.zoomed.emit()

    def _look_at(self, pixel: QPoint) -> None:
        seen = self._surface.picture_to_surface(QRect(pixel, pixel)).center()
        self.ensureVisible(seen.x(), seen.y())

    # -- Qt ----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole image visible."""
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
        """Start panning, with the middle button."""
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
        """Zoom with two fingers: on a screen (QPinchGesture) and on a touchpad (QNativeGestureEvent).

        From Qt's documentation; there were no fingers to try it with.
        """
        if isinstance(event, QNativeGestureEvent) and self._pinched_pad(event):
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._surface.cancel_drawing()  # the first finger began to draw
                self.zoom_by(pinch.scaleFactor(), QPointF(self.viewport().rect().center()))
                return True
        return super().viewportEvent(event)

    def _pinched_pad(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_by(1 + event.value(), event.position())
        return True
