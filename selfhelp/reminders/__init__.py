"""Decides when to remind the user: rarely, at most once a day, at a good moment, and never when muted.

`plan` chooses among `Candidate`s using the stored `book`; neither shows anything.
"""

from __future__ import annotations

from enum import StrEnum

from selfhelp.core.records import record

NOTICE = "notice:"
"""Key prefix for IT's notices; keys without it are IDs of lookaheads."""


class ReminderAnswer(StrEnum):
    """The possible answers of the user to a reminder."""

    NOW = "now"
    HOUR = "in an hour"
    TOMORROW = "tomorrow"
    NEVER = "never"


@record
class Candidate:
    """A reminder that could be shown.

    Attributes:
        key: its subject.
        urgent: whether it may be shown although another reminder was shown that day or week.
        days: days left, 0 or less once it has happened; None if it has no date.
        stops_work: whether the user can't work once it has happened: then it precedes all that can wait.
        once: whether it is shown only once.
    """

    key: str
    urgent: bool = False
    days: int | None = None
    stops_work: bool = False
    once: bool = False
