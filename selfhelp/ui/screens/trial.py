"""One thing the person tries herself; her answer goes along with a ticket."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.catalog.manual_tests import BROKEN, TRIALS, WORKS, Trial
from selfhelp.core.text import ENGLISH, N_
from selfhelp.tickets.case import Case
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage, FixPage, TrialPage
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.screens import Screen
from selfhelp.ui.trials import stage_of
from selfhelp.ui.trials.stage import Stage
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.signs import NOTE, WARN


class TrialScreen(Screen[TrialPage]):
    """What to do, the thing to try it on, and how it was."""

    says_itself = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._name = ""
        self._trial: Trial | None = None
        self._stage: Stage | None = None
        self._case: Case | None = None
        self._sentence = PlainLabel("")
        self._place = QWidget()
        self._question = Panel()
        answers = ButtonRow()
        self._works = answers.add(lambda: self._answer(WORKS))
        self._broken = answers.add(lambda: self._answer(BROKEN))
        self._question.column.addWidget(answers)
        self._advice = Panel()
        ways = ButtonRow()
        self._fix = ways.add(self._open_fix)
        self._help = ways.add(self._get_help)
        self._advice.column.addWidget(ways)
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        for part in (self._sentence, self._place, self._question, self._advice):
            column.addWidget(part)
        column.addStretch(1)

    def title(self) -> str:
        """Return what is tried."""
        return self.context.show(self._trial.title) if self._trial else ""

    def retranslate(self) -> None:
        """Set every text again."""
        show, trial = self.context.show, self._trial
        self._works.setText(show(N_("Yes, it works")))
        self._broken.setText(show(N_("No")))
        self._fix.setText(show(N_("Look for the cause")))
        self._help.setText(show(N_("Get help")))
        if trial is None:
            return
        self._sentence.setText(show(trial.sentence))
        self._question.fill(NOTE, show(trial.question), "")
        self._advice.fill(WARN, show(trial.advice), show(N_("Your answer goes along with a ticket.")))
        if self._stage is not None:
            self._stage.retranslate()

    def shown(self, destination: TrialPage | None) -> None:
        """Set the stage for one trial."""
        if destination is None:
            return
        self._name, self._trial = destination.id, TRIALS[destination.id]
        self._case = destination.case or self.context.app.new_case("")
        self._set_stage(stage_of(self._name, self.context))
        self._advice.hide()
        self._fix.setVisible(self._trial.fix in self.context.app.catalog.fixes)
        self.title_changed.emit()
        self.retranslate()
        if self._stage is not None:
            self._stage.enter()
        announce(self, f"{self.title()}. {self._sentence.text()}")

    def left(self) -> None:
        """Stop what goes on."""
        if self._stage is not None:
            self._stage.ended()

    def may_be_freed(self) -> bool:
        """Say yes: her answer is in her case."""
        return True

    def for_help(self) -> Case | None:
        """Take her case along."""
        return self._case

    # -- what she answers --------------------------------------------------------------------------

    def _answer(self, said: str) -> None:
        if self._trial is None or self._case is None:
            return
        self._case.add_said(ENGLISH.show(self._trial.title), said)
        if said == WORKS:
            self.context.back()
            return
        self._case.refer(self._trial.title, self._trial.category)
        self._advice.show()
        self.reveal(self._advice)
        announce(self, self._advice.heading.text())
        self._help.setFocus()

    def _open_fix(self) -> None:
        if self._trial is not None:
            self.context.open(FixPage(self._trial.fix, case=self.for_help()))

    def _get_help(self) -> None:
        self.context.open(AskPage(self.for_help()))

    def _set_stage(self, stage: Stage) -> None:
        layout = self._place.layout()
        if self._stage is not None:
            self._stage.hide()
            self._stage.deleteLater()
        self._stage = stage
        if layout is not None:
            layout.addWidget(stage)
