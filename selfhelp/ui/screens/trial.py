"""The page of one hands-on test, whose result is included in a ticket."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.catalog.manual_tests import BROKEN, TRIALS, WORKS, ManualTest
from selfhelp.core.text import ENGLISH, N_
from selfhelp.tickets.case import Case
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage, FixPage, TrialPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.trials.test_panel import TestPanel, build_test_panel
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import NOTE, WARN


class TrialScreen(AppScreen[TrialPage]):
    """The screen with a test's instructions, the test itself, and its result."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._name = ""
        self._trial: ManualTest | None = None
        self._stage: TestPanel | None = None
        self._case: Case | None = None
        self._sentence = PlainLabel("")
        self._place = QWidget()
        self._question = MessagePanel()
        answers = ButtonRow()
        self._works = answers.add_button(lambda: self._record_test_answer(WORKS))
        self._broken = answers.add_button(lambda: self._record_test_answer(BROKEN))
        self._question.column.addWidget(answers)
        self._advice = MessagePanel()
        ways = ButtonRow()
        self._fix = ways.add_button(self._open_fix)
        self._help = ways.add_button(self._open_help)
        self._advice.column.addWidget(ways)
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        for part in (self._sentence, self._place, self._question, self._advice):
            column.addWidget(part)
        column.addStretch(1)

    def title(self) -> str:
        """Return the test's title."""
        return self.context.translate(self._trial.title) if self._trial else ""

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, trial = self.context.translate, self._trial
        self._works.setText(show(N_("Yes, it works")))
        self._broken.setText(show(N_("No")))
        self._fix.setText(show(N_("Look for the cause")))
        self._help.setText(show(N_("Get help")))
        if trial is None:
            return
        self._sentence.setText(show(trial.sentence))
        self._question.show_message(NOTE, show(trial.question), "")
        self._advice.show_message(
            WARN, show(trial.advice), show(N_("Your answer will be included in your ticket."))
        )
        if self._stage is not None:
            self._stage.retranslate()

    def on_shown(self, destination: TrialPage | None) -> None:
        """Show the destination's test."""
        if destination is None:
            return
        self._name, self._trial = destination.id, TRIALS[destination.id]
        self._case = destination.case or self.context.app.create_case("")
        self._set_test_panel(build_test_panel(self._name, self.context))
        self._advice.hide()
        self._fix.setVisible(self._trial.fix in self.context.app.catalog.fixes)
        self.title_changed.emit()
        self.retranslate()
        if self._stage is not None:
            self._stage.focus_first_control()
        announce_politely(self, self._sentence.text())

    def on_hidden(self) -> None:
        """Stop the running test."""
        if self._stage is not None:
            self._stage.stop_test()

    def offers_help(self) -> bool:
        """Return whether the screen itself shows "Get help", as it does after a failed test."""
        return not self._advice.isHidden()

    def can_be_freed(self) -> bool:
        """Return True, because the case stores the result."""
        return True

    def make_help_case(self) -> Case | None:
        """Return the user's case with the result of the test."""
        return self._case

    # -- what the user answers --------------------------------------------------------------------------

    def _record_test_answer(self, said: str) -> None:
        if self._trial is None or self._case is None:
            return
        self._case.add_observation(ENGLISH.translate(self._trial.title), said)
        if said == WORKS:
            self.context.back()
            return
        self._case.set_ticket_topic(self._trial.title, self._trial.category)
        self._advice.show()
        self.title_changed.emit()
        self.scroll_to(self._advice)
        announce_politely(self, self._advice.heading.text())
        self._help.setFocus()

    def _open_fix(self) -> None:
        if self._trial is not None:
            self.context.open(FixPage(self._trial.fix, case=self.make_help_case()))

    def _open_help(self) -> None:
        self.context.open(AskPage(self.make_help_case()))

    def _set_test_panel(self, stage: TestPanel) -> None:
        layout = self._place.layout()
        if self._stage is not None:
            self._stage.hide()
            self._stage.deleteLater()
        self._stage = stage
        if layout is not None:
            layout.addWidget(stage)
