"""The proposed fix: its steps, with risks and durations, and the consent buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.core.model import StepResult
from selfhelp.core.progress import Proposal, StepView
from selfhelp.core.text import ENGLISH, N_, Text, Translator
from selfhelp.ui import theme
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.widgets.signs import BAD, GOOD, UNKNOWN, WARN
from selfhelp.ui.widgets.step_list import StepList, StepWords

RESULTS = {"done": GOOD, "failed": BAD, "cancelled": WARN, "interrupted": WARN, "skipped": UNKNOWN}
"""Sign of a step by its result; a step the user says they did counts as done."""


class ProposalPanel(QWidget):
    """The steps, and the two answers. Afterwards it shows how far each step is.

    ``buttons`` stand where the screen puts them: many steps must not push them out of the window.

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
        self.yes = self.buttons.add_button(lambda: self._answer(True), primary=True)
        self.no = self.buttons.add_button(lambda: self._answer(False))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._steps)

    def ask_consent(self, proposal: Proposal, translator: Translator) -> None:
        """Show the steps and wait for the user's answer; the focus is on "No", which changes nothing."""
        self._proposal, self._asking, self._results = proposal, True, ()
        self.retranslate(translator)
        self.show()
        self.no.setFocus()

    def spoken_text(self) -> str:
        """Return the steps and what must be known about them, to be read out."""
        steps = (
            [step_words(step, self._translator) for step in self._proposal.steps] if self._proposal else []
        )
        return " ".join(_step_on_one_line(step) for step in steps)

    def mark_step_started(self, sentence: str) -> bool:
        """Show that a step is running; return whether it is one of these, and is visible."""
        self._steps.mark_started(sentence)
        return self._steps.has_step(sentence) and self.isVisible()

    def show_results(self, results: Sequence[StepResult]) -> None:
        """Show the result of each step."""
        self.hide_buttons()
        self._results = results
        self._steps.show_results([RESULTS.get(result.result, GOOD) for result in results])

    def retranslate(self, translator: Translator) -> None:
        """Update all text to the current language."""
        self._translator = translator
        show = translator.translate
        self.yes.setText(show(N_("Do it")))
        self.no.setText(show(N_("Not now")))
        self.buttons.setVisible(self._asking)
        if self._proposal is not None:
            self._steps.show_steps([step_words(step, translator) for step in self._proposal.steps])
        for button in (self.yes, self.no):
            button.setAccessibleDescription(self.spoken_text())
        if self._results:
            self.show_results(self._results)

    def hide_buttons(self) -> None:
        """Ask nothing any more."""
        self._asking = False
        self.buttons.hide()

    def _answer(self, value: bool) -> None:
        self.hide_buttons()
        self.answered.emit(value)


def _step_on_one_line(step: StepWords) -> str:
    """Return a step in one breath; what ends with a full stop needs no comma."""
    said = ", ".join([step.sentence, *step.notes]).replace(".,", ".")
    return said if said.endswith(".") else f"{said}."


def step_words(step: StepView, translator: Translator) -> StepWords:
    """Return a step's texts."""
    return StepWords(
        translator.translate(step.sentence), [translator.translate(note) for note in _notes(step)]
    )


def _notes(step: StepView) -> Iterator[Text]:
    """Yield a step's risk, duration, undo and required rights."""
    if step.by_hand:
        yield N_("You do this yourself")
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
