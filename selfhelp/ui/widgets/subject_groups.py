"""Groups side by side, each with an icon, a heading and some options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.card_list import CardContent, CardList
from selfhelp.ui.widgets.icon import CategoryIcon
from selfhelp.ui.widgets.label import PlainLabel

WIDE, NARROW = 250, 200
"""Logical pixels that a plate needs to stand beside another one, and what one needs at least."""

MOST = 3
"""Plates side by side."""


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """A subject: its image, what it is called, and what can be chosen."""

    icon: str
    heading: str
    contents: Sequence[CardContent]


class _Plate(QFrame):
    """One subject's plate."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.icon, self.heading = CategoryIcon(), PlainLabel("", "h2")
        self.cards = CardList(flat=True)
        top, column = QHBoxLayout(), QVBoxLayout(self)
        top.setContentsMargins(theme.SPACE_2, 0, theme.SPACE_2, 0)
        top.setSpacing(theme.SPACE_3)
        top.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignVCenter)
        column.setContentsMargins(theme.SPACE_2, theme.SPACE_3, theme.SPACE_2, theme.SPACE_2)
        column.setSpacing(theme.SPACE_1)
        column.addLayout(top)
        column.addWidget(self.cards)
        column.addStretch(1)


class SubjectGroups(QWidget):
    """The subjects in as many columns as there is room for. The arrow keys go through all of them.

    Signals:
        chosen: carries the key of what was chosen.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = 0
        self._shown = 0
        self._plates: list[_Plate] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE_3)

    def show_groups(self, groups: Sequence[SubjectGroup]) -> None:
        """Show these subjects; those with nothing to choose are left out."""
        shown = [group for group in groups if group.contents]
        if new := len(self._plates) < len(shown):
            self.hide()  # else the whole page would be laid out for each plate and each card
        while len(self._plates) < len(shown):
            self._add()
        for number, plate in enumerate(self._plates):
            if number < len(shown):
                plate.icon.show_icon(shown[number].icon)
                plate.heading.setText(shown[number].heading)
                plate.cards.setAccessibleName(plate.heading.accessibleName())
                plate.cards.show_cards(shown[number].contents)
            plate.setVisible(number < len(shown))
        self._shown = len(shown)
        self._arrange()
        if new:
            self.show()

    def shown_keys(self) -> Sequence[str]:
        """Return the keys that can be chosen, in reading order."""
        shown = self._plates[: self._shown]
        return list(chain.from_iterable(plate.cards.shown_keys() for plate in shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the number of columns."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return a small minimum width: narrow windows show one column."""
        return QSize(NARROW, super().minimumSizeHint().height())

    def _arrange(self) -> None:
        columns = max(1, min(MOST, self.width() // theme.scale_width(WIDE)))
        if columns == self._columns:
            return
        self._columns = columns
        for number, plate in enumerate(self._plates):
            self._grid.removeWidget(plate)
            self._place(plate, number)
        for column in range(MOST):
            self._grid.setColumnStretch(column, int(column < columns))

    def _place(self, plate: _Plate, number: int) -> None:
        columns = max(self._columns, 1)
        self._grid.addWidget(plate, number // columns, number % columns)

    def _add(self) -> None:
        number, plate = len(self._plates), _Plate(self)
        plate.cards.chosen.connect(self.chosen)
        plate.cards.passed.connect(lambda: self._enter(number + 1, last=False))
        plate.cards.left.connect(lambda: self._enter(number - 1, last=True))
        self._plates.append(plate)
        self._place(plate, number)

    def _enter(self, number: int, *, last: bool) -> None:
        if 0 <= number < self._shown:
            cards = self._plates[number].cards
            (cards.focus_last if last else cards.focus_first)()
