"""The core's progress reports, cancelling, and its questions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from selfhelp.core.errors import CancelledError
from selfhelp.core.model import ChoiceQuestion, Finding
from selfhelp.core.text import N_, Text

if TYPE_CHECKING:
    from datetime import timedelta


LOOKING_AGAIN = N_("Checking the result…")
"""Said after the steps of a fix, while its check runs once more."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as a person reads it before they agree.

    Attributes:
        sentence: what will be done.
        risk: what it puts at risk; None if nothing is.
        duration: how long it usually takes.
        undoable: whether it can be restored afterwards.
        admin: whether the system will ask for an administrator.
        by_hand: whether only the user can do it.
        drawing: the name of a picture in ``resources/drawings`` that shows it, or "".
    """

    sentence: Text
    risk: Text | None
    duration: timedelta
    undoable: bool
    admin: bool
    by_hand: bool
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The finding and the proposed steps: what a user agrees to or declines."""

    title: Text
    finding: Finding
    steps: Sequence[StepView]


class Prompts(Protocol):
    """Questions of the core to the user. A face that cannot ask answers no."""

    def agree(self, proposal: Proposal) -> bool:
        """Ask whether the steps may be carried out."""

    def choose(self, question: ChoiceQuestion) -> Sequence[str] | None:
        """Ask for one of the options (or several); None means that the user does not want to answer."""

    def done_by_hand(self, step: StepView) -> bool:
        """Show a manual step; return whether the user says it is done."""


class Progress:
    """Carries sentences out of the core and the wish to stop into it. Safe from any thread."""

    def __init__(self, listener: Callable[[Text, float | None], None] | None = None) -> None:
        """Create the progress.

        Args:
            listener: hears each sentence and how much is done (0…1, or None where unknown).
                It is called on the thread that works, and must not raise.
        """
        self._listener = listener
        self._stop = threading.Event()

    def report(self, text: Text, done: float | None = None) -> None:
        """Report progress; also a good place to stop if the user asked to.

        Raises:
            CancelledError: the user asked to stop.
        """
        self.check()
        if self._listener is not None:
            self._listener(text, done)

    def cancel(self) -> None:
        """Ask the core to stop at the next safe place."""
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether someone asked to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Stop here if asked to.

        Raises:
            CancelledError: the user asked to stop.
        """
        if self._stop.is_set():
            raise CancelledError(N_("Stopped at your request."))
