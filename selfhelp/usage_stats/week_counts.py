"""The counts of one week, and the ISO weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from selfhelp.core.model import Json

Counts = Mapping[str, Mapping[str, int]]
"""Counts by subject and outcome, such as a fix's ID and "fixed"."""


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """The counts of one past week.

    Attributes:
        name: the week in ISO 8601, such as 2026-W48.
        fixes: counts by the fix's ID and outcome; ``tried`` is their sum.
        tickets: counts by connector and current state.
        helped: counts of yes and no by the fix's ID, or "ticket".
        delivery: the bucket of `aggregate.BUCKETS` with the median of the minutes to delivery, or "".
    """

    name: str
    fixes: Counts = field(default_factory=dict)
    tickets: Counts = field(default_factory=dict)
    helped: Counts = field(default_factory=dict)
    delivery: str = ""

    def to_json(self) -> Mapping[str, Json]:
        """Return the counts as sent, as plain data."""
        return {
            "week": self.name,
            "fixes": self.fixes,
            "tickets": self.tickets,
            "helped": self.helped,
            "minutes_to_delivery": self.delivery or None,
        }


def format_iso_week(when: datetime) -> str:
    """Return the ISO week of a time, in UTC."""
    year, week, _day = when.astimezone(UTC).isocalendar()
    return f"{year}-W{week:02d}"


def compute_week_bounds(week: str) -> tuple[datetime, datetime]:
    """Return the start of an ISO week and of the following week, in UTC.

    Raises:
        ValueError: it isn't a week.
    """
    first = datetime.strptime(f"{week}-1", "%G-W%V-%u").replace(tzinfo=UTC)
    return first, first + timedelta(weeks=1)
