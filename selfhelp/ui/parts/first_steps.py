"""Three cards that say how this app helps; on the first screen until she has seen them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.drawing import Drawing
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.panel import Panel

WIDE, NARROW = 640, 200
"""Logical pixels from which the cards stand side by side, and what they need at least."""

CARDS: tuple[tuple[str, Text, Text], ...] = (
    (
        "ask",
        N_("Say what is wrong"),
        N_("Use your own words. It looks first, says what it found, and changes nothing before you agree."),
    ),
    (
        "headset",
        N_("Not solved? Write to the help desk"),
        N_("Your ticket is saved here and sent when it can be, even if the network is down now."),
    ),
    (
        "shutter",
        N_("You see what is sent"),
        N_("Every item has a switch. Names and addresses are replaced. No picture without your click."),
    ),
)
"""A drawing, a heading and a sentence."""


class FirstSteps(QWidget):
    """The cards side by side where there is room for it, else below each other."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.cards = [Panel() for _ in CARDS]
        column = self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        for card, (drawing, *_) in zip(self.cards, CARDS, strict=True):
            # inside at once: shown on its own it would be a window
            picture = Drawing(card, side=64, plate=True)
            picture.show_drawing(drawing)
            card.sign.hide()
            card.column.addStretch(1)
            row = card.layout()
            if isinstance(row, QHBoxLayout):
                row.insertWidget(0, picture, 0, Qt.AlignmentFlag.AlignTop)
            column.addWidget(card, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose row or column."""
        super().resizeEvent(event)
        wide = event.size().width() >= theme.wide(WIDE)
        row, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(row if wide else below)
        for card in self.cards:  # side by side the drawing stands above its words
            inside = card.layout()
            if isinstance(inside, QHBoxLayout):
                inside.setDirection(below if wide else row)

    def minimumSizeHint(self) -> QSize:
        """Let the window become narrow: then they stand below each other."""
        return QSize(NARROW, super().minimumSizeHint().height())

    def retranslate(self) -> None:
        """Set every text again."""
        for card, (_, heading, words) in zip(self.cards, CARDS, strict=True):
            card.fill("note", self._context.show(heading), self._context.show(words))

    def said(self) -> str:
        """Return all of it, to be read out."""
        show = self._context.show
        return " ".join(f"{show(heading)}. {show(words)}" for _, heading, words in CARDS)


class FirstTime(QWidget):
    """The cards on the first screen, with one button that puts them away for good."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._steps: FirstSteps | None = None
        self._heading = PlainLabel("", "h2")
        self.done = QPushButton()
        self.done.clicked.connect(self._put_away)
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addLayout(top)
        if not context.app.preferences.welcomed:  # else they cost the start nothing
            self._steps = FirstSteps(context)
            column.addWidget(self._steps)

    def retranslate(self) -> None:
        """Set every text again; nothing of it is there once she has seen it."""
        self._heading.setText(self._context.show(N_("New here? This is how it works.")))
        self.done.setText(self._context.show(N_("Got it")))
        if self._steps is not None:
            self._steps.retranslate()
        self.setVisible(self._steps is not None and not self._context.app.preferences.welcomed)

    def _put_away(self) -> None:
        self._context.prefer(self._context.app.preferences.with_(welcomed="yes"), self)
        self.hide()
        self._context.say(N_("You find it again in the menu, under “How it works”."))
