"""The base class of lookaheads, with the data they use and the forecasts they make."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from selfhelp.core.model import Finding
from selfhelp.core.text import Text
from selfhelp.fixes import Check
from selfhelp.machine import Machine
from selfhelp.policy.foresight import ForesightPolicy, RemindersPolicy, find_lead_days
from selfhelp.policy.health import HealthLimits

DAY = timedelta(days=1)
FARTHEST = timedelta(days=36_500)

LONG_OVER = -2
"""Number of days left below which an overdue forecast is no longer urgent; negative."""


@dataclass(frozen=True, slots=True)
class DailyFigures:
    """One day's measurements of the home folder's volume, made by the daily check.

    Attributes:
        day: the date in UTC, such as 2026-11-24.
        free, total: free and total size of the volume, in bytes.
    """

    day: str
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class ForesightContext:
    """The data that a lookahead uses in addition to the computer.

    Attributes:
        now: the current time, with a time zone.
        limits, rules, reminders: the policy's tables.
        figures: measurements of earlier daily checks, oldest first.
    """

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    limits: HealthLimits = field(default_factory=HealthLimits)
    rules: ForesightPolicy = field(default_factory=ForesightPolicy)
    reminders: RemindersPolicy = field(default_factory=RemindersPolicy)
    figures: Sequence[DailyFigures] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """The result of a lookahead.

    Attributes:
        summary: one sentence for notifications, without names of people, files or networks.
        reason: the basis of the forecast, and its importance.
        due: the time of the problem; None if no problem is coming.
        evidence: measured facts by English name, for the technician.
    """

    summary: Text
    reason: Text
    due: datetime | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)


class Lookahead(Check):
    """The base class of lookaheads, each of which makes one forecast.

    Class attributes that a lookahead sets in addition to a check's attributes:
        beside: ID of the check that detects the problem once it has occurred, or "".
        same: whether that check answers the same question, so that its result takes precedence.
        lead, last: numbers of days before the date from which the forecast is shown, and from which it is
            urgent, unless set by policy.
        stops_work: whether the problem stops the user's work, so that the forecast can become urgent.
        settings: name of the settings page on which the user can act, or "".
        opens: ID of the fix that helps; "" if only the help desk can help.
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
    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast, even if its date is distant; changes nothing.

        Raises:
            ProbeError: the state couldn't be read.
            NotOfferedError: the forecast doesn't apply to this computer.
        """

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the forecast as a finding; the finding's data contains whether to show the forecast."""
        forecast = self.make_forecast(machine)
        days = count_days_until(forecast.due, self.context.now)
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
        """Number of days before the date from which the forecast is shown."""
        return find_lead_days(self.context.reminders.lead_days, self.id, self.lead)

    @property
    def last_days(self) -> int:
        """Number of days before the date from which the forecast is urgent."""
        return find_lead_days(self.context.reminders.last_days, self.id, self.last)


def count_days_until(due: datetime | None, now: datetime) -> int | None:
    """Return the number of days until a time, rounded up; 0 or less after that time."""
    return None if due is None else -((now - due) // DAY)


def round_up_days(left: timedelta) -> int:
    """Return the number of days in a duration for a sentence, rounded up and at least one."""
    return max(1, -(-left // DAY))


def compute_due_time(last: datetime, days: int) -> datetime:
    """Return the time ``days`` after ``last``, limited to `FARTHEST`."""
    return last + min(timedelta(days=days), FARTHEST)
