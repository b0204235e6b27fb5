"""The tray icon in five states and with two badges, all distinguishable without colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from selfhelp.core.text import N_, Text
from selfhelp.engine.health import HealthState

WORDS: Mapping[HealthState, Text] = {
    HealthState.FINE: N_("nothing needs your attention"),
    HealthState.NOTE: N_("there's something worth knowing"),
    HealthState.ATTENTION: N_("something needs your attention"),
    HealthState.UNAVAILABLE: N_("this computer hasn't been checked"),
    HealthState.CHECKING: N_("checking this computer…"),
}
"""The text of each state, for the tooltip and the menu."""


class Badge(Enum):
    """The kinds of badges in the icon's upper right corner."""

    UNSENT = auto()  # a ticket or a reply couldn't be sent
    NEWS = auto()  # the help desk replied


SMALL = 24
"""Maximum size in pixels at which marks are drawn relatively larger, so that they stay recognisable."""


def draw_icon_with_badge(icon: QIcon, state: HealthState | None, badge: Badge | None = None) -> QIcon:
    """Return the app's icon with a state's mark and with a badge; the state ``FINE`` has no mark."""
    if state not in _MARKS and badge is None:
        return icon
    marked = QIcon()
    for size in icon.availableSizes():
        picture = icon.pixmap(size)
        if state is not None and state in _MARKS:
            _draw_state_mark(picture, state)
        if badge is not None:
            _draw_badge(picture, badge)
        marked.addPixmap(picture)
    return marked


def make_template_icon(icon: QIcon) -> QIcon:
    """Return the icon as a template image, which the menu bar colours; white becomes transparent.

    macOS paints such an image in the colour of its menu bar (Apple, Human Interface Guidelines, "The menu
    bar": template images). Untested on a Mac.
    """
    result = QIcon()
    for size in icon.availableSizes():
        result.addPixmap(QPixmap.fromImage(_make_mask(icon.pixmap(size).toImage())))
    result.setIsMask(True)
    return result


def _make_mask(image: QImage) -> QImage:
    """Return the image in black: opaque where coloured, transparent where white or transparent."""
    result = QImage(image.size(), QImage.Format.Format_ARGB32)
    for y in range(image.height()):
        for x in range(image.width()):
            colour = image.pixelColor(x, y)
            whiteness = min(colour.red(), colour.green(), colour.blue())
            share = min(1.0, (255 - whiteness) / 150)
            result.setPixelColor(x, y, QColor(0, 0, 0, round(colour.alpha() * share)))
    return result


def _draw_state_mark(picture: QPixmap, state: HealthState) -> None:
    """Draw a state's mark in the lower right corner of the icon."""
    colour, outline, shape = _MARKS[state]
    side = picture.width() / picture.devicePixelRatio()
    part = 0.62 if side <= SMALL else 0.54
    place = QRectF(side * (1 - part), side * (1 - part), side * part, side * part)
    _draw_outlined_shape(picture, place, colour, outline, shape)


def _draw_badge(picture: QPixmap, badge: Badge) -> None:
    """Draw a badge in the upper right corner of the icon."""
    colour, shape = _BADGES[badge]
    side = picture.width() / picture.devicePixelRatio()
    part = 0.5 if side <= SMALL else 0.44
    _draw_outlined_shape(
        picture, QRectF(side * (1 - part), 0, side * part, side * part), colour, _make_circle_path, shape
    )


def _draw_outlined_shape(
    picture: QPixmap,
    place: QRectF,
    colour: str,
    outline: Callable[[QRectF], QPainterPath],
    shape: Callable[[QPainter, QRectF], None],
) -> None:
    """Draw a shape with a transparent gap around it, so that it is visible on any icon."""
    side = picture.width() / picture.devicePixelRatio()
    rim = 1.0 if side <= SMALL else side * 0.05
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = outline(place.adjusted(rim, rim, -rim / 2, -rim / 2))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.strokePath(path, QPen(QColor("black"), rim * 2.5, Qt.PenStyle.SolidLine))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setPen(QPen(QColor("white"), max(rim * 0.5, 0.5)))
    painter.setBrush(QColor(colour))
    painter.drawPath(path)
    painter.setPen(
        QPen(QColor("white"), max(1.3, side * 0.07), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    )
    shape(painter, place)
    painter.end()


def _make_circle_path(place: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(place)
    return path


def _make_triangle_path(place: QRectF) -> QPainterPath:
    path = QPainterPath()
    top = QPointF(place.center().x(), place.top())
    path.addPolygon(QPolygonF([top, place.bottomRight(), place.bottomLeft()]))
    path.closeSubpath()
    return path


def _make_square_path(place: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRect(place.adjusted(place.width() * 0.08, place.height() * 0.08, 0, 0))
    return path


def _make_pill_path(place: QRectF) -> QPainterPath:
    path, high = QPainterPath(), place.height() * 0.5
    path.addRoundedRect(
        QRectF(place.left(), place.center().y() - high / 2, place.width(), high), high / 2, high / 2
    )
    return path


def _draw_exclamation_mark(painter: QPainter, place: QRectF) -> None:
    x, height = place.center().x() + place.width() * 0.02, place.height()
    painter.drawLine(QPointF(x, place.top() + height * 0.44), QPointF(x, place.top() + height * 0.66))
    painter.drawPoint(QPointF(x, place.top() + height * 0.86))


def _draw_letter_i(painter: QPainter, place: QRectF) -> None:
    x, height = place.center().x(), place.height()
    painter.drawPoint(QPointF(x, place.top() + height * 0.24))
    painter.drawLine(QPointF(x, place.top() + height * 0.47), QPointF(x, place.top() + height * 0.77))


def _draw_dots(painter: QPainter, place: QRectF) -> None:
    for share in (0.27, 0.5, 0.73):
        painter.drawPoint(QPointF(place.left() + place.width() * share, place.center().y()))


def _draw_dash(painter: QPainter, place: QRectF) -> None:
    y = place.center().y()
    painter.drawLine(
        QPointF(place.left() + place.width() * 0.28, y), QPointF(place.left() + place.width() * 0.72, y)
    )


def _draw_arrow_up(painter: QPainter, place: QRectF) -> None:
    x, width, height = place.center().x() + place.width() * 0.02, place.width(), place.height()
    tip = QPointF(x, place.top() + height * 0.32)
    painter.drawLine(tip, QPointF(x, place.top() + height * 0.74))
    for to in (-1, 1):
        painter.drawLine(tip, QPointF(x + to * width * 0.17, place.top() + height * 0.5))


def _draw_nothing(_painter: QPainter, _place: QRectF) -> None:
    """Draw nothing inside a mark, for a plain dot."""


_BADGES: Mapping[Badge, tuple[str, Callable[[QPainter, QRectF], None]]] = {
    Badge.UNSENT: ("#b45309", _draw_arrow_up),
    Badge.NEWS: ("#1f5fa8", _draw_nothing),
}

_MARKS: Mapping[
    HealthState | None, tuple[str, Callable[[QRectF], QPainterPath], Callable[[QPainter, QRectF], None]]
] = {
    HealthState.NOTE: ("#1f5fa8", _make_circle_path, _draw_letter_i),
    HealthState.ATTENTION: ("#b45309", _make_triangle_path, _draw_exclamation_mark),
    HealthState.UNAVAILABLE: ("#5b6472", _make_square_path, _draw_dash),
    HealthState.CHECKING: ("#5b6472", _make_pill_path, _draw_dots),
}
