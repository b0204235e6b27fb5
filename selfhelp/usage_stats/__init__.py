"""Anonymous weekly statistics of how often fixes and tickets succeed.

No data is recorded for the statistics: they are computed from the journal, the outbox and the answers to "did
it help" when they are viewed or due. They contain no names, texts, hosts or times finer than a week, and stay
on this computer unless the policy sets a destination (``usage_stats.mode``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from selfhelp.core.model import Json

SCHEMA = 1

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


@dataclass(frozen=True, slots=True)
class InstallationStatus:
    """The current state of the installation, with only the app's own numbers and IDs.

    Attributes:
        policy_errors: number of mistakes in the policy.
        waiting: number of tickets waiting to be sent.
        doctor: ``warning`` or ``missing`` by the ID of a part; parts without problems are omitted.
    """

    policy_errors: int = 0
    waiting: int = 0
    doctor: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> Mapping[str, Json]:
        """Return the status as sent, as plain data."""
        return {"policy_errors": self.policy_errors, "waiting": self.waiting, "doctor": dict(self.doctor)}


@dataclass(frozen=True, slots=True)
class StatsPayload:
    """The complete statistics of one installation.

    Attributes:
        installation: a random number for this purpose only, replaced on request.
        version: the app version.
        platform: windows, macos or linux.
        weeks: oldest first.
        standing: the state of the installation; None if it wasn't checked.
    """

    installation: str
    version: str
    platform: str
    weeks: Sequence[WeekCounts]
    standing: InstallationStatus | None = None

    def to_json(self) -> Json:
        """Return the payload as sent to a folder or a server."""
        standing = {} if self.standing is None else {"health": self.standing.to_json()}
        return {
            "schema": SCHEMA,
            "installation": self.installation,
            "versions": {"selfhelp": self.version},
            "platform": self.platform,
            **standing,
            "weeks": [week.to_json() for week in self.weeks],
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
