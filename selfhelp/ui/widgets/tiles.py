"""Cards side by side where there is room for it, below each other where there is not."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.cards import Card, CardList

WIDE, NARROW = 620, 200
"""Logical pixels from which two cards stand side by side, and what one needs at least."""


class Tiles(CardList):
    """Cards in two columns; the keys are those of a list, in the order in which one reads."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = 1
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.SPACE_2)
        self._column.addLayout(self._grid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose one column or two."""
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= WIDE else 1
        if columns != self._columns:
            self._columns = columns
            for number, card in enumerate(self._cards):
                self._grid.removeWidget(card)
                self._place(card, number)
            self._grid.setColumnStretch(1, int(columns > 1))

    def minimumSizeHint(self) -> QSize:
        """Let the window become narrow: then there is one column."""
        return QSize(NARROW, super().minimumSizeHint().height())

    def _place(self, card: Card, number: int) -> None:
        self._grid.addWidget(card, number // self._columns, number % self._columns)
        self._grid.setColumnStretch(0, 1)
