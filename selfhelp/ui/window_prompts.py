"""Passes the core's questions to a screen and the answers back.

The core asks on a pool thread and waits; the screen hears a signal on the thread of the window, shows
the question without a dialog in the way, and calls `answer`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from selfhelp.core.model import ChoiceQuestion, Finding
from selfhelp.core.progress import Proposal, StepView


class WindowPrompts(QObject):
    """`Prompts` for one run of one fix.

    Signals:
        proposed: carries a `Proposal`; answer with a bool.
        questioned: carries a `ChoiceQuestion`; answer with option keys, or None.
        found: carries the `Finding`, before anything is asked; there is nothing to answer.
        handed: carries a `StepView` that only the user can do; answer with a bool.
    """

    proposed = Signal(object)
    questioned = Signal(object)
    handed = Signal(object)
    found = Signal(object)
    _arrived = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answered = threading.Event()
        self._answer: Any = None
        self._withdrawn = False
        self._arrived.connect(self._show_question)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(
                self.decline_all
            )  # else the app would wait for the user's answer to end

    # -- the screen's side -------------------------------------------------------------------------

    def answer_question(self, value: Any) -> None:
        """Set the answer to the open question."""
        self._answer = value
        self._answered.set()

    def decline_all(self) -> None:
        """Answer no to the open question and all later ones: the user stopped, or the app ends."""
        self._withdrawn = True
        self._answer = None
        self._answered.set()

    @Slot(str, object)
    def _show_question(self, signal: str, what: object) -> None:
        """Show a question on the screen, unless it was withdrawn in the meantime."""
        if not self._withdrawn:
            getattr(self, signal).emit(what)

    # -- the core's side, on a pool thread ---------------------------------------------------------

    def report_finding(self, finding: Finding) -> None:
        """Report the finding."""
        self._arrived.emit("found", finding)

    def agree(self, proposal: Proposal) -> bool:
        """Ask whether the steps may be carried out."""
        return bool(self._ask("proposed", proposal))

    def choose(self, question: ChoiceQuestion) -> Sequence[str] | None:
        """Ask for an answer to a question."""
        answer: Sequence[str] | None = self._ask("questioned", question)
        return answer

    def done_by_hand(self, step: StepView) -> bool:
        """Show a manual step, and wait."""
        return bool(self._ask("handed", step))

    def _ask(self, signal: str, what: object) -> Any:
        self._answered.clear()
        self._answer = None
        if self._withdrawn:
            return None
        self._arrived.emit(signal, what)
        self._answered.wait()
        return None if self._withdrawn else self._answer
