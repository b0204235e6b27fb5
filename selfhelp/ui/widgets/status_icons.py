"""Painted icons: status icons, which differ in shape and colour, and icon buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from selfhelp.ui import theme
from selfhelp.ui.palettes import ColourScheme

Points = list[tuple[float, float]]

GOOD, NOTE, WARN, BAD, BUSY, UNKNOWN, NEXT = "good", "note", "warn", "bad", "busy", "unknown", "next"
OFF, ASK, ALONE = "off", "ask", "alone"
"""Further kinds of `StatusIcon`: skipped, question, and the only step of a list."""

_DOTS, _WEAK = (9, 14, 19), 0.55
"""Positions of the busy icon's three dots, and the opacity of inactive dots."""

RING = 6
"""Radius of the ring for a pending step, in logical pixels."""

_LARGEST_NUMBER = 16
"""Maximum height of a step's number, in logical pixels; larger text wouldn't fit into the icon."""


class StatusIcon(QWidget):
    """A round status icon; screen readers read the text next to it, which has the same meaning.

    A pending step may show its number; the only step of a list is `ALONE`.
    """

    def __init__(self, kind: str = UNKNOWN, parent: QWidget | None = None, number: int = 0) -> None:
        super().__init__(parent)
        self._kind, self._number = kind, number
        self.setFixedSize(28, 28)

    @property
    def kind(self) -> str:
        """The icon's current kind."""
        return self._kind

    def set_status_kind(self, kind: str) -> None:
        """Set the icon's kind, and repaint the icon."""
        self._kind = kind
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_status_icon(painter, self._kind, self._number)
        painter.end()


def paint_status_icon(
    painter: QPainter, kind: str, number: int = 0, *, strong: bool = False, beat: int | None = None
) -> None:
    """Draw a status icon on a field of 28 × 28 logical pixels.

    Args:
        painter: translated to the field's corner.
        kind: the icon's kind.
        number: the number of a pending step; 0 for none.
        strong: whether to use a bold background, to draw attention.
        beat: index of the busy icon's active dot; None for no animation.
    """
    colours = theme.get_current_colours()
    if kind == ALONE:
        _paint_bullet(painter, colours)
        return
    if kind == NEXT and not number:
        _paint_pending_ring(painter, colours)
        return
    front, back = _find_scheme_colours(colours, kind)
    if strong:
        front, back = (colours.card, front) if kind in (GOOD, BAD) else (colours.on_accent, colours.accent)
    # in high contrast, the disc has the background colour, so draw its edge
    painter.setPen(_make_pen(front) if colours.strong else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(back))
    painter.drawEllipse(QRectF(1.5, 1.5, 25, 25))
    painter.setPen(_make_pen(front))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if number and kind == NEXT:
        font = painter.font()
        font.setPixelSize(min(QFontInfo(font).pixelSize(), _LARGEST_NUMBER))
        painter.setFont(font)
        painter.drawText(QRectF(1, 1, 26, 26), Qt.AlignmentFlag.AlignCenter, str(number))
    elif beat is not None and kind == BUSY:
        _paint_busy_dots(painter, front, beat)
    else:
        _STATES[kind](painter)


def _paint_busy_dots(painter: QPainter, front: str, beat: int) -> None:
    """Draw the three dots of the busy icon.

    The active dot is also larger, because colour alone isn't enough.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    for place, x in enumerate(_DOTS):
        colour = QColor(front)
        colour.setAlphaF(1.0 if place == beat % len(_DOTS) else _WEAK)
        painter.setBrush(colour)
        size = 2.0 if place == beat % len(_DOTS) else 1.4
        painter.drawEllipse(QPointF(x, 14), size, size)


def _paint_pending_ring(painter: QPainter, colours: ColourScheme) -> None:
    """Draw a small empty ring for a pending step."""
    painter.setPen(QPen(QColor(colours.edge), 2))
    painter.setBrush(QColor(colours.card))
    painter.drawEllipse(QPointF(14, 14), RING, RING)


def _paint_bullet(painter: QPainter, colours: ColourScheme) -> None:
    """Draw a bullet for the only step, because an empty ring would look like a radio button."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.sub))
    painter.drawEllipse(QPointF(14, 14), RING / 2, RING / 2)


class DrawnIconButton(QToolButton):
    """A square button with a drawn icon; the caller sets its accessible name and tooltip."""

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self.setObjectName("drawn")
        self.setFixedSize(theme.TARGET + 4, theme.TARGET + 4)

    def sizeHint(self) -> QSize:
        """Return the fixed size of the square."""
        return QSize(theme.TARGET + 4, theme.TARGET + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button's background and the icon."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.width() / 2 - 14, self.height() / 2 - 14)
        colours = theme.get_current_colours()
        painter.setPen(_make_pen(colours.text if self.isEnabled() else colours.sub))
        for points in _SIGNS[self._sign]:
            _draw_points(painter, points)
        painter.end()


def paint_chevron(painter: QPainter, corner: QPointF, *, back: bool = False) -> None:
    """Draw a chevron on a field of 20 × 28 logical pixels; ``back`` mirrors it."""
    painter.setPen(_make_pen(theme.get_current_colours().sub))
    tip, end = (8, 12) if back else (12, 8)
    points = [(end, 9.5), (tip, 14), (end, 18.5)]
    painter.drawPolyline([corner + QPointF(*point) for point in points])


def paint_connector(painter: QPainter, line: QLineF, *, walked: bool) -> None:
    """Draw the line between two stops: solid if the first stop was passed, dotted if pending."""
    if line.dy() < 1:
        return
    colours = theme.get_current_colours()
    pen = QPen(QColor(colours.good if walked else colours.edge), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    if not walked:
        pen.setDashPattern([0.1, 3])
    painter.setPen(pen)
    painter.drawLine(line)


LENS = 30
"""Width reserved for the lens icon, in logical pixels."""


def paint_magnifier(painter: QPainter, corner: QPointF) -> None:
    """Draw a lens on a field of 28 × 28 logical pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_make_pen(theme.get_current_colours().sub))
    painter.drawEllipse(corner + QPointF(12.5, 12.5), 6, 6)
    painter.drawLine(corner + QPointF(17, 17), corner + QPointF(21.5, 21.5))


def find_status_colours(kind: str) -> tuple[str, str]:
    """Return the foreground colour and the background colour of a status icon."""
    return _find_scheme_colours(theme.get_current_colours(), kind)


def _make_pen(colour: str) -> QPen:
    return QPen(
        QColor(colour), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _draw_points(painter: QPainter, points: Points) -> None:
    if len(points) == 1:
        painter.drawPoint(QPointF(*points[0]))
    else:
        painter.drawPolyline([QPointF(*point) for point in points])


def _find_scheme_colours(c: ColourScheme, kind: str) -> tuple[str, str]:
    return {
        GOOD: (c.good, c.good_ground),
        WARN: (c.warn, c.warn_ground),
        BAD: (c.bad, c.bad_ground),
    }.get(kind, (c.sub, c.pressed))


def _draw_tick(painter: QPainter) -> None:
    _draw_points(painter, [(8.5, 14.5), (12.5, 18.5), (19.5, 10)])


def _draw_exclamation_mark(painter: QPainter) -> None:
    _draw_points(painter, [(14, 8.5), (14, 15)])
    _draw_points(painter, [(14, 19.3)])


def _draw_letter_i(painter: QPainter) -> None:
    _draw_points(painter, [(14, 8.7)])
    _draw_points(painter, [(14, 13), (14, 19.5)])


def _draw_cross(painter: QPainter) -> None:
    _draw_points(painter, [(10, 10), (18, 18)])
    _draw_points(painter, [(18, 10), (10, 18)])


def _draw_dots(painter: QPainter) -> None:
    for x in _DOTS:
        _draw_points(painter, [(x, 14)])


def _draw_question_mark(painter: QPainter) -> None:
    painter.drawArc(QRectF(10.5, 7.5, 7, 7), -90 * 16, 270 * 16)
    _draw_points(painter, [(14, 14.5), (14, 16)])
    _draw_points(painter, [(14, 20)])


_STATES: Mapping[str, Callable[[QPainter], None]] = {
    GOOD: _draw_tick,
    NOTE: _draw_letter_i,
    WARN: _draw_exclamation_mark,
    BAD: _draw_cross,
    BUSY: _draw_dots,
    UNKNOWN: _draw_question_mark,
    OFF: _draw_cross,
    ASK: _draw_question_mark,
}

_SIGNS: Mapping[str, list[Points]] = {
    "back": [[(16, 8), (10, 14), (16, 20)]],
    "more": [[(14, 8)], [(14, 14)], [(14, 20)]],
    "question": [
        [(10.3, 11), (11.2, 8.6), (14, 7.5), (16.8, 8.6), (17.7, 11), (16.5, 13.1), (14, 14.6), (14, 16.2)],
        [(14, 20.2)],
    ],
    "close": [[(9.5, 9.5), (18.5, 18.5)], [(18.5, 9.5), (9.5, 18.5)]],
    "copy": [[(8, 17), (8, 8), (17, 8)], [(11.5, 11.5), (20, 11.5), (20, 20), (11.5, 20), (11.5, 11.5)]],
    "again": [
        [(8, 14), (9, 10.5), (12, 8.3), (16, 8.3), (19, 10.5)],
        [(19.4, 6.5), (19.4, 10.8), (15.2, 10.8)],
        [(20, 14), (19, 17.5), (16, 19.7), (12, 19.7), (9, 17.5)],
        [(8.6, 21.5), (8.6, 17.2), (12.8, 17.2)],
    ],
}
