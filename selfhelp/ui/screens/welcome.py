"""The introduction to the app in three cards; the home page offers it once."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from selfhelp.core.text import N_
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.home.first_steps_cards import FirstStepsCards
from selfhelp.ui.navigation import HomePage, PrivacyPage, WelcomePage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.announcements import announce_politely


class WelcomeScreen(AppScreen[WelcomePage]):
    """The screen with the three introductory cards, and a button to the home page."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.cards = FirstStepsCards(context)
        self._buttons = ButtonRow()
        self.start = self._buttons.add_button(lambda: context.open(HomePage()), primary=True)
        self.privacy = self._buttons.add_button(lambda: context.open(PrivacyPage()), link=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(self.cards)
        column.addWidget(self._buttons)
        column.addStretch(1)

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("How it works"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        self.cards.retranslate()
        self.start.setText(self.context.translate(N_("Say what's wrong")))
        self.privacy.setText(self.context.translate(N_("What IT can see and do")))

    def on_shown(self, destination: WelcomePage | None) -> None:
        """Focus the button, and announce the cards."""
        self.start.setFocus()
        announce_politely(self, self.cards.join_spoken_text())

    def can_be_freed(self) -> bool:
        """Return True, because the screen holds no user input."""
        return True
