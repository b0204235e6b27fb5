"""The user's description of a problem, as a speech bubble."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.core.text import N_
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line

MOST = 240
"""Maximum number of characters shown; the ticket has the complete text."""

_ASIDE = 40
"""Minimum margin on the side without the bubble, in logical pixels."""


class OwnWords(QWidget):
    """A speech bubble with the user's description."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._words = self._complaint = ""
        bubble = self._bubble = QFrame()
        bubble.setObjectName("said")
        bubble.setProperty("mine", True)
        self.words = PlainLabel()
        inside, row = QVBoxLayout(bubble), QHBoxLayout(self)
        inside.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        inside.addWidget(self.words)
        row.setContentsMargins(_ASIDE, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(bubble, 1000)

    def show_description(self, words: str, complaint: str) -> None:
        """Show the description; for an empty description, show the chosen complaint."""
        self._words, self._complaint = words, complaint
        self.retranslate()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        known = load_troubleshooters().get(self._complaint)
        chosen = self._context.translate(known.title) if known is not None else ""
        text = shorten_to_one_line(self._words, MOST) or chosen
        self.words.setText(text)
        self.words.setAccessibleName(
            self._context.make_row_button_label(self._context.translate(N_("You")), text)
        )
        self.setVisible(bool(text))
        self._fit_bubble_width()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the bubble when the font or style changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_bubble_width()

    def _fit_bubble_width(self) -> None:
        """Limit the bubble's width to the width of its text."""
        wide = self.words.fontMetrics().horizontalAdvance(self.words.text())
        self._bubble.setMaximumWidth(wide + 2 * theme.SPACE_4 + theme.SPACE_2)
