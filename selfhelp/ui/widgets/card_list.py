"""A list of cards that the user can choose with the mouse or the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.card import Card, CardContent

__all__ = ["Card", "CardList", "CardContent"]


class CardList(QWidget):
    """A column of cards; card widgets are reused when the contents change.

    Signals:
        chosen: carries the key of the chosen card.
        left: the arrow keys moved above the first card.
        passed: the arrow keys moved below the last card.
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
        """Replace the current cards by cards with these contents."""
        self._contents = contents
        while len(self._cards) < len(contents):
            self._add_card()
        for number, card in enumerate(self._cards):
            if number < len(contents):
                card.show_card_content(contents[number])
            card.setVisible(number < len(contents))

    def prepare_cards(self, count: int) -> None:
        """Create hidden cards in advance, so that the first contents are shown without delay."""
        while len(self._cards) < count:
            self._add_card()
            self._cards[-1].hide()

    def list_shown_keys(self) -> Sequence[str]:
        """Return the keys of the shown cards, from top to bottom."""
        return [content.key for content in self._contents]

    def get_card_contents(self) -> Sequence[CardContent]:
        """Return the contents of the cards, from top to bottom."""
        return self._contents

    def open_card(self, number: int) -> None:
        """Choose a card by its index, as if clicked; do nothing for an invalid index."""
        if number < len(self._contents):
            self.chosen.emit(self._contents[number].key)

    def focus_card(self, key: str) -> bool:
        """Focus the card with a key; return whether that card exists."""
        keys = self.list_shown_keys()
        if key in keys:
            self._focus_card_at(list(keys).index(key))
        return key in keys

    def find_first_card(self) -> Card | None:
        """Return the first card, or None if no cards are shown."""
        return self._cards[0] if self._contents else None

    def focus_first_card(self) -> None:
        """Focus the first card."""
        self._focus_card_at(0)

    def focus_last_card(self) -> None:
        """Focus the last card."""
        self._focus_card_at(len(self._contents) - 1)

    def _add_card(self) -> None:
        number = len(self._cards)
        card = Card(self, flat=self._flat)
        card.clicked.connect(lambda: self.open_card(number))
        card.stepped.connect(lambda step: self._focus_card_at(number + step))
        self._cards.append(card)
        self._column.addWidget(card)

    def _focus_card_at(self, number: int) -> None:
        if number < 0:
            self.left.emit()
        elif number < len(self._contents):
            self._cards[number].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.passed.emit()
