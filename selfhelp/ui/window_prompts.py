"""Pass the questions of a fix from a pool thread to a screen, and return the answers.

The core asks a question on a pool thread and waits for the answer. The screen receives a signal on the GUI
thread, shows the question without a modal dialog, and calls `answer_question`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from selfhelp.core.model import ChoiceQuestion, Finding
from selfhelp.core.progress import Proposal, StepView


class WindowPrompts(QObject):
    """The prompts for one run of a fix; each question is a signal that the screen answers.

    Signals:
        proposed: carries a `Proposal`; answer with a bool.
        questioned: carries a `ChoiceQuestion`; answer with option keys, or None.
        found: carries the `Finding`, before the first question; needs no answer.
        handed: carries a `StepView` for a manual step; answer with a bool.
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
                self.decline_all_questions
            )  # otherwise the app would wait for the user's answer on exit

    # -- the screen's side -------------------------------------------------------------------------

    def answer_question(self, value: Any) -> None:
        """Pass the user's answer to the waiting pool thread."""
        self._answer = value
        self._answered.set()

    def decline_all_questions(self) -> None:
        """Decline the open question and all later questions, because the user has stopped or the app ends."""
        self._withdrawn = True
        self._answer = None
        self._answered.set()

    @Slot(str, object)
    def _show_question(self, signal: str, what: object) -> None:
        """Emit a signal that shows a question on the screen; do nothing after the questions were declined."""
        if not self._withdrawn:
            getattr(self, signal).emit(what)

    # -- the core's side, on a pool thread ---------------------------------------------------------

    def report_finding(self, finding: Finding) -> None:
        """Pass a finding to the screen."""
        self._arrived.emit("found", finding)

    def ask_consent(self, proposal: Proposal) -> bool:
        """Return whether the user consents to the proposed steps."""
        return bool(self._ask_screen("proposed", proposal))

    def ask_question(self, question: ChoiceQuestion) -> Sequence[str] | None:
        """Return the keys of the options that the user chose, or None."""
        answer: Sequence[str] | None = self._ask_screen("questioned", question)
        return answer

    def ask_to_do_by_hand(self, step: StepView) -> bool:
        """Return whether the user has done a manual step."""
        return bool(self._ask_screen("handed", step))

    def _ask_screen(self, signal: str, what: object) -> Any:
        self._answered.clear()
        self._answer = None
        if self._withdrawn:
            return None
        self._arrived.emit(signal, what)
        self._answered.wait()
        return None if self._withdrawn else self._answer
