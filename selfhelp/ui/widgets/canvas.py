"""The picture on the screen: tools draw on it with the mouse or with the keyboard, at any zoom."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from selfhelp.ui.widgets.marks import (
    Arrow,
    BlackOut,
    Box,
    Highlight,
    Mark,
    Number,
    Words,
    line_width,
    text_height,
)
from selfhelp.ui.widgets.picture import Picture
from selfhelp.ui.widgets.selection import Selection, by_keyboard

SMALLEST, LARGEST, ZOOM_STEP = 0.05, 8.0, 1.25
_TOO_SMALL = 3  # pixels: less is a click that slipped, not a rectangle


class Tool(StrEnum):
    """What the mouse does on the picture."""

    BLACK_OUT = "black-out"
    CROP = "crop"
    BOX = "box"
    ARROW = "arrow"
    TEXT = "text"
    NUMBER = "number"
    HIGHLIGHT = "highlight"


_Maker = Callable[[Selection, Picture], Mark]
_MAKERS: dict[Tool, _Maker] = {
    Tool.BLACK_OUT: lambda s, p: BlackOut(s.area(p.size)),
    Tool.HIGHLIGHT: lambda s, p: Highlight(s.area(p.size)),
    Tool.BOX: lambda s, p: Box(s.area(p.size), line_width(p.size)),
    Tool.ARROW: lambda s, p: Arrow(s.start, s.end, line_width(p.size)),
    Tool.NUMBER: lambda s, p: Number(s.end, p.next_number(), text_height(p.size)),
}
_PLACED = frozenset({Tool.TEXT, Tool.NUMBER})
"""Tools that need a place and no rectangle."""


class Canvas(QScrollArea):
    """Shows a picture and lets a tool draw on it.

    Signals:
        selected: the rectangle being drawn, in pixels of the picture; empty when there is none.
        zoomed: the picture is shown at another size.
    """

    selected = Signal(QRect)
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tool = Tool.BLACK_OUT
        self.picture: Picture | None = None
        self._fit = True
        self._surface = _Surface(self)
        self.setWidget(self._surface)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusProxy(self._surface)

    def show_picture(self, picture: Picture) -> None:
        """Show another picture, as large as fits."""
        self.picture = picture
        picture.changed.connect(self._surface.repaint_area)
        picture.resized.connect(self.zoom_to_fit)
        self.zoom_to_fit()

    def clear(self) -> None:
        """Show nothing, and keep nothing."""
        self._surface.drop()
        self.picture = None
        self._surface.update()

    def choose(self, tool: Tool) -> None:
        """Draw with another tool from now on; what is half drawn is dropped."""
        self.tool = tool
        self._surface.drop()

    def describe(self, name: str, how: str) -> None:
        """Tell a screen reader what this is and how it is used."""
        self.setAccessibleName(name)
        self._surface.setAccessibleName(name)
        self._surface.setAccessibleDescription(how)

    @property
    def zoom(self) -> float:
        """Logical pixels of the screen per pixel of the picture."""
        return self._surface.zoom

    def zoom_to_fit(self) -> None:
        """Show the whole picture, never larger than it is."""
        self._fit = True
        if self.picture is None:
            return
        room, size = self.viewport().size(), self.picture.size
        least = min(room.width() / size.width(), room.height() / size.height())
        self._set_zoom(min(least, 1 / self.devicePixelRatioF()))

    def zoom_by(self, factor: float) -> None:
        """Show the picture larger or smaller."""
        self._fit = False
        self._set_zoom(self.zoom * factor)

    def zoom_to_pixels(self) -> None:
        """Show one pixel of the picture as one pixel of the screen."""
        self._fit = False
        self._set_zoom(1 / self.devicePixelRatioF())

    def resizeEvent(self, event: object) -> None:
        """Keep the whole picture in view."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        if self._fit:
            self.zoom_to_fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def visible_part(self) -> QRect:
        """Return the part of the picture that can be seen, in its pixels."""
        if self.picture is None:
            return QRect()
        seen = self._surface.visibleRegion().boundingRect()
        return self._surface.to_picture(seen).intersected(self.picture.image.rect())

    def _set_zoom(self, zoom: float) -> None:
        self._surface.set_zoom(max(SMALLEST, min(zoom, LARGEST)))
        self.zoomed.emit()


class _Surface(QWidget):
    """The picture itself, at its zoom."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self._canvas = canvas
        self.zoom = 1.0
        self._selection: Selection | None = None
        self._writing: QLineEdit | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    # -- sizes -------------------------------------------------------------------------------------

    def set_zoom(self, zoom: float) -> None:
        """Have the size of the picture at this zoom."""
        self.zoom = zoom
        self.drop()
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the picture at this zoom."""
        picture = self._canvas.picture
        return QSize(1, 1) if picture is None else (picture.size * self.zoom).expandedTo(QSize(1, 1))

    def to_picture(self, area: QRect) -> QRect:
        """Return every pixel of the picture that an area of the surface shows a part of."""
        corner = QPointF(area.topLeft()) / self.zoom
        return QRectF(corner, area.size().toSizeF() / self.zoom).toAlignedRect().adjusted(-1, -1, 1, 1)

    def _from_picture(self, area: QRect) -> QRect:
        corner = QPointF(area.topLeft()) * self.zoom
        return QRectF(corner, area.size().toSizeF() * self.zoom).toAlignedRect().adjusted(-3, -3, 3, 3)

    def _point(self, position: QPointF) -> QPoint:
        size = QSize(1, 1) if self._canvas.picture is None else self._canvas.picture.size
        x, y = int(position.x() / self.zoom), int(position.y() / self.zoom)
        return QPoint(max(0, min(x, size.width() - 1)), max(0, min(y, size.height() - 1)))

    # -- drawing -----------------------------------------------------------------------------------

    def repaint_area(self, area: QRect) -> None:
        """Show new pixels."""
        self.update(self._from_picture(area))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the exposed part of the picture, and the mark being made."""
        picture = self._canvas.picture
        if picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom < 1)
        painter.scale(self.zoom, self.zoom)
        shown = self.to_picture(event.rect()).intersected(picture.image.rect())
        painter.drawImage(shown, picture.image, shown)
        if self._selection is not None:
            self._paint_selection(painter, picture, self._selection)
        painter.end()

    def _paint_selection(self, painter: QPainter, picture: Picture, selection: Selection) -> None:
        """Show what the tool would draw, within a dashed frame that is seen on light and on dark."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        maker = _MAKERS.get(self._canvas.tool)
        if maker is not None:
            maker(selection, picture).paint(painter)
        painter.restore()
        for colour, offset in ((QColor("white"), 0), (QColor("black"), 4)):
            pen = QPen(colour, 0, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 4])
            pen.setDashOffset(offset)
            painter.setPen(pen)
            painter.drawRect(selection.area(picture.size))

    # -- mouse and keyboard ------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin."""
        if event.button() is Qt.MouseButton.LeftButton:
            here = self._point(event.position())
            self._select(Selection(here, here))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on."""
        if self._selection is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._select(Selection(self._selection.start, self._point(event.position())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Draw it; a click that slipped draws nothing."""
        picture = self._canvas.picture
        if self._selection is None or picture is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        size = self._selection.area(picture.size).size()
        slipped = max(size.width(), size.height()) <= _TOO_SMALL
        if slipped and self._canvas.tool not in _PLACED:
            self.drop()
        else:
            self._apply()

    def event(self, event: QEvent) -> bool:
        """Keep Escape for what is half drawn; otherwise it goes back to the screen before."""
        waiting = self._selection is not None and event.type() is QEvent.Type.ShortcutOverride
        if waiting and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move or stretch the rectangle, Enter draws it, Escape drops it."""
        picture, key = self._canvas.picture, event.key()
        if picture is None:
            return
        moved = by_keyboard(event, self._selection, self._canvas.visible_part(), picture.size)
        if moved is not None:
            self._select(moved)
            seen = self._from_picture(QRect(moved.end, moved.end))
            self._canvas.ensureVisible(seen.center().x(), seen.center().y())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._selection:
            self._apply()
        elif key == Qt.Key.Key_Escape and self._selection:
            self.drop()
        else:
            super().keyPressEvent(event)

    def drop(self) -> None:
        """Forget what is half drawn."""
        if self._writing is not None:
            self._writing.deleteLater()
            self._writing = None
        if self._selection is not None:
            self._selection = None
            self._canvas.selected.emit(QRect())
            self.update()

    def _select(self, selection: Selection) -> None:
        self._selection = selection
        if self._canvas.picture is not None:
            self._canvas.selected.emit(selection.area(self._canvas.picture.size))
        self.update()

    def _apply(self) -> None:
        """Draw what is selected into the picture, with the tool."""
        picture, selection = self._canvas.picture, self._selection
        if picture is None or selection is None:
            return
        if self._canvas.tool is Tool.TEXT:
            self._write(picture, selection.start)
            return
        self.drop()
        if self._canvas.tool is Tool.CROP:
            picture.crop(selection.area(picture.size))
        else:
            picture.draw(_MAKERS[self._canvas.tool](selection, picture))

    def _write(self, picture: Picture, at: QPoint) -> None:
        """Ask for the words where they will stand; Enter draws them."""
        field = QLineEdit(self)
        field.setMaxLength(200)
        field.setMinimumWidth(180)
        field.setAccessibleName(self.accessibleName())
        spot = self._from_picture(QRect(at, at)).center()
        room = self.rect().adjusted(0, 0, -180, -40)
        field.move(max(0, min(spot.x(), room.right())), max(0, min(spot.y(), room.bottom())))
        field.returnPressed.connect(lambda: self._written(picture, at, field.text()))
        field.show()
        field.setFocus()
        self._writing = field

    def _written(self, picture: Picture, at: QPoint, text: str) -> None:
        self.drop()
        self.setFocus()
        if text.strip():
            picture.draw(Words(at, text, text_height(picture.size)))
