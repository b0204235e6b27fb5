"""What to say if a help desk accepted something without a number: it is looked up, never repeated."""

from __future__ import annotations

from selfhelp.core.errors import OutcomeUnknownError
from selfhelp.core.text import N_


def ticket_outcome_unknown(said: object) -> OutcomeUnknownError:
    """Return the error for a new ticket whose number is missing; ``said`` is the desk's answer."""
    message = N_(
        "The help desk's server returned no ticket number. We're checking whether your ticket arrived."
    )
    return OutcomeUnknownError(message, detail=str(said)[:200])


def reply_outcome_unknown(said: object) -> OutcomeUnknownError:
    """Return the error for a reply whose number is missing; ``said`` is what the desk answered."""
    message = N_("The help desk's server didn't confirm your reply. We're checking whether it arrived.")
    return OutcomeUnknownError(message, detail=str(said)[:200])
