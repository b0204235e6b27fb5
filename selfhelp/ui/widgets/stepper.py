"""A vertical path of stops on a line, each with its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.palettes import ColourScheme
from selfhelp.ui.widgets.card_background import paint_card_background
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.status_icons import ASK, BUSY, GOOD, NEXT, RING, paint_connector, paint_status_icon

GUTTER = 44
"""Width of the area for the line and the icons at the side of the stops, in logical pixels."""

_SIGN = 14  # half the side of a sign, in logical pixels
_AIR = 10  # logical pixels above and below the words of a stop


class StepperStop(QWidget):
    """One stop of a path: name, heading, detail, and further widgets in ``body``.

    The current stop has a card behind its text. A pending stop has an empty ring and a dotted line, so that
    the state doesn't depend on colour.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind, self._now = NEXT, False
        self._above: bool | None = None
        self._below: bool | None = None
        self.name = PlainLabel("", "step")
        self.heading, self.detail = PlainLabel("", "h2"), PlainLabel("", "sub")
        self.body = QVBoxLayout(self)
        self._update_margins()
        self.body.setSpacing(theme.SPACE_1)
        for label in (self.name, self.heading, self.detail):
            self.body.addWidget(label)
        self.set_texts("")

    @property
    def icon_kind(self) -> str:
        """The stop's state as a kind of `selfhelp.ui.widgets.status_icons.StatusIcon`."""
        return self._kind

    @property
    def is_reached(self) -> bool:
        """Whether the stop is current or completed."""
        return self._kind != NEXT

    @property
    def is_current(self) -> bool:
        """Whether this is the current stop."""
        return self._now

    def set_texts(self, heading: str, detail: str = "") -> None:
        """Set the stop's heading and detail; hide empty texts."""
        for label, text in ((self.heading, heading), (self.detail, detail)):
            label.setText(text)
            label.setVisible(bool(text))

    def set_stage_status(self, kind: str, said: str, *, now: bool = False) -> None:
        """Set the stop's state; ``said`` is the state's description for screen readers."""
        self._kind, self._now = kind, now
        self.name.setAccessibleDescription(said)
        self._update_margins()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Move the space for the line if the layout direction changes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._update_margins()

    def _update_margins(self) -> None:
        air = _AIR + theme.SPACE_1 if self._now else _AIR
        before, after = GUTTER + theme.SPACE_3, theme.SPACE_4
        if self.isRightToLeft():
            before, after = after, before
        self.body.setContentsMargins(before, air, after, air)

    def show_connectors(self, above: bool | None, below: bool | None) -> None:
        """Set the lines above and below: solid for True, dotted for False, hidden for None."""
        self._above, self._below = above, below
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stop's card, line and icon."""
        colours, painter = theme.get_current_colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            x = self.width() - GUTTER / 2
        else:
            x = GUTTER / 2
        y = self.name.y() + self.name.fontMetrics().lineSpacing() / 2
        if self._now:
            self._paint_card(painter, colours)
        gap = (_SIGN if self.is_reached else RING) + 4
        if self._above is not None:
            paint_connector(painter, QLineF(x, 0, x, y - gap), walked=self._above)
        if self._below is not None:
            paint_connector(painter, QLineF(x, y + gap, x, self.height()), walked=self._below)
        painter.translate(x - _SIGN, y - _SIGN)
        paint_status_icon(painter, self._kind, strong=self._now and self._kind in (BUSY, ASK, GOOD))
        painter.end()

    def _paint_card(self, painter: QPainter, colours: ColourScheme) -> None:
        left = 0 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else GUTTER
        place = QRectF(left, 1, self.width() - GUTTER, self.height() - 2)
        paint_card_background(painter, place, colours.good_ground if self._kind == GOOD else colours.card)


class Stepper(QWidget):
    """A path of stops in order; the line skips hidden stops."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stops: Mapping[str, StepperStop] = {name: StepperStop(self) for name in names}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for stop in self.stops.values():
            column.addWidget(stop)

    def update_connectors(self) -> None:
        """Update the lines between the visible stops."""
        shown = [stop for stop in self.stops.values() if not stop.isHidden()]
        for place, stop in enumerate(shown):
            below = shown[place + 1].is_reached if place + 1 < len(shown) else None
            stop.show_connectors(stop.is_reached if place else None, below)
