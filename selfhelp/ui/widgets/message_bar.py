"""A bar with a message, and perhaps a button, at the bottom of the window until the user closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.status_icons import DrawnIconButton


class MessageBar(QFrame):
    """A bar with a message and a Close button.

    Attributes:
        action: the button with what to do about the message; hidden without any.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.words, self._sentence = PlainLabel(), ""
        self.action = QPushButton()
        self._away = DrawnIconButton("close")
        self._away.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_2)
        row.addWidget(self.words, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._away, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_message(self, sentence: str, action: str = "") -> None:
        """Show a sentence and announce it; with ``action``, show the button with this label."""
        self.words.setText(sentence)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self._sentence = sentence
        self.show()
        announce_politely(self, sentence)

    def withdraw_message(self, sentence: str) -> None:
        """Close the bar if it still shows this sentence; the sentence no longer applies."""
        if sentence == self._sentence:
            self.hide()

    def retranslate(self, show: Callable[[Text | str], str]) -> None:
        """Update the button's text to the current language."""
        self._away.setAccessibleName(show(N_("Close this message")))
        self._away.setToolTip(show(N_("Close this message")))
