"""The card below an answer with the answer to a second problem that the user described."""

from __future__ import annotations

from PySide6.QtCore import Signal

from selfhelp.core.text import N_
from selfhelp.diagnosis.verdict import SecondAnswer, Verdict
from selfhelp.machine.guidance.manual_steps import load_manual_steps
from selfhelp.ui.context import Context
from selfhelp.ui.diagnosis.verdict_words import CONTACT, make_fix_button_label
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import WARN
from selfhelp.ui.widgets.step_list import StepList, StepWords
from selfhelp.ui.widgets.tab_order import make_text_tab_stop
from selfhelp.ui.widgets.wrapping_button import WrappingButton


class SecondAnswerCard(MessagePanel):
    """A card with a finding, its meaning, and a button for its fix or the help desk; hidden without one.

    Signals:
        fix_wanted: carries the ID of the fix.
        help_wanted: only the help desk can help.
    """

    fix_wanted = Signal(str)
    help_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._answer: SecondAnswer | None = None
        self.steps, self.button, row = StepList(numbered=True), WrappingButton(), ButtonRow()
        self.button.clicked.connect(self._on_button_clicked)
        row.append_button(self.button)
        for part in (self.steps, row):
            self.column.addWidget(part)
        make_text_tab_stop(self.heading)
        self.hide()

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show the answer to the second problem of a verdict, or hide the card."""
        self._answer = verdict.second if verdict is not None else None
        self.retranslate()
        self.setVisible(self._answer is not None)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        answer, show = self._answer, self._context.translate
        if answer is None:
            return
        also = show(N_("Also: {what}", what=answer.finding.summary))
        meaning = show(answer.finding.meaning) if answer.finding.meaning is not None else ""
        self.show_message(WARN, also, meaning)
        self.heading.setAccessibleDescription(meaning)
        check = self._context.app.catalog.checks.get(answer.result.id)
        by_hand = check.by_hand if check is not None and answer.way is None else ()
        self.steps.show_steps([StepWords(show(load_manual_steps()[name].sentence), ()) for name in by_hand])
        self.steps.setVisible(bool(by_hand))
        self.button.set_label(show(make_fix_button_label(answer.way) if answer.way is not None else CONTACT))

    def _on_button_clicked(self) -> None:
        way = self._answer.way if self._answer is not None else None
        if way is not None:
            self.fix_wanted.emit(way.fix)
        else:
            self.help_wanted.emit()
