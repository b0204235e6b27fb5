"""Leaves out messages that a help desk system sent automatically: they are no replies."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.ticket import TicketComment

USER, DESK = "user", "desk"
"""The possible writers of the last message that wasn't sent automatically."""


def find_last_written_message(comments: Sequence[TicketComment]) -> TicketComment | None:
    """Return the last message that wasn't sent automatically, or None."""
    return next((one for one in reversed(comments) if not one.automatic), None)
