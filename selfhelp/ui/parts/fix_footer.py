"""The footer of a fix: the buttons of an open question, or "Get help" and "Check again"."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.label import PlainLabel


class FixFooter(QWidget):
    """The buttons "Get help" and "Check again", or the buttons of an open question."""

    def __init__(self, page: FootedPage, *answers: ButtonRow) -> None:
        super().__init__()
        self._page, self._answers = page, answers
        self._not_solved = PlainLabel("", "sub")
        self._not_solved.setWordWrap(False)
        self.help, self.retry = QPushButton(), QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_3)
        for part in (self._not_solved, self.help, self.retry):
            row.addWidget(part)
        row.addStretch(1)
        page.foot.addWidget(self, 1)
        for buttons in answers:
            buttons.remove_top_margin()
            page.foot.addWidget(buttons, 1)

    @property
    def offers_help(self) -> bool:
        """Whether "Get help" is visible in the footer."""
        return not self.help.isHidden()

    def show_actions(self, *, help_: bool) -> None:
        """Show an open question's buttons; otherwise "Check again", and "Get help" if ``help_`` is True."""
        asked = any(not buttons.isHidden() for buttons in self._answers)
        for part in (self._not_solved, self.help):
            part.setVisible(help_)
        wanted = help_ or not self.retry.isHidden()
        self.setVisible(wanted and not asked)
        self._page.footer.setVisible(wanted or asked)

    def retranslate(self, show: Callable[[Text | str], str]) -> None:
        """Update all text to the current language."""
        self._not_solved.setText(show(N_("Not fixed?")))
        self.help.setText(show(N_("Get help")))
        self.retry.setText(show(N_("Check again")))
