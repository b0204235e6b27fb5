"""The panel of the proposed fix: steps with risks and durations, and the consent buttons.

If all steps are manual, no consent is needed; the user confirms that the steps are done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.core.model import StepResult, Undo
from selfhelp.core.progress import Proposal, StepView
from selfhelp.core.text import ENGLISH, N_, Text, Translator
from selfhelp.ui import theme
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.status_icons import BAD, GOOD, UNKNOWN, WARN
from selfhelp.ui.widgets.step_list import StepList, StepWords

RESULTS = {"done": GOOD, "failed": BAD, "cancelled": WARN, "interrupted": WARN, "skipped": UNKNOWN}
"""The kind of icon for each step result; other results have the icon for "done"."""


class ProposalPanel(QWidget):
    """The proposed steps and the consent buttons; during the fix, the state of each step.

    The screen places ``buttons``, so that they stay visible below many steps.

    Signals:
        answered: carries the user's answer.
    """

    answered = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._proposal: Proposal | None = None
        self._results: Sequence[StepResult] = ()
        self._asking = False
        self._translator = ENGLISH
        self._steps = StepList(numbered=True)
        self.buttons = ButtonRow()
        self.buttons.hide()
        self.yes = self.buttons.add_button(lambda: self._on_consent_answered(True), primary=True)
        self.no = self.buttons.add_button(lambda: self._on_consent_answered(False))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._steps)

    @property
    def is_by_hand(self) -> bool:
        """Whether the user does all the steps by hand."""
        return self._proposal is not None and is_done_by_hand(self._proposal)

    def ask_consent(self, proposal: Proposal, translator: Translator) -> None:
        """Show the steps and ask for consent, or ask the user to do manual steps and confirm.

        The button that changes nothing has the focus: "No", or for manual steps the new check.
        """
        self._proposal, self._asking, self._results = proposal, True, ()
        self.retranslate(translator)
        self.show()
        (self.yes if self.is_by_hand else self.no).setFocus()

    def join_spoken_text(self) -> str:
        """Return the steps and their notes as one text, for screen readers."""
        return " ".join(_join_step_texts(step) for step in self._list_step_texts())

    def _list_step_texts(self) -> Sequence[StepWords]:
        if self._proposal is None:
            return ()
        by_hand = self.is_by_hand
        told = [describe_step(step, self._translator, all_by_hand=by_hand) for step in self._proposal.steps]
        note = self._translator.translate(N_("Undone"))
        undone = {number for number, result in enumerate(self._results) if result.undo is Undo.DONE}
        return [replace(step, notes=[note]) if number in undone else step for number, step in enumerate(told)]

    def mark_step_started(self, sentence: str) -> bool:
        """Show the step with this sentence as running; return whether the panel shows such a step."""
        self._steps.mark_step_started(sentence)
        return self._steps.has_step_sentence(sentence) and self.isVisible()

    def show_step_results(self, results: Sequence[StepResult]) -> None:
        """Show the result of each step."""
        self.close_question()
        self._results = results
        if any(result.undo is Undo.DONE for result in results):
            self._steps.show_steps(self._list_step_texts())  # "Can be undone" isn't true any more
        self._steps.show_step_results([RESULTS.get(result.result, GOOD) for result in results])

    def retranslate(self, translator: Translator) -> None:
        """Update all text to the current language."""
        self._translator = translator
        show = translator.translate
        self.yes.setText(show(N_("I've done it – check again") if self.is_by_hand else N_("Do it")))
        self.no.setText(show(N_("Not now")))
        self.buttons.setVisible(self._asking)
        if self._proposal is not None:
            self._steps.show_steps(self._list_step_texts())
        for button in (self.yes, self.no):
            button.setAccessibleDescription(self.join_spoken_text())
        if self._results:
            self.show_step_results(self._results)

    def close_question(self) -> None:
        """Hide the consent buttons."""
        self._asking = False
        self.buttons.hide()

    def _on_consent_answered(self, value: bool) -> None:
        self.close_question()
        self.answered.emit(value)


def _join_step_texts(step: StepWords) -> str:
    """Return a step and its notes as one sentence."""
    said = ", ".join([step.sentence, *step.notes]).replace(".,", ".")
    return said if said.endswith(".") else f"{said}."


def is_done_by_hand(proposal: Proposal) -> bool:
    """Return whether a proposal consists of manual steps only."""
    return bool(proposal.steps) and all(step.by_hand for step in proposal.steps)


def describe_step(step: StepView, translator: Translator, *, all_by_hand: bool = False) -> StepWords:
    """Return a step's texts; with its drawing if all steps are manual."""
    return StepWords(
        translator.translate(step.sentence),
        [translator.translate(note) for note in _iter_step_notes(step, all_by_hand)],
        step.drawing if all_by_hand else "",
    )


def _iter_step_notes(step: StepView, all_by_hand: bool) -> Iterator[Text]:
    """Yield a step's notes: risk, duration, undo and required rights."""
    if step.by_hand and not all_by_hand:
        yield N_("Manual step")
    if step.risk is not None:
        yield step.risk
    if step.duration > timedelta():
        yield N_("Takes about {duration}", duration=step.duration)
    if step.undoable:
        yield N_("Can be undone")
    elif not step.by_hand:
        yield N_("Can't be undone")
    if step.admin:
        yield N_("Needs an administrator")
