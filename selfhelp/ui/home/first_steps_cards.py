"""Three cards that introduce the app, and the home page's link to these cards."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import WelcomePage
from selfhelp.ui.widgets.drawing import Drawing
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.message_panel import MessagePanel

WIDE, NARROW = 640, 200
"""Minimum width for cards side by side, and minimum width of one card, in logical pixels."""

CARDS: tuple[tuple[str, Text, Text], ...] = (
    (
        "ask",
        N_("Say what's wrong"),
        N_("Use your own words. We check first, tell you what we found, and change nothing until you agree."),
    ),
    (
        "headset",
        N_("Not fixed? Write to the help desk"),
        N_("If the network is down, your ticket is saved here and sent when you're back online."),
    ),
    (
        "shutter",
        N_("You see what's sent"),
        N_(
            "You can turn off any item, such as your account name. Names in the facts about this computer "
            "are replaced. Screenshots are only taken when you click."
        ),
    ),
)
"""The drawing, heading and text of each introductory card."""


class FirstStepsCards(QWidget):
    """The introductory cards, in a row or a column depending on the width."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.cards = [MessagePanel() for _ in CARDS]
        column = self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        for card, (drawing, *_) in zip(self.cards, CARDS, strict=True):
            # needs a parent: otherwise it would open as a window
            picture = Drawing(card, side=64, plate=True)
            picture.show_drawing(drawing)
            card.sign.hide()
            card.column.addStretch(1)
            row = card.layout()
            if isinstance(row, QHBoxLayout):
                row.insertWidget(0, picture, 0, Qt.AlignmentFlag.AlignTop)
            column.addWidget(card, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose row or column by the width."""
        super().resizeEvent(event)
        wide = event.size().width() >= theme.scale_width(WIDE)
        row, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(row if wide else below)
        for card in self.cards:  # in a row, each drawing is above its text
            inside = card.layout()
            if isinstance(inside, QHBoxLayout):
                inside.setDirection(below if wide else row)

    def minimumSizeHint(self) -> QSize:
        """Return a small minimum width: a narrow window shows a column."""
        return QSize(NARROW, super().minimumSizeHint().height())

    def retranslate(self) -> None:
        """Update all text to the current language."""
        for card, (_, heading, words) in zip(self.cards, CARDS, strict=True):
            card.show_message("note", self._context.translate(heading), self._context.translate(words))

    def join_spoken_text(self) -> str:
        """Return the text of all cards as one string, for screen readers."""
        show = self._context.translate
        return " ".join(f"{show(heading)}. {show(words)}" for _, heading, words in CARDS)


class FirstTimePanel(QWidget):
    """A line on the home page with a link to the cards, until the user opens or dismisses the cards."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._words = PlainLabel("", "sub")
        self.show_me, self.done = QPushButton(), QPushButton()
        self.show_me.clicked.connect(self._open_first_steps)
        self.done.clicked.connect(self._dismiss_panel)
        row = FlowLayout(spacing=theme.SPACE_1)
        for button in (self.show_me, self.done):
            button.setProperty("link", True)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._words)
        column.addLayout(row)

    def retranslate(self) -> None:
        """Update all text to the current language; hide the panel if the user has dismissed it."""
        show = self._context.translate
        self._words.setText(show(N_("New here? Nothing changes until you agree.")))
        self.show_me.setText(show(N_("How it works")))
        self.done.setText(show(N_("Got it")))
        self.setVisible(not self._context.app.preferences.welcomed)

    def _open_first_steps(self) -> None:
        self._hide_for_good()
        self._context.open(WelcomePage())

    def _dismiss_panel(self) -> None:
        self._hide_for_good()
        self._context.say(N_("You can find this introduction again in the menu, under “How it works”."))

    def _hide_for_good(self) -> None:
        self._context.apply_preferences(self._context.app.preferences.copy_with_changes(welcomed="yes"), self)
        self.hide()
