"""The user's description of a problem without its secrets, as a speech bubble."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line

if TYPE_CHECKING:
    from selfhelp.app.composition import App

MOST = 240
"""Maximum number of characters shown; the ticket has the complete text."""

_PENDING = "…"
"""Shown until the secrets are hidden, so that the page doesn't move afterwards."""

_ASIDE = 40
"""Minimum margin on the side without the bubble, in logical pixels."""


class OwnWords(QWidget):
    """A speech bubble with the user's description."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._words = self._complaint = ""
        self._hiding: BackgroundJob[str] | None = None
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
        """Show the description once its secrets are hidden; for an empty one, show the chosen complaint."""
        self._words, self._complaint = _PENDING if words.strip() else "", complaint
        self.retranslate()
        if self._hiding is not None:
            self._hiding.detach()
            self._hiding = None
        if self._words:
            work = partial(_hide_secrets, self._context.app, words)
            self._hiding = self._context.jobs.start_job(work, self._show_words, self._on_failed, owner=self)

    def _show_words(self, words: str) -> None:
        self._hiding, self._words = None, words
        self.retranslate()

    def _on_failed(self, _error: SelfhelpError) -> None:
        """Show no description, because a secret in it might be visible."""
        self._show_words("")

    def retranslate(self) -> None:
        """Update all text to the current language."""
        known = load_troubleshooters().get(self._complaint)
        chosen = self._context.translate(known.title) if known is not None else ""
        text = self._context.translate(shorten_to_one_line(self._words, MOST)) or chosen
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


def _hide_secrets(app: App, words: str, _progress: Progress) -> str:
    """Return the user's description without secrets, on a pool thread."""
    from selfhelp.app.unsent_items import hide_secrets

    return hide_secrets(app, [words])[0]
