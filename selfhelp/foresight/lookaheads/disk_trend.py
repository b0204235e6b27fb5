"""Forecasts the date on which the disk will be full, with a straight line through the daily figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_, NN_, Size
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import FARTHEST, DailyFigures, Forecast, Lookahead, round_up_days
from selfhelp.machine import Machine
from selfhelp.machine.storage.disk_space import VOLUMES

ENOUGH = 7
"""Minimum number of measured days, and minimum number of days between the first and the last."""

WINDOW = 30
"""Maximum age of figures in days, because older figures don't predict the near future."""

CLEAR = 0.6
"""Minimum coefficient of determination for a forecast with a date."""


class DiskTrend(Lookahead):
    """Forecasts a date after a week of daily checks, if the trend is clear."""

    id = "disk-trend"
    title = N_("Disk space")
    category = Category.STORAGE
    looks = N_("Checking how fast the disk is filling up…")
    beside = "disk-full"
    stops_work = True
    settings = "storage"
    opens = "disk-full"

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast with the date on which the disk will be full."""
        home = next((v for v in VOLUMES.read(machine) if v.home), None)
        if home is None:
            raise NotOfferedError(N_("Couldn't check free disk space."))
        today = DailyFigures(self.context.now.date().isoformat(), home.free, home.total)
        trend = _fit_trend([*self.context.figures, today])
        free = Size(home.free)
        if trend is None:
            reason = N_("A forecast needs checks on at least {days} different days.", days=ENOUGH)
            return Forecast(N_("{free} is free.", free=free), reason)
        evidence = {"bytes a day": str(round(trend.slope)), "days measured": str(trend.days)}
        if not trend.is_filling:
            reason = N_("The daily checks show no steady loss of free space.")
            return Forecast(N_("{free} is free.", free=free), reason, None, evidence)
        left = timedelta(days=home.free / -trend.slope)
        due = self.context.now + min(left, FARTHEST)
        summary = NN_(
            "The disk will probably be full in {count} day.",
            "The disk will probably be full in {count} days.",
            round_up_days(min(left, FARTHEST)),
        )
        reason = N_(
            "Free space has decreased by about {size} a day over the last {days} days. "
            "When the disk is full, you can't save files or install updates.",
            size=Size(round(-trend.slope)),
            days=trend.days,
        )
        return Forecast(summary, reason, due, evidence)


@dataclass(frozen=True, slots=True)
class Trend:
    """A line fitted to the free space: bytes per day, coefficient of determination, and days spanned."""

    slope: float
    clear: float
    days: int

    @property
    def is_filling(self) -> bool:
        """Whether the disk fills up steadily enough to forecast a date."""
        return self.slope < 0 and self.clear >= CLEAR


def _fit_trend(figures: Sequence[DailyFigures]) -> Trend | None:
    """Return the least-squares line through the recent figures; None for less than a week of figures.

    Figures with another volume size are ignored, because they belong to another disk.
    """
    total = figures[-1].total
    newest = date.fromisoformat(figures[-1].day).toordinal()
    by_day = {date.fromisoformat(one.day).toordinal(): one.free for one in figures if one.total == total}
    points = {day: free for day, free in by_day.items() if newest - WINDOW < day <= newest}
    if len(points) < ENOUGH or newest - min(points) < ENOUGH - 1:
        return None
    middle, mean = sum(points) / len(points), sum(points.values()) / len(points)
    spread = sum((day - middle) ** 2 for day in points)
    slope = sum((day - middle) * (free - mean) for day, free in points.items()) / spread
    change = sum((free - mean) ** 2 for free in points.values())
    clear = slope**2 * spread / change if change else 0.0
    return Trend(slope, clear, newest - min(points) + 1)
