"""Errors for responses without a number: the item is looked up, never sent again."""

from __future__ import annotations

from selfhelp.core.errors import OutcomeUnknownError
from selfhelp.core.text import N_


def build_ticket_unknown_error(said: object) -> OutcomeUnknownError:
    """Return the error for a new ticket without a number; ``said`` is the desk's response."""
    message = N_("The help desk's server returned no ticket number.")
    return OutcomeUnknownError(message, detail=str(said)[:200])


def build_reply_unknown_error(said: object) -> OutcomeUnknownError:
    """Return the error for a reply without a number; ``said`` is the desk's response."""
    message = N_("The help desk's server didn't confirm your reply.")
    return OutcomeUnknownError(message, detail=str(said)[:200])
