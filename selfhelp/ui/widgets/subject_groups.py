"""Groups of options side by side, each with an icon and a heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.card_list import CardContent, CardList
from selfhelp.ui.widgets.category_icon import CategoryIcon
from selfhelp.ui.widgets.label import PlainLabel

WIDE, NARROW = 250, 200
"""Width of a group next to another group, and minimum width of any group, in logical pixels."""

MOST = 3
"""Maximum number of columns."""


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """A subject's icon, heading and options."""

    icon: str
    heading: str
    contents: Sequence[CardContent]


class _SubjectPanel(QFrame):
    """The panel of one subject, with a background."""

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
    """Groups in as many columns as fit; the arrow keys move through all options.

    Signals:
        chosen: carries the key of the chosen option.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = 0
        self._shown = 0
        self._plates: list[_SubjectPanel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE_3)

    def show_groups(self, groups: Sequence[SubjectGroup]) -> None:
        """Replace the groups; groups without options aren't shown."""
        shown = [group for group in groups if group.contents]
        if new := len(self._plates) < len(shown):
            self.hide()  # otherwise the page would be laid out for each panel and card
        while len(self._plates) < len(shown):
            self._add_group_panel()
        for number, plate in enumerate(self._plates):
            if number < len(shown):
                plate.icon.show_icon(shown[number].icon)
                plate.heading.setText(shown[number].heading)
                plate.cards.setAccessibleName(plate.heading.accessibleName())
                plate.cards.show_cards(shown[number].contents)
            plate.setVisible(number < len(shown))
        self._shown = len(shown)
        self._update_columns()
        if new:
            self.show()

    def list_shown_keys(self) -> Sequence[str]:
        """Return the keys of all options, in reading order."""
        shown = self._plates[: self._shown]
        return list(chain.from_iterable(plate.cards.list_shown_keys() for plate in shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Update the number of columns for the new width."""
        super().resizeEvent(event)
        self._update_columns()

    def minimumSizeHint(self) -> QSize:
        """Return a small minimum width: a narrow window shows one column."""
        return QSize(NARROW, super().minimumSizeHint().height())

    def _update_columns(self) -> None:
        columns = max(1, min(MOST, self.width() // theme.scale_width(WIDE)))
        if columns == self._columns:
            return
        self._columns = columns
        for number, plate in enumerate(self._plates):
            self._grid.removeWidget(plate)
            self._place_group_panel(plate, number)
        for column in range(MOST):
            self._grid.setColumnStretch(column, int(column < columns))

    def _place_group_panel(self, plate: _SubjectPanel, number: int) -> None:
        columns = max(self._columns, 1)
        self._grid.addWidget(plate, number // columns, number % columns)

    def _add_group_panel(self) -> None:
        number, plate = len(self._plates), _SubjectPanel(self)
        plate.cards.chosen.connect(self.chosen)
        plate.cards.passed.connect(lambda: self._focus_group(number + 1, last=False))
        plate.cards.left.connect(lambda: self._focus_group(number - 1, last=True))
        self._plates.append(plate)
        self._place_group_panel(plate, number)

    def _focus_group(self, number: int, *, last: bool) -> None:
        if 0 <= number < self._shown:
            cards = self._plates[number].cards
            (cards.focus_last_card if last else cards.focus_first_card)()
