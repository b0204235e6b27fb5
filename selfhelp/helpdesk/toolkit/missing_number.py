"""What to say where a help desk took something and gave no number for it: it is looked up, never repeated."""

from __future__ import annotations

from selfhelp.core.errors import OutcomeUnknownError
from selfhelp.core.text import N_


def ticket(said: object) -> OutcomeUnknownError:
    """Return the error for a new ticket; ``said`` is what the desk answered."""
    message = N_("The help desk gave no number. We look whether your ticket arrived.")
    return OutcomeUnknownError(message, detail=str(said)[:200])


def answer(said: object) -> OutcomeUnknownError:
    """Return the error for a message of hers; ``said`` is what the desk answered."""
    message = N_("The help desk gave no number. We look whether your answer arrived.")
    return OutcomeUnknownError(message, detail=str(said)[:200])
