"""Looks ahead: one file, one thing that will expire, fill up or get too old, with a date and a reason.

A `Lookahead` is a `selfhelp.fixes.Check` that reports what is coming instead of what is wrong; it only reads.
To add one, copy a neighbour in `lookaheads/` and name its id in `selfhelp.policy.foresight.FORESEEN`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from selfhelp.core.model import Finding
from selfhelp.core.text import Text
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.policy.foresight import ForesightPolicy, RemindersPolicy, days_for
from selfhelp.policy.health import HealthLimits

DAY = timedelta(days=1)
FARTHEST = timedelta(days=36_500)

LONG_OVER = -2
"""Days left (negative: over) below which nothing is urgent any more: who lives with it that long can wait."""


class HealthSubject(StrEnum):
    """Subjects of a computer's health."""

    STORAGE = "storage"
    NETWORK = "network"
    SECURITY = "security"
    PERFORMANCE = "performance"
    UPDATES = "updates"
    ACCOUNT = "account"
    DEVICES = "devices"


_SUBJECTS: Mapping[Category, HealthSubject] = {
    Category.STORAGE: HealthSubject.STORAGE,
    Category.FILES: HealthSubject.STORAGE,
    Category.NETWORK: HealthSubject.NETWORK,
    Category.SECURITY: HealthSubject.SECURITY,
    Category.PERFORMANCE: HealthSubject.PERFORMANCE,
    Category.POWER: HealthSubject.PERFORMANCE,
    Category.UPDATES: HealthSubject.UPDATES,
    Category.ACCOUNT: HealthSubject.ACCOUNT,
    Category.ACCESS: HealthSubject.ACCOUNT,
}


def subject_of(category: str) -> HealthSubject:
    """Return the health subject that a check of a ticket category belongs to."""
    return next((s for known, s in _SUBJECTS.items() if known == category), HealthSubject.DEVICES)


@dataclass(frozen=True, slots=True)
class DailyFigures:
    """What the daily check measured on one day, of the volume that holds the home folder.

    Attributes:
        day: such as 2026-11-24 (UTC).
        free, total: in bytes.
    """

    day: str
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class ForesightContext:
    """What a lookahead is given besides the computer.

    Attributes:
        now: the moment, with a time zone.
        limits, rules, reminders: what the organisation set.
        figures: what earlier daily checks measured, oldest first.
    """

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    limits: HealthLimits = field(default_factory=HealthLimits)
    rules: ForesightPolicy = field(default_factory=ForesightPolicy)
    reminders: RemindersPolicy = field(default_factory=RemindersPolicy)
    figures: Sequence[DailyFigures] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is coming.

    Attributes:
        summary: one sentence, fit for a notification: no names of people, files or networks.
        reason: how that is known, and why it matters.
        due: when it happens; None if nothing is coming.
        evidence: measured facts by English name, for the technician.
    """

    summary: Text
    reason: Text
    due: datetime | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)


class Lookahead(Check):
    """Looks ahead in one matter.

    Class attributes a lookahead sets besides those of a check:
        beside: the id of the check that tells when it has happened; "" for none.
        same: whether that check answers the same question, so that its word counts.
        lead, last: days ahead from which it is shown, and from which it is urgent, unless policy says other.
        stops_work: whether it can be urgent at all.
        settings: name of the settings page where the user acts; "" for none.
        opens: id of the fix that helps; "" if the help desk does.
    """

    only_a_note = True
    beside: ClassVar[str] = ""
    same: ClassVar[bool] = False
    lead: ClassVar[int] = 14
    last: ClassVar[int] = 1
    stops_work: ClassVar[bool] = False
    settings: ClassVar[str] = ""
    opens: ClassVar[str] = ""

    def __init__(self, context: ForesightContext) -> None:
        self.context = context
        self.limits = context.limits

    @abstractmethod
    def look_ahead(self, machine: Machine) -> Forecast:
        """Look, and return what is coming, however far away. Changes nothing.

        Raises:
            ProbeError: it could not be seen.
            NotOfferedError: this computer has no such thing.
        """

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the forecast as a finding; the data says whether it is shown."""
        forecast = self.look_ahead(machine)
        days = whole_days(forecast.due, self.context.now)
        near = days is not None and days <= self.lead_days
        data = {
            "due": forecast.due.isoformat() if forecast.due else None,
            "days": days,
            "near": near,
            "stops work": self.stops_work,
            "urgent": self.stops_work and days is not None and LONG_OVER <= days <= self.last_days,
        }
        return Finding(forecast.summary, forecast.reason, forecast.evidence, data)

    @property
    def lead_days(self) -> int:
        """Days ahead from which it is shown."""
        return days_for(self.context.reminders.lead_days, self.id, self.lead)

    @property
    def last_days(self) -> int:
        """Days ahead from which it is urgent."""
        return days_for(self.context.reminders.last_days, self.id, self.last)


def whole_days(due: datetime | None, now: datetime) -> int | None:
    """Return the days until a moment foreseen; one that has begun counts, 0 or less once it's past."""
    return None if due is None else -((now - due) // DAY)


def days_ahead(left: timedelta) -> int:
    """Return the days to name in a sentence: a day that has begun counts, and never less than one."""
    return max(1, -(-left // DAY))


def age_limit(last: datetime, days: int) -> datetime:
    """Return when something that was last done then is older than so many days."""
    return last + min(timedelta(days=days), FARTHEST)
