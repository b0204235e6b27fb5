"""Decides when the user is reminded: seldom, once a day at most, at a good moment, and never of what is
muted.

`plan` chooses among `Candidate`s by what `book` remembers; neither shows anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NOTICE = "notice:"
"""How the key of a notice from IT begins; every other key is the id of a lookahead."""


class ReminderAnswer(StrEnum):
    """What the user can answer."""

    NOW = "now"
    HOUR = "in an hour"
    TOMORROW = "tomorrow"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something the user could be reminded of.

    Attributes:
        key: what it is.
        urgent: whether it may interrupt although something else did this day or week.
        days: days left, 0 or less once it has happened; None if it has no date.
        stops_work: whether the user can't work once it has happened: then it goes before all that can wait.
        once: whether it is told a single time.
    """

    key: str
    urgent: bool = False
    days: int | None = None
    stops_work: bool = False
    once: bool = False
