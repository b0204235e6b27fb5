"""Let the user select an area of a screenshot with the mouse or the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from selfhelp.ui.editor.selection import Selection, apply_key_to_selection

_SHADE = QColor(0, 0, 0, 110)
_PLATE = QColor(20, 24, 30, 230)
_EDGE = QColor("#2f81f7")
_TOO_SMALL = 3


class RegionPicker(QWidget):
    """Covers one monitor with an image of that monitor until the user has chosen an area.

    Signals:
        chosen: carries the area, in pixels of the image.
        cancelled: the user pressed Escape or the right mouse button.
    """

    chosen = Signal(QRect)
    cancelled = Signal()

    def __init__(self, picture: QImage, screen: QScreen, hint: str) -> None:
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags | Qt.WindowType.Window)
        self._picture, self._hint = picture, hint
        self._selection: Selection | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(hint)
        self.setWindowTitle(hint)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())

    # -- places ------------------------------------------------------------------------------------

    def _find_image_rect(self) -> QRectF:
        """Return the area of this widget that shows the image."""
        size = self._picture.size().toSizeF()
        size.scale(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        frame = QRectF(QPointF(0, 0), size)
        frame.moveCenter(QRectF(self.rect()).center())
        return frame

    def _map_point_to_image(self, position: QPointF) -> QPoint:
        frame, size = self._find_image_rect(), self._picture.size()
        x = int((position.x() - frame.x()) * size.width() / frame.width())
        y = int((position.y() - frame.y()) * size.height() / frame.height())
        return QPoint(max(0, min(x, size.width() - 1)), max(0, min(y, size.height() - 1)))

    def _map_area_from_image(self, area: QRect) -> QRectF:
        frame, size = self._find_image_rect(), self._picture.size()
        across, down = frame.width() / size.width(), frame.height() / size.height()
        corner = QPointF(frame.x() + area.x() * across, frame.y() + area.y() * down)
        return QRectF(corner, QSizeF(area.width() * across, area.height() * down))

    # -- Qt ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the image, darkened outside the selection, and a hint."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._find_image_rect(), self._picture)
        painter.fillRect(self.rect(), _SHADE)
        if self._selection is None:
            self._paint_label(painter, self._hint, QPointF(self.rect().center()))
        else:
            self._paint_selection(painter, self._selection.to_rect(self._picture.size()))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a selection, or cancel with the right button."""
        if event.button() is Qt.MouseButton.LeftButton:
            here = self._map_point_to_image(event.position())
            self._set_selection(Selection(here, here))
        elif event.button() is Qt.MouseButton.RightButton:
            self.cancelled.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection."""
        if self._selection is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._set_selection(Selection(self._selection.start, self._map_point_to_image(event.position())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the selection, unless it is tiny."""
        if event.button() is Qt.MouseButton.LeftButton and self._selection is not None:
            self._choose_selection(self._selection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle keys: arrow keys move, Shift and an arrow key resize, Enter chooses, Escape cancels."""
        size = self._picture.size()
        moved = apply_key_to_selection(event, self._selection, self._picture.rect(), size)
        if moved is not None:
            self._set_selection(moved)
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selection is not None:
            self._choose_selection(self._selection)
        else:
            super().keyPressEvent(event)

    # -- parts -------------------------------------------------------------------------------------

    def _set_selection(self, selection: Selection) -> None:
        self._selection = selection
        self.update()

    def _choose_selection(self, selection: Selection) -> None:
        area = selection.to_rect(self._picture.size())
        if max(area.width(), area.height()) <= _TOO_SMALL:
            self._selection = None
            self.update()
        else:
            self.chosen.emit(area)

    def _paint_selection(self, painter: QPainter, area: QRect) -> None:
        frame = self._map_area_from_image(area)
        painter.drawImage(frame, self._picture, QRectF(area))
        painter.setPen(QPen(_EDGE, 2))
        painter.drawRect(frame.adjusted(-1, -1, 1, 1))
        size = f"{area.width()} × {area.height()}"
        self._paint_label(painter, size, frame.center() if frame.width() > 160 else frame.bottomRight())

    def _paint_label(self, painter: QPainter, text: str, middle: QPointF) -> None:
        """Draw a text on a dark background, so that it is readable on any image."""
        size = QFontMetrics(self.font()).size(0, text)
        plate = QRectF(0, 0, size.width() + 32, size.height() + 20)
        plate.moveCenter(middle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(plate, 8, 8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
