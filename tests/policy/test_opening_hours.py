"""When the help desk is there: over midnight, on holidays, when clocks change; and wrong hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import ConfigurationError
from selfhelp.policy import opening_hours
from selfhelp.policy.opening_hours import OpeningHours, OpenStatus

PARIS = ZoneInfo("Europe/Paris")


def hours(*lines: str, holidays: tuple[str, ...] = (), zone: ZoneInfo = PARIS) -> OpeningHours:
    return OpeningHours(
        opening_hours.parse_opening_times(lines), opening_hours.parse_holidays(holidays), zone
    )


def at(moment: str, zone: ZoneInfo = PARIS) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=zone)


def test_weekdays_with_a_break() -> None:
    week = hours("Mo-Fr 08:00-12:00,13:00-18:00", "Sa 09:00-12:00")
    for moment, open_, changes in (
        ("2026-11-27 07:59", False, "2026-11-27 08:00"),
        ("2026-11-27 08:00", True, "2026-11-27 12:00"),
        ("2026-11-27 12:00", False, "2026-11-27 13:00"),
        ("2026-11-27 18:00", False, "2026-11-28 09:00"),
        ("2026-11-28 12:00", False, "2026-11-30 08:00"),
    ):
        assert week.find_status_at(at(moment)) == OpenStatus(open_, at(changes)), moment


def test_over_midnight_and_over_the_weekend() -> None:
    night = hours("Fr-Mo 22:00-06:00")
    assert night.find_status_at(at("2026-11-28 05:59")) == OpenStatus(True, at("2026-11-28 06:00"))
    assert night.find_status_at(at("2026-12-01 05:00")) == OpenStatus(True, at("2026-12-01 06:00")), (
        "from Monday evening"
    )
    assert night.find_status_at(at("2026-12-01 23:00")) == OpenStatus(False, at("2026-12-04 22:00"))


def test_times_that_touch_are_one() -> None:
    week = hours("Mo 08:00-24:00", "Tu 00:00-12:00")
    assert week.find_status_at(at("2026-11-30 09:00")) == OpenStatus(True, at("2026-12-01 12:00"))


def test_day_and_night() -> None:
    assert hours("24/7").find_status_at(at("2026-11-28 03:00")) == OpenStatus(True, None)
    assert hours("24/7", holidays=("12-25",)).find_status_at(at("2026-12-24 12:00")) == OpenStatus(
        True, at("2026-12-25 00:00")
    )


def test_holidays_of_one_year_of_every_year_and_several_days() -> None:
    week = hours("Mo-Fr 08:00-18:00", holidays=("2026-11-30", "12-25", "2026-12-28/2027-01-03"))
    assert week.find_status_at(at("2026-11-30 10:00")) == OpenStatus(False, at("2026-12-01 08:00"))
    assert week.find_status_at(at("2026-12-24 19:00")) == OpenStatus(False, at("2027-01-04 08:00"))
    assert not week.find_status_at(at("2028-12-25 10:00")).open
    assert week.find_status_at(at("2027-11-30 10:00")).open


def test_what_began_before_a_holiday_goes_on() -> None:
    night = hours("Mo-Su 22:00-06:00", holidays=("2026-12-25",))
    assert night.find_status_at(at("2026-12-25 05:00")).open
    assert not night.find_status_at(at("2026-12-25 23:00")).open


def test_at_clock_changes_the_desks_clock_is_used() -> None:
    night = hours("Sa 22:00-06:00")
    spring = night.find_status_at(at("2026-03-28 22:00"))
    assert spring.changes is not None
    assert spring.changes.astimezone(UTC) - at("2026-03-28 22:00").astimezone(UTC) == timedelta(hours=7)
    autumn = night.find_status_at(at("2026-10-24 22:00"))
    assert autumn.changes is not None
    assert autumn.changes.astimezone(UTC) - at("2026-10-24 22:00").astimezone(UTC) == timedelta(hours=9)
    gap = hours("Su 02:30-09:00").find_status_at(at("2026-03-29 00:00"))
    assert gap.changes is not None
    assert gap.changes.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC), (
        "02:30 is not on that clock"
    )


def test_opening_hours_use_the_help_desks_time_zone() -> None:
    week = hours("Mo-Fr 08:00-18:00")
    tokyo = ZoneInfo("Asia/Tokyo")
    assert not week.find_status_at(at("2026-11-27 09:00", tokyo)).open
    assert week.find_status_at(at("2026-11-27 17:00", tokyo)).open


def test_never_is_closed_for_good() -> None:
    assert hours("Mo 08:00-09:00", holidays=("2026-01-01/2030-01-01",)).find_status_at(
        at("2026-11-28 08:00")
    ) == OpenStatus(False, None)
    assert hours().find_status_at(at("2026-11-28 08:00")) == OpenStatus(False, None)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "the format Mo-Fr"),
        ("08:00-18:00", "the format Mo-Fr"),
        ("Mo-Fr", "the format Mo-Fr"),
        ("Mo-Fr 8-18", "8-18"),
        ("Mo-Fr 08:00-25:00", "25:00"),
        ("Mo-Fr 24:00-25:00", "isn't a time span"),
        ("Mo-Fr 08:60-18:00", "08:60"),
        ("Lu-Ve 08:00-18:00", "lu"),
        ("Mo 08:00-08:00", "are the same"),
        ("Mo 08:00-12:00,", "isn't a time span"),
        ("Mo off", "isn't a time span"),
    ],
)
def test_wrong_hours_are_named(line: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        opening_hours.parse_opening_times([line])
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "line", ["", "25-12", "13-01", "2026-02-30", "2026-12-31/2026-12-01", "Christmas", "02-30"]
)
def test_wrong_holidays_are_named(line: str) -> None:
    with pytest.raises(ConfigurationError):
        opening_hours.parse_holidays([line])


@pytest.mark.parametrize(
    "name", ["Europe/Pari", "../../etc/passwd", "/etc/localtime", "Europe/Paris\0", "x" * 300]
)
def test_a_time_zone_that_is_none(name: str) -> None:
    with pytest.raises(ConfigurationError):
        opening_hours.find_time_zone(name)


@given(
    st.integers(0, 2 * 365 * 86_400),
    st.sampled_from(["Mo-Fr 08:00-18:00", "Mo-Su 22:00-06:00", "Sa,Su 00:00-24:00", "We 12:00-12:01"]),
)
def test_it_changes_exactly_when_it_says(seconds: int, line: str) -> None:
    week, now = hours(line), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    standing = week.find_status_at(now)
    assert standing.changes is not None
    assert standing.changes > now
    assert week.find_status_at(standing.changes).open is not standing.open
    assert week.find_status_at(standing.changes - timedelta(seconds=1)).open is standing.open
