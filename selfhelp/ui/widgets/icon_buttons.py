"""Tool buttons with an icon and a label; the label can be hidden to save space."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from selfhelp.core.colour_contrast import blend
from selfhelp.ui import theme

_SIDE = 20
_GAP = 6  # logical pixels between sign and word, in addition to Qt's own 4
_SHARP = 3  # pixels per logical one: enough for a screen at 300 %


class IconButton(QToolButton):
    """A tool button with an icon and a label that can be hidden.

    The label is the button's accessible name, even while hidden.
    """

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._apply_label_visibility(True)

    def set_label(self, word: str, what: str = "") -> None:
        """Set the label; ``what`` is the tooltip and the accessible description."""
        self.setText(word)
        self.setAccessibleName(word)
        self.setAccessibleDescription(what)
        self.setToolTip(what or word)

    def set_icon_name(self, sign: str) -> None:
        """Replace the button's icon, if the button's action has changed."""
        if sign != self._sign:
            self._sign = sign
            self._redraw_icon()

    def set_label_visible(self, shown: bool) -> None:
        """Show the icon with its label, or the icon only."""
        if self.property("sign") is (not shown):
            return
        self._apply_label_visibility(shown)
        self.style().unpolish(self)
        self.style().polish(self)

    def _apply_label_visibility(self, shown: bool) -> None:
        self.setProperty("sign", not shown)  # the style sheet gives it less room then
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon if shown else style.ToolButtonIconOnly)
        self._redraw_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icon when the palette changes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._redraw_icon()

    def _redraw_icon(self) -> None:
        _set_button_icon(self, self._sign, _SIDE if self.property("sign") else _SIDE + _GAP)


class IconToggle(QPushButton):
    """A button in an exclusive group; screen readers present it as a radio button.

    Qt exposes every checkable `QToolButton` as a check box (QAccessibleToolButton, Qt 6.11).
    """

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign, self._word = sign, ""
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setProperty("sign", False)
        _set_button_icon(self, sign, _SIDE + _GAP)

    def set_label(self, word: str, what: str = "") -> None:
        """Set the label; ``what`` is the tooltip and the accessible description."""
        self._word = word
        self.setText("" if self.property("sign") else word)
        self.setAccessibleName(word)
        self.setAccessibleDescription(what)
        self.setToolTip(what or word)

    def set_label_visible(self, shown: bool) -> None:
        """Show the icon with its label, or the icon only."""
        if self.property("sign") is (not shown):
            return
        self.setProperty("sign", not shown)
        self.setText(self._word if shown else "")
        _set_button_icon(self, self._sign, _SIDE + _GAP if shown else _SIDE)
        self.style().unpolish(self)
        self.style().polish(self)

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icon when the palette changes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            _set_button_icon(self, self._sign, _SIDE if self.property("sign") else _SIDE + _GAP)


def _set_button_icon(button: QAbstractButton, sign: str, width: int) -> None:
    """Set a button's icon, drawn in the current colours."""
    colours, icon = theme.get_current_colours(), QIcon()
    unable = blend(colours.text, colours.ground, 0.55) if colours.strong else colours.edge
    normal, off, on = QIcon.Mode.Normal, QIcon.State.Off, QIcon.State.On
    for mode, state, colour in (
        (normal, off, colours.text),
        (normal, on, colours.link),
        (QIcon.Mode.Disabled, off, unable),
    ):
        icon.addPixmap(draw_icon(sign, colour, width), mode, state)
    button.setIconSize(QSize(width, _SIDE))
    button.setIcon(icon)


def draw_icon(sign: str, colour: str, width: int = _SIDE) -> QPixmap:
    """Return an icon in a colour as a cached pixmap.

    A tool bar requests each icon five times.
    """
    key, kept = f"face {sign} {colour} {width}", QPixmap()
    if not QPixmapCache.find(key, kept):
        kept = _paint_icon(sign, colour, width)
        QPixmapCache.insert(key, kept)
    return kept


def _paint_icon(sign: str, colour: str, width: int) -> QPixmap:
    """Return a pixmap with an icon of 20 × 20 logical pixels, aligned left."""
    pixmap = QPixmap(width * _SHARP, _SIDE * _SHARP)
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(_SHARP)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_make_pen(colour))
    if sign in _SHAPES:
        _SHAPES[sign](painter)
    for points in _LINES.get(sign, ()):
        painter.drawPolyline([QPointF(*point) for point in points])
    painter.end()
    return pixmap


def _make_pen(colour: str) -> QPen:
    return QPen(
        QColor(colour), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _draw_black_out(painter: QPainter) -> None:
    painter.fillRect(QRectF(2, 6, 16, 8), painter.pen().color())


def _draw_box(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(2.5, 4.5, 15, 11), 2, 2)


def _draw_number_circle(painter: QPainter) -> None:
    painter.drawEllipse(QRectF(2, 2, 16, 16))


def _draw_highlight(painter: QPainter) -> None:
    """Draw a yellow background, and set a dark pen that is readable on yellow in every colour scheme."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#ffd84d"))
    painter.drawRoundedRect(QRectF(1, 1, 18, 18), 3, 3)
    painter.setPen(_make_pen("#1f2328"))


_SHAPES: Mapping[str, Callable[[QPainter], None]] = {
    "black-out": _draw_black_out,
    "box": _draw_box,
    "number": _draw_number_circle,
    "highlight": _draw_highlight,
}

_BACK = [
    [(6.5, 3.5), (2.5, 7.5), (6.5, 11.5)],
    [(2.5, 7.5), (12.5, 7.5), (15.4, 8.7), (16.8, 11.6), (15.4, 14.6), (12.5, 16), (8, 16)],
]

_LINES: Mapping[str, list[list[tuple[float, float]]]] = {
    "alarm": [[(10, 2.5), (18.5, 17), (1.5, 17), (10, 2.5)], [(10, 8), (10, 12)], [(10, 14.6), (10, 14.7)]],
    "mail": [[(2, 4.5), (18, 4.5), (18, 15.5), (2, 15.5), (2, 4.5)], [(2.5, 5), (10, 11), (17.5, 5)]],
    "device": [
        [(4, 13), (4, 4), (16, 4), (16, 13)],
        [(1.5, 16), (18.5, 16), (16.5, 13), (3.5, 13), (1.5, 16)],
    ],
    "screen": [
        [(2, 3.5), (18, 3.5), (18, 13.5), (2, 13.5), (2, 3.5)],
        [(10, 13.5), (10, 17)],
        [(6.5, 17), (13.5, 17)],
    ],
    "window": [[(2, 3.5), (18, 3.5), (18, 16.5), (2, 16.5), (2, 3.5)], [(2, 7.2), (18, 7.2)]],
    "file": [
        [(11.5, 2), (4.5, 2), (4.5, 18), (15.5, 18), (15.5, 6), (11.5, 2), (11.5, 6), (15.5, 6)],
    ],
    "pause": [[(7, 4), (7, 16)], [(13, 4), (13, 16)]],
    "play": [[(6, 3.5), (16, 10), (6, 16.5), (6, 3.5)]],
    "record": [[(3, 4), (3, 16)], [(7.5, 5), (17, 5)], [(7.5, 10), (17, 10)], [(7.5, 15), (13, 15)]],
    "up": [[(4, 12.5), (10, 6.5), (16, 12.5)]],
    "down": [[(4, 7.5), (10, 13.5), (16, 7.5)]],
    "comment": [
        [(2.5, 3.5), (17.5, 3.5), (17.5, 13.5), (9, 13.5), (5, 17.5), (5, 13.5), (2.5, 13.5), (2.5, 3.5)]
    ],
    "keys": [
        [(1.5, 4.5), (18.5, 4.5), (18.5, 15.5), (1.5, 15.5), (1.5, 4.5)],
        *([(x, 8.2), (x, 8.3)] for x in (5, 8.3, 11.7, 15)),
        [(6, 12), (14, 12)],
    ],
    "more": [[(4, 10), (4, 10.1)], [(10, 10), (10, 10.1)], [(16, 10), (16, 10.1)]],
    "arrow": [[(3.5, 16.5), (16, 4)], [(8.5, 3.5), (16.5, 3.5), (16.5, 11.5)]],
    "number": [[(8.2, 7.8), (10.4, 6), (10.4, 14)]],
    "text": [[(4, 6), (4, 4), (16, 4), (16, 6)], [(10, 4), (10, 16.5)], [(7.5, 16.5), (12.5, 16.5)]],
    "highlight": [[(5.5, 15.5), (10, 3.5), (14.5, 15.5)], [(7.2, 11.5), (12.8, 11.5)]],
    "crop": [[(5, 1.5), (5, 15), (18.5, 15)], [(1.5, 5), (15, 5), (15, 18.5)]],
    "empty": [[(5.5, 5.5), (14.5, 14.5)], [(14.5, 5.5), (5.5, 14.5)]],
    "undo": _BACK,
    "redo": [[(20 - x, y) for x, y in line] for line in _BACK],
    "smaller": [[(4, 10), (16, 10)]],
    "larger": [[(4, 10), (16, 10)], [(10, 4), (10, 16)]],
    "fit": [
        [(2.5, 7), (2.5, 3.5), (7, 3.5)],
        [(13, 3.5), (17.5, 3.5), (17.5, 7)],
        [(17.5, 13), (17.5, 16.5), (13, 16.5)],
        [(7, 16.5), (2.5, 16.5), (2.5, 13)],
    ],
    "copy": [
        [(4, 13), (2.5, 13), (2.5, 2.5), (13, 2.5), (13, 4)],
        [(7, 7), (17.5, 7), (17.5, 17.5), (7, 17.5), (7, 7)],
    ],
    "paste": [
        [(7, 4), (3.5, 4), (3.5, 17.5), (16.5, 17.5), (16.5, 4), (13, 4)],
        [(7, 2.5), (13, 2.5), (13, 6), (7, 6), (7, 2.5)],
    ],
    "remove": [
        [(3, 5), (17, 5)],
        [(7.5, 5), (7.5, 2.5), (12.5, 2.5), (12.5, 5)],
        [(5, 5), (5.8, 17.5), (14.2, 17.5), (15, 5)],
        [(8.5, 8.5), (8.8, 14)],
        [(11.5, 8.5), (11.2, 14)],
    ],
}
