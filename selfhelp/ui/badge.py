"""The sign in the tray with a small mark for how this computer is: shape and colour, never colour alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from selfhelp.health import Health
from selfhelp.text import N_, Text

WORDS: Mapping[Health, Text] = {
    Health.FINE: N_("no problem was found"),
    Health.NOTE: N_("there is something to note"),
    Health.ATTENTION: N_("something needs your attention"),
    Health.UNAVAILABLE: N_("this computer was not looked at"),
    Health.CHECKING: N_("looking at this computer"),
}
"""What the tool tip says beside the name."""


def badged(icon: QIcon, state: Health) -> QIcon:
    """Return the sign with the mark of a state; a computer that is fine has none."""
    if state not in _MARKS:
        return icon
    marked = QIcon()
    for size in icon.availableSizes():
        picture = icon.pixmap(size)
        _draw(picture, state)
        marked.addPixmap(picture)
    return marked


def _draw(picture: QPixmap, state: Health) -> None:
    """Put the mark into the lower right, with a rim that keeps it apart from the sign."""
    colour, shape = _MARKS[state]
    side = picture.width() / picture.devicePixelRatio()
    place = QRectF(side * 0.5, side * 0.5, side * 0.48, side * 0.48)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("white"), side * 0.05))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(place)
    painter.setPen(QPen(QColor("white"), side * 0.07, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    shape(painter, place)
    painter.end()


def _exclamation(painter: QPainter, place: QRectF) -> None:
    x, height = place.center().x(), place.height()
    painter.drawLine(QPointF(x, place.top() + height * 0.24), QPointF(x, place.top() + height * 0.55))
    painter.drawPoint(QPointF(x, place.top() + height * 0.77))


def _letter_i(painter: QPainter, place: QRectF) -> None:
    x, height = place.center().x(), place.height()
    painter.drawPoint(QPointF(x, place.top() + height * 0.24))
    painter.drawLine(QPointF(x, place.top() + height * 0.47), QPointF(x, place.top() + height * 0.77))


def _dots(painter: QPainter, place: QRectF) -> None:
    for share in (0.27, 0.5, 0.73):
        painter.drawPoint(QPointF(place.left() + place.width() * share, place.center().y()))


def _dash(painter: QPainter, place: QRectF) -> None:
    y = place.center().y()
    painter.drawLine(
        QPointF(place.left() + place.width() * 0.28, y), QPointF(place.left() + place.width() * 0.72, y)
    )


_MARKS: Mapping[Health, tuple[str, Callable[[QPainter, QRectF], None]]] = {
    Health.NOTE: ("#1f5fa8", _letter_i),
    Health.ATTENTION: ("#b45309", _exclamation),
    Health.UNAVAILABLE: ("#5b6472", _dash),
    Health.CHECKING: ("#5b6472", _dots),
}
