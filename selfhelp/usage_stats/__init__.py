"""Counts by week, without names: how often repairs and tickets work, for an organisation that wants to know.

Nothing is written down for it: the counts are made of the journal, the outbox and the answers to "did it
help" when someone looks or they are due. No name, no text, no host, no time finer than a week. They stay
here unless the policy names a place (``usage_stats.mode``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from selfhelp.core.model import Json

SCHEMA = 1

Counts = Mapping[str, Mapping[str, int]]
"""By thing, by outcome."""


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """What was counted in one week that has ended.

    Attributes:
        name: as ISO 8601 has it, such as 2026-W48.
        fixes: by the fix's id, by outcome; ``tried`` is their sum.
        tickets: by connector, by how they stand now.
        helped: by the fix's id or "ticket", yes and no.
        delivery: in which of `counting.BUCKETS` the median of the minutes to delivery lies, or "".
    """

    name: str
    fixes: Counts = field(default_factory=dict)
    tickets: Counts = field(default_factory=dict)
    helped: Counts = field(default_factory=dict)
    delivery: str = ""

    def to_json(self) -> Mapping[str, Json]:
        """Return the counts as sent."""
        return {
            "week": self.name,
            "fixes": self.fixes,
            "tickets": self.tickets,
            "helped": self.helped,
            "minutes_to_delivery": self.delivery or None,
        }


@dataclass(frozen=True, slots=True)
class InstallationStatus:
    """Current state of the installation: only our own numbers and ids.

    Attributes:
        policy_errors: how many mistakes there are in the policy.
        waiting: how many tickets wait to be sent.
        doctor: by the id of a part, ``warning`` or ``missing``; parts that are right are not named.
    """

    policy_errors: int = 0
    waiting: int = 0
    doctor: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> Mapping[str, Json]:
        """Return the status as sent."""
        return {"policy_errors": self.policy_errors, "waiting": self.waiting, "doctor": dict(self.doctor)}


@dataclass(frozen=True, slots=True)
class StatsPayload:
    """Everything that is reported of one installation.

    Attributes:
        installation: a random number, made for this alone and made again on request.
        version: of this program.
        platform: windows, macos or linux.
        weeks: oldest first.
        standing: whether the installation itself is in order; None if no one looked.
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


def iso_week(when: datetime) -> str:
    """Return the ISO week of a moment, in UTC, by which usage is counted."""
    year, week, _day = when.astimezone(UTC).isocalendar()
    return f"{year}-W{week:02d}"


def week_bounds(week: str) -> tuple[datetime, datetime]:
    """Return the first moment of a week and that of the next, in UTC.

    Raises:
        ValueError: it isn't a week.
    """
    first = datetime.strptime(f"{week}-1", "%G-W%V-%u").replace(tzinfo=UTC)
    return first, first + timedelta(weeks=1)
