"""Cards: one thing to choose each, by mouse, Tab, arrow keys, Enter or Space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.icon import Icon
from selfhelp.ui.widgets.label import PlainLabel, tidy
from selfhelp.ui.widgets.signs import Chevron, StateSign


@dataclass(frozen=True, slots=True)
class Content:
    """What a card says; ``sign`` is a kind of `StateSign`, or "" for none. Texts are shown as they are.

    ``line`` is a further line below, ``mark`` a word or two that stand out, such as "2 new", ``icon`` a
    picture of `selfhelp.ui.widgets.icon`.
    """

    key: str
    title: str
    sub: str = ""
    sign: str = ""
    line: str = ""
    mark: str = ""
    icon: str = ""


class Card(QPushButton):
    """A button with a title, a quieter line, and perhaps a sign."""

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setProperty("usable", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._sign, self._icon = StateSign(), Icon()
        self._title = PlainLabel("", "h2")
        self._sub, self._line = PlainLabel("", "sub"), PlainLabel()
        self._mark = PlainLabel("", "unread")
        self._mark.setWordWrap(False)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._title, self._sub, self._line):
            words.addWidget(label)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_3, theme.SPACE_3)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self._sign)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Chevron())
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def fill(self, content: Content) -> None:
        """Show other words."""
        self._title.setText(content.title)
        for label, text in ((self._sub, content.sub), (self._line, content.line), (self._mark, content.mark)):
            label.setText(text)
            label.setVisible(bool(text))
        self._sign.setVisible(bool(content.sign))
        self._icon.show_icon(content.icon)
        if content.sign:
            self._sign.set_kind(content.sign)
        self.setAccessibleName(tidy(content.title))
        said = (content.mark, content.sub, content.line)
        self.setAccessibleDescription(tidy(". ".join(part for part in said if part)))

    def sizeHint(self) -> QSize:
        """Return the size of what is inside; a plain button only knows its own text."""
        return self._row.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the least size of what is inside."""
        return self._row.totalMinimumSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter choose, and the arrows go on to the next card."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class CardList(QWidget):
    """Cards below each other. Cards are used again when other things are shown.

    Signals:
        chosen: carries the key of the card.
        left: the arrow keys went above the first card.
    """

    chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[Card] = []
        self._contents: Sequence[Content] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_2)

    def fill(self, contents: Sequence[Content]) -> None:
        """Show these cards."""
        self._contents = contents
        while len(self._cards) < len(contents):
            self._add()
        for number, card in enumerate(self._cards):
            if number < len(contents):
                card.fill(contents[number])
            card.setVisible(number < len(contents))

    def keys(self) -> Sequence[str]:
        """Return what is shown, from top to bottom."""
        return [content.key for content in self._contents]

    def choose(self, number: int) -> None:
        """Choose a card as if it had been clicked; nothing happens where there is none."""
        if number < len(self._contents):
            self.chosen.emit(self._contents[number].key)

    def point_at(self, key: str) -> bool:
        """Put the focus on a card; say whether there is one."""
        keys = self.keys()
        if key in keys:
            self._focus(list(keys).index(key))
        return key in keys

    def enter(self) -> None:
        """Put the focus on the first card."""
        self._focus(0)

    def _add(self) -> None:
        number = len(self._cards)
        card = Card(self)
        card.clicked.connect(lambda: self.choose(number))
        card.stepped.connect(lambda step: self._focus(number + step))
        self._cards.append(card)
        self._place(card, number)

    def _place(self, card: Card, number: int) -> None:
        self._column.addWidget(card)

    def _focus(self, number: int) -> None:
        if number < 0:
            self.left.emit()
        elif number < len(self._contents):
            self._cards[number].setFocus(Qt.FocusReason.TabFocusReason)
