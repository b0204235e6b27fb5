"""The help desk's opening hours: weekly, in its own time zone, except on holidays.

The syntax is a small part of OpenStreetMap's ``opening_hours``: ``Mo-Fr 08:00-12:00,13:00-18:00``, ``Sa
09:00-12:00``, ``Mo-Su 22:00-06:00`` (into the next day), ``24/7``. A holiday is a day (``2026-12-24``), a day
of every year (``12-25``) or a range (``2026-12-24/2027-01-02``); no opening time starts on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
AHEAD = 370
"""Number of days to search for the next opening time."""

_RULE = r"([A-Za-z]{2}(?:-[A-Za-z]{2})?(?:,[A-Za-z]{2}(?:-[A-Za-z]{2})?)*)\s+(.+)"
_SPAN = r"([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):([0-5]\d)|24:00)"
_YEARLY = r"(\d\d)-(\d\d)"


@record
class OpeningSpan:
    """An opening time on a weekday.

    Attributes:
        weekday: 0 is Monday. start, end: minutes since midnight; an end that isn't later is on the next day.
    """

    weekday: int
    start: int
    end: int


@record
class Holiday:
    """One or more days without opening times; if ``yearly``, only month and day are used."""

    first: date
    last: date
    yearly: bool = False

    def includes(self, day: date) -> bool:
        """Return whether a day is part of the holiday."""
        if self.yearly:
            return (day.month, day.day) == (self.first.month, self.first.day)
        return self.first <= day <= self.last


@record
class OpenStatus:
    """The open or closed state of the help desk at a given time.

    Attributes:
        open: whether it is open.
        changes: the time of the next change; None if there is none within the days searched.
    """

    open: bool
    changes: datetime | None


@record
class OpeningHours:
    """The opening hours of the help desk."""

    spans: Sequence[OpeningSpan]
    holidays: Sequence[Holiday]
    zone: tzinfo

    def find_status_at(self, now: datetime) -> OpenStatus:
        """Return whether the help desk is open at a time with a time zone, and when that changes."""
        for begin, end in self._iter_merged_opening_times(now.astimezone(self.zone).date()):
            if begin > now:
                return OpenStatus(False, begin.astimezone(self.zone))
            if now < end:
                whole = end - now > timedelta(days=AHEAD - 2)
                return OpenStatus(True, None if whole else end.astimezone(self.zone))
        return OpenStatus(False, None)

    def _iter_merged_opening_times(self, today: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield opening times in UTC from yesterday on, with adjacent times merged."""
        found: tuple[datetime, datetime] | None = None
        for begin, end in self._iter_opening_times(today - timedelta(days=1)):
            if found is not None and begin <= found[1]:
                found = (found[0], max(found[1], end))
                continue
            if found is not None:
                yield found
            found = (begin, end)
        if found is not None:
            yield found

    def _iter_opening_times(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        for number in range(AHEAD):
            day = first + timedelta(days=number)
            if any(holiday.includes(day) for holiday in self.holidays):
                continue
            spans = sorted((s for s in self.spans if s.weekday == day.weekday()), key=lambda s: s.start)
            for span in spans:
                last = day if span.end > span.start else day + timedelta(days=1)
                yield self._to_utc(day, span.start), self._to_utc(last, span.end)

    def _to_utc(self, day: date, minutes: int) -> datetime:
        """Return a time of the desk's clock in UTC, which is unambiguous around clock changes."""
        if minutes >= 24 * 60:
            day, minutes = day + timedelta(days=1), minutes - 24 * 60
        local = datetime.combine(day, time(minutes // 60, minutes % 60), self.zone)
        return local.astimezone(UTC)


# -- parsing ----------------------------------------------------------------------------------------


def parse_opening_times(lines: Iterable[str]) -> Sequence[OpeningSpan]:
    """Return the opening times in lines of the policy.

    Raises:
        ConfigurationError: a line is invalid; the message gives the reason.
    """
    return [span for line in lines for span in _parse_hours_line(line.strip())]


def parse_holidays(lines: Iterable[str]) -> Sequence[Holiday]:
    """Return the holidays in lines of the policy.

    Raises:
        ConfigurationError: a line isn't a day or a range of days.
    """
    return [_parse_holiday(line.strip()) for line in lines]


def find_time_zone(name: str) -> tzinfo:
    """Return the time zone with an IANA name; "" is this computer's zone.

    Raises:
        ConfigurationError: there's no zone of this name.
    """
    from zoneinfo import ZoneInfo

    if not name:
        return datetime.now().astimezone().tzinfo or UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ConfigurationError(N_("The time zone “{name}” is unknown.", name=name[:60])) from error


def _parse_hours_line(line: str) -> Iterator[OpeningSpan]:
    if line == "24/7":
        yield from (OpeningSpan(day, 0, 24 * 60) for day in range(7))
        return
    rule = re.fullmatch(_RULE, line)
    if rule is None:
        raise _make_invalid_line_error(line, N_("Use the format Mo-Fr 08:00-18:00."))
    times = [_parse_opening_times_of_line(line, part.strip()) for part in rule[2].split(",")]
    for days in rule[1].split(","):
        for day in _parse_weekdays(line, days):
            yield from (OpeningSpan(day, start, end) for start, end in times)


def _parse_weekdays(line: str, days: str) -> Iterator[int]:
    """Yield the weekdays of a range such as Mo-Fr; Fr-Mo spans the weekend."""
    ends = [day.casefold() for day in days.split("-")]
    odd = next((day for day in ends if day not in DAYS), None)
    if odd is not None:
        raise _make_invalid_line_error(
            line, N_("“{part}” isn't a day. Use Mo, Tu, We, Th, Fr, Sa or Su.", part=odd)
        )
    first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
    yield from (day % 7 for day in range(first, (last if last >= first else last + 7) + 1))


def _parse_opening_times_of_line(line: str, times: str) -> tuple[int, int]:
    found = re.fullmatch(_SPAN, times)
    if found is None:
        raise _make_invalid_line_error(
            line, N_("“{part}” isn't a time span such as 08:00-18:00.", part=times[:40])
        )
    start = int(found[1]) * 60 + int(found[2])
    end = 24 * 60 if found[3] == "24:00" else int(found[4]) * 60 + int(found[5])
    if start == end:
        raise _make_invalid_line_error(
            line, N_("Start and end are the same. For the whole day, use 00:00-24:00.")
        )
    return start, end


def _parse_holiday(line: str) -> Holiday:
    try:
        if found := re.fullmatch(_YEARLY, line):
            day = date(2000, int(found[1]), int(found[2]))  # a leap year has every day
            return Holiday(day, day, yearly=True)
        first, _, last = line.partition("/")
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise _make_invalid_line_error(
            line, N_("Enter a date such as 2026-12-24, 12-25 or 2026-12-24/2027-01-02.")
        ) from error
    if end < begin:
        raise _make_invalid_line_error(line, N_("The end is before the start."))
    return Holiday(begin, end)


def _make_invalid_line_error(line: str, reason: Text) -> ConfigurationError:
    return ConfigurationError(N_("“{line}”: {reason}", line=line[:80], reason=reason))
