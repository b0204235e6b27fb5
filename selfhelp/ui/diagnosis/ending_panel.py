"""The result panel of a fix: outcome, next step, undo, and technical details."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from selfhelp.core.model import CheckResult, CheckState, FixRun, Outcome
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.machine.guidance.manual_steps import load_manual_steps
from selfhelp.ui.diagnosis.answer_card import ReadingFrame, align_with_answer, style_as_answer
from selfhelp.ui.diagnosis.ending_words import Ending, EndingAction, describe_ending
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.announcements import focus_and_announce
from selfhelp.ui.widgets.label import PlainLabel, remove_control_characters
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import GOOD
from selfhelp.ui.widgets.step_list import StepList, StepWords
from selfhelp.ui.widgets.wrapping_button import WrappingButton

Show = Callable[[Text | str], str]


class EndingPanel(MessagePanel):
    """The outcome of a fix, with one primary button.

    Signals:
        undo_wanted, again_wanted, help_wanted, done_wanted, next_wanted, instead_wanted: the button was
            clicked.
        answered: the user answered the question "Is it working again?"; carries a bool.
    """

    undo_wanted = Signal()
    again_wanted = Signal()
    help_wanted = Signal()
    done_wanted = Signal()
    next_wanted = Signal()
    instead_wanted = Signal()
    answered = Signal(bool)

    def __init__(self, show: Show, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._ending: Ending | None = None
        self._way = EndingAction.DONE
        self._prevention: Text | None = None
        self._by_hand: Sequence[str] = ()
        style_as_answer(self.heading)
        self._advice, self._asks = PlainLabel("", "sub"), PlainLabel("")
        self._buttons = ButtonRow()
        self.next = WrappingButton()
        self.next.setProperty("primary", True)
        self.next.setAutoDefault(True)
        self.next.clicked.connect(self._on_primary_clicked)
        self._buttons.append_button(self.next)
        self.instead = WrappingButton()
        self.instead.setAutoDefault(True)
        self.instead.clicked.connect(self.instead_wanted)
        self._buttons.append_button(self.instead)
        self.help = self._buttons.add_button(self.help_wanted.emit, primary=True)
        self.done = self._buttons.add_button(self.done_wanted.emit, primary=True)
        self.yes = self._buttons.add_button(lambda: self.answered.emit(True))
        self.no = self._buttons.add_button(lambda: self.answered.emit(False))
        self._undo = self._buttons.add_button(self.undo_wanted.emit)
        self._again = self._buttons.add_button(self.again_wanted.emit)
        self._more = self._buttons.add_button(self._toggle_details, link=True)
        self._detail = PlainLabel("", "small")
        self._detail.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._detail.hide()
        self._try, self._hands = PlainLabel("", "sub"), StepList(numbered=True)
        self._steps = ReadingFrame(self._hands)
        for part in (self._try, self._steps, self._advice, self._asks, self._buttons, self._detail):
            self.column.addWidget(part)
        align_with_answer(self.detail, self._try, self._advice, self._asks, self._buttons, self._detail)

    def show_ending(self, ending: Ending, prevention: Text | None, by_hand: Sequence[str] = ()) -> None:
        """Show the outcome; ``by_hand`` has manual steps to try if no problem was found, but one remains."""
        self._ending, self._prevention = ending, prevention
        self._by_hand = () if ending.run.before.state is CheckState.FOUND else by_hand
        self._detail.hide()
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        ending, show = self._ending, self._show
        if ending is None:
            return
        words = describe_ending(ending)
        self._way = words.way
        detail = show(words.detail) if words.detail is not None else ""
        self.show_message(words.sign, show(words.heading), detail)
        self.heading.setAccessibleDescription(remove_control_characters(detail))
        self.next.set_label(show(words.button) if words.button is not None else "")
        self.instead.set_label(show(words.instead) if words.instead is not None else "")
        self.instead.setVisible(words.instead is not None)
        self._fit_button_width()
        self._update_advice(ending)
        self._update_buttons()
        self._more.setText(show(N_("Technical details")))
        self._detail.setText("\n".join(_iter_run_details(ending.run)))

    def _update_advice(self, ending: Ending) -> None:
        show = self._show
        helped = self.icon_kind == GOOD or ending.run.outcome is Outcome.RESTART_NEEDED
        self._advice.setText(show(self._prevention) if helped and self._prevention else "")
        self._advice.setVisible(bool(self._advice.text()))
        self._try.setText(show(N_("Things to try")))
        by_hand = () if self._way is EndingAction.DONE else self._by_hand
        steps = [show(load_manual_steps()[name].sentence) for name in by_hand]
        self._hands.show_steps([StepWords(step, ()) for step in steps])
        self._steps.setAccessibleName(self._try.text())
        self._steps.setAccessibleDescription(" ".join(steps))
        for part in (self._try, self._steps):
            part.setVisible(bool(steps))

    def _update_buttons(self) -> None:
        """Show one primary button, or the question."""
        show, way = self._show, self._way
        undoable = self._ending is not None and self._ending.can_be_undone and way is not EndingAction.UNDO
        self._asks.setText(show(N_("Is it working again?")))
        for part, text, shown in (
            (self.help, N_("Contact the help desk"), way is EndingAction.HELP),
            (self.done, N_("Done"), way is EndingAction.DONE),
            (self.yes, N_("Yes"), way is EndingAction.ASK),
            (self.no, N_("No"), way is EndingAction.ASK),
            (self._undo, N_("Undo"), undoable),
            (self._again, N_("Check again"), way is not EndingAction.AGAIN),
        ):
            part.setText(show(text))
            part.setVisible(shown)
        for button in (self.yes, self.no):
            button.setAccessibleName(f"{self._asks.accessibleName()} {button.text()}")
        self.next.setVisible(way in (EndingAction.FIX, EndingAction.AGAIN, EndingAction.UNDO))
        self._asks.setVisible(way is EndingAction.ASK)

    @property
    def leads_to_help(self) -> bool:
        """Whether the primary button opens the ticket form."""
        return self._way is EndingAction.HELP

    @property
    def icon_kind(self) -> str:
        """The kind of the outcome's icon."""
        return self.sign.kind

    def focus_outcome(self) -> None:
        """Focus the outcome, so that it is read once."""
        focus_and_announce(self.heading, (self.heading.text(), self.detail.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the primary button's label."""
        super().resizeEvent(event)
        self._fit_button_width()

    def _fit_button_width(self) -> None:
        for button in (self.next, self.instead):
            button.fit_to_width(self.width())

    def _on_primary_clicked(self) -> None:
        signals = {EndingAction.AGAIN: self.again_wanted, EndingAction.UNDO: self.undo_wanted}
        signals.get(self._way, self.next_wanted).emit()

    def _toggle_details(self) -> None:
        self._detail.setVisible(self._detail.isHidden())


def _iter_run_details(run: FixRun) -> Iterator[str]:
    """Yield the lines about a run for technicians, in English."""
    yield f"{run.id}  {run.run}  {run.outcome}"
    yield from iter_check_details("before", run.before)
    for number, step in enumerate(run.steps, 1):
        yield f"step {number}: {step.name}: {step.result}, undo {step.undo}"
        if step.detail:
            yield f"    {step.detail}"
    if run.after is not None:
        yield from iter_check_details("after", run.after)


def iter_check_details(when: str, result: CheckResult) -> Iterator[str]:
    """Yield the lines about a check for technicians; ``when`` is "before", "after" or the check's ID."""
    reason = f" ({ENGLISH.translate(result.reason)})" if result.reason else ""
    yield f"{when}: {result.state}{reason}"
    for name, value in result.evidence.items():
        yield f"    {name}: {json.dumps(value, ensure_ascii=False) if not value.isprintable() else value}"
