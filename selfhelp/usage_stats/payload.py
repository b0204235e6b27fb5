"""The statistics payload of one installation, as sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selfhelp.core.model import Json
from selfhelp.usage_stats.week_counts import WeekCounts

SCHEMA = 1


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
