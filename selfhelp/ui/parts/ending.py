"""How a fix ended: honest words, the way back, and the detail for a technician behind one link."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from selfhelp.core.model import CheckResult, FixRun, Outcome, State, Undo
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.engine.engine import told
from selfhelp.machine.guidance.manual_steps import manual_steps
from selfhelp.ui import states
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.steps import StepList, StepWords

Show = Callable[[Text | str], str]


class Ending(Panel):
    """The last panel of a run.

    Signals:
        undo_wanted, again_wanted, help_wanted, done_wanted: she pressed the button.
    """

    undo_wanted = Signal()
    again_wanted = Signal()
    help_wanted = Signal()
    done_wanted = Signal()

    def __init__(self, show: Show, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._run: FixRun | None = None
        self._prevention: Text | None = None
        self._by_hand: Sequence[str] = ()
        self._advice = PlainLabel("", "sub")
        self._buttons = ButtonRow()
        self.help = self._buttons.add(self.help_wanted.emit, primary=True)
        self.done = self._buttons.add(self.done_wanted.emit, primary=True)
        self._undo = self._buttons.add(self.undo_wanted.emit)
        self._again = self._buttons.add(self.again_wanted.emit)
        self._more = self._buttons.add(self._toggle, link=True)
        self._detail = PlainLabel("", "small")
        self._detail.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._detail.hide()
        self._try = PlainLabel("", "sub")
        self._hands = StepList(numbered=True)
        for part in (self._try, self._hands, self._advice, self._buttons, self._detail):
            self.column.addWidget(part)

    def tell(self, run: FixRun, prevention: Text | None, by_hand: Sequence[str] = ()) -> None:
        """Say how it ended; where nothing wrong was seen, also what a hand can try."""
        self._run, self._prevention = run, prevention
        self._by_hand = () if run.before.state is State.FOUND else by_hand
        self._detail.hide()
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Say it all again."""
        run = self._run
        if run is None:
            return
        sign, heading, meaning = states.ended(run.outcome, run.before)
        self.fill(sign, self._show(heading), self._show(told(run) or meaning))
        fixed = run.outcome in (Outcome.FIXED, Outcome.RESTART_NEEDED)
        self._advice.setText(self._show(self._prevention) if fixed and self._prevention else "")
        self._advice.setVisible(bool(self._advice.text()))
        self._try.setText(self._show(N_("If it still does not work, try this:")))
        self._try.setVisible(bool(self._by_hand))
        self._hands.fill([StepWords(self._show(manual_steps()[name].sentence), ()) for name in self._by_hand])
        self._hands.setVisible(bool(self._by_hand))
        self.help.setText(self._show(N_("Get help")))
        self.help.setVisible(self.leads_to_help)
        self.done.setText(self._show(N_("Done")))
        self.done.setVisible(not self.leads_to_help)
        self._undo.setText(self._show(N_("Put it back")))
        self._undo.setVisible(any(step.undo is Undo.POSSIBLE for step in run.steps))
        self._again.setText(self._show(N_("Look again")))
        self._more.setText(self._show(N_("Technical details")))
        self._detail.setText("\n".join(technical(run)))

    @property
    def leads_to_help(self) -> bool:
        """Whether the help desk is the way on from here."""
        return self._run is not None and self._run.outcome in _UNSOLVED

    @property
    def kind(self) -> str:
        """The sign of how it ended."""
        return self.sign.kind

    def enter(self) -> None:
        """Put the focus on the way on."""
        (self.help if self.leads_to_help else self.done).setFocus()

    def _toggle(self) -> None:
        self._detail.setVisible(self._detail.isHidden())


_UNSOLVED = (Outcome.NOT_FIXED, Outcome.FAILED, Outcome.REFUSED, Outcome.CANCELLED)


def technical(run: FixRun) -> Iterator[str]:
    """Yield the run for a technician: English, facts only."""
    yield f"{run.id}  {run.run}  {run.outcome}"
    yield from facts("before", run.before)
    for number, step in enumerate(run.steps, 1):
        yield f"step {number}: {step.name}: {step.result}, undo {step.undo}"
        if step.detail:
            yield f"    {step.detail}"
    if run.after is not None:
        yield from facts("after", run.after)


def facts(when: str, result: CheckResult) -> Iterator[str]:
    """Yield what a check saw for a technician; ``when`` says which look it was."""
    reason = f" ({ENGLISH.show(result.reason)})" if result.reason else ""
    yield f"{when}: {result.state}{reason}"
    for name, value in result.evidence.items():
        yield f"    {name}: {json.dumps(value, ensure_ascii=False) if not value.isprintable() else value}"
