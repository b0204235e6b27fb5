"""A list of cards to choose from with mouse or keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.card import Card, CardContent

__all__ = ["Card", "CardList", "CardContent"]


class CardList(QWidget):
    """Cards below each other. Cards are used again when other things are shown.

    Signals:
        chosen: carries the key of the card.
        left: the arrow keys went above the first card.
        passed: they went below the last one.
    """

    chosen = Signal(str)
    left = Signal()
    passed = Signal()

    def __init__(self, parent: QWidget | None = None, *, flat: bool = False) -> None:
        super().__init__(parent)
        self._flat = flat
        self._cards: list[Card] = []
        self._contents: Sequence[CardContent] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0 if flat else theme.SPACE_2)

    def show_cards(self, contents: Sequence[CardContent]) -> None:
        """Show these cards."""
        self._contents = contents
        while len(self._cards) < len(contents):
            self._add()
        for number, card in enumerate(self._cards):
            if number < len(contents):
                card.show_content(contents[number])
            card.setVisible(number < len(contents))

    def shown_keys(self) -> Sequence[str]:
        """Return the keys of the shown cards, from top to bottom."""
        return [content.key for content in self._contents]

    def contents(self) -> Sequence[CardContent]:
        """Return the contents of the cards, from top to bottom."""
        return self._contents

    def choose_card(self, number: int) -> None:
        """Choose a card as if it had been clicked; nothing happens if there is none."""
        if number < len(self._contents):
            self.chosen.emit(self._contents[number].key)

    def focus_card(self, key: str) -> bool:
        """Focus a card; return whether it exists."""
        keys = self.shown_keys()
        if key in keys:
            self._focus(list(keys).index(key))
        return key in keys

    def focus_first(self) -> None:
        """Focus the first card."""
        self._focus(0)

    def focus_last(self) -> None:
        """Focus the last card."""
        self._focus(len(self._contents) - 1)

    def _add(self) -> None:
        number = len(self._cards)
        card = Card(self, flat=self._flat)
        card.clicked.connect(lambda: self.choose_card(number))
        card.stepped.connect(lambda step: self._focus(number + step))
        self._cards.append(card)
        self._column.addWidget(card)

    def _focus(self, number: int) -> None:
        if number < 0:
            self.left.emit()
        elif number < len(self._contents):
            self._cards[number].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.passed.emit()
