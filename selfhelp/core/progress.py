"""Progress reports, cancellation, and questions to the user."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from selfhelp.core.errors import CancelledError
from selfhelp.core.model import ChoiceQuestion, Finding
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text

if TYPE_CHECKING:
    from datetime import timedelta


LOOKING_AGAIN = N_("Checking the result…")
"""Message shown after the steps of a fix, while the check runs again."""


@record
class StepView:
    """A step in the form shown to the user for consent.

    Attributes:
        sentence: the step's description.
        risk: the step's risk; None if there is none.
        duration: the usual duration.
        undoable: whether the step can be undone.
        admin: whether the system will ask for an administrator.
        by_hand: whether only the user can do it.
        drawing: the name of its image in ``resources/drawings``, or "".
    """

    sentence: Text
    risk: Text | None
    duration: timedelta
    undoable: bool
    admin: bool
    by_hand: bool
    drawing: str = ""


@record
class Proposal:
    """A finding and the steps proposed for it, for the user's consent.

    ``asks``: the first step names one of several options, and the user hasn't chosen one yet.
    """

    title: Text
    finding: Finding
    steps: Sequence[StepView]
    asks: bool = False


class Prompts(Protocol):
    """Base class for questions to the user; without a way to ask, the answers are no."""

    def ask_consent(self, proposal: Proposal) -> bool:
        """Return whether the user agrees to the steps."""

    def ask_question(self, question: ChoiceQuestion) -> Sequence[str] | None:
        """Return the keys of the chosen options, or None if the user declines to answer."""

    def ask_to_do_by_hand(self, step: StepView) -> bool:
        """Show a manual step; return whether the user confirms having done it."""


class Progress:
    """Passes progress messages to the caller and cancellation to the work. Thread-safe."""

    def __init__(self, listener: Callable[[Text, float | None], None] | None = None) -> None:
        """Create the progress.

        Args:
            listener: receives each sentence and the completed share (0…1, or None if unknown). It is called
                on the working thread, and must not raise.
        """
        self._listener = listener
        self._stop = threading.Event()

    def report(self, text: Text, done: float | None = None) -> None:
        """Report progress, unless the user cancelled.

        Raises:
            CancelledError: the user cancelled.
        """
        self.check()
        if self._listener is not None:
            self._listener(text, done)

    def cancel(self) -> None:
        """Request cancellation at the next safe point."""
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether cancellation was requested."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise an error if the user cancelled.

        Raises:
            CancelledError: the user cancelled.
        """
        if self._stop.is_set():
            raise CancelledError(N_("Stopped at your request."))
