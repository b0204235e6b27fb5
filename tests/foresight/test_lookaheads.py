"""Each lookahead gives a date and a reason, also on every recorded computer, and agrees with its check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.catalog.discovery import iter_classes
from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import ENGLISH, Translator
from selfhelp.fixes.performance.battery_power import BatteryPower
from selfhelp.fixes.system.av_off import AvOff
from selfhelp.fixes.system.reboot_needed import RebootNeeded
from selfhelp.foresight import lookaheads
from selfhelp.foresight.health_subject import HealthSubject, find_subject_of_category
from selfhelp.foresight.lookahead import DailyFigures, Forecast, ForesightContext, Lookahead, count_days_until
from selfhelp.foresight.lookaheads.backup_age import BackupAge
from selfhelp.foresight.lookaheads.battery_wear import BatteryWear
from selfhelp.foresight.lookaheads.certificate_expiry import CertificateExpiry
from selfhelp.foresight.lookaheads.definitions_age import DefinitionsAge
from selfhelp.foresight.lookaheads.device_return import DeviceReturn
from selfhelp.foresight.lookaheads.disk_trend import ENOUGH, DiskTrend
from selfhelp.foresight.lookaheads.password_expiry import PasswordExpiry
from selfhelp.foresight.lookaheads.restart_due import RestartDue
from selfhelp.foresight.lookaheads.update_age import UpdateAge
from selfhelp.foresight.lookaheads.warranty_end import WarrantyEnd
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.security.certificates import OWN
from selfhelp.machine.transcript import Transcript
from selfhelp.policy.foresight import FORESEEN, ForesightPolicy, RemindersPolicy
from tests.foresight.pretended_computer import GIB, START, PretendedComputer
from tests.people import ROOT

DAY = timedelta(days=1)
CLASSES = list(iter_classes(lookaheads, Lookahead))  # type: ignore[type-abstract]
RECORDED: dict[str, type[Lookahead]] = {
    "account-password-locked": PasswordExpiry,
    "reboot-needed": RestartDue,
    "battery-power": BatteryWear,
    "av-off": DefinitionsAge,
}


def context(now: datetime = START, **rules: str) -> ForesightContext:
    return ForesightContext(now, rules=replace(ForesightPolicy(), **rules))


def recorded() -> Iterator[tuple[type[Lookahead], Path]]:
    for folder, cls in RECORDED.items():
        for path in sorted((ROOT / "tests" / "transcripts" / folder).glob("*.toml")):
            yield cls, path


def test_the_policy_names_every_lookahead() -> None:
    assert sorted(cls.id for cls in CLASSES) == sorted(FORESEEN)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.id)
def test_its_id_is_its_file_and_its_way_exists(cls: type[Lookahead]) -> None:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.machine.guidance.settings_pages import load_settings_pages
    from selfhelp.policy.policy import Policy

    assert cls.id == cls.__module__.rpartition(".")[2].replace("_", "-")
    known = Catalog(Policy(), Platform.LINUX).all_fixes
    assert cls.opens == "" or cls.opens in known
    assert cls.beside == "" or cls.beside in known
    assert cls.settings == "" or cls.settings in load_settings_pages()
    assert cls.only_a_note


@pytest.mark.parametrize(("cls", "path"), list(recorded()), ids=lambda x: getattr(x, "stem", None) or x.id)
def test_on_a_recorded_computer_it_only_reads_and_says_what_is_coming(
    cls: type[Lookahead], path: Path
) -> None:
    machine = ReplayMachine(Transcript.load(path))
    try:
        forecast = cls(ForesightContext()).make_forecast(machine)
    except (ProbeError, NotOfferedError):
        return
    assert machine._done == 0
    for language in ("en", "fr"):
        assert Translator(language).translate(forecast.summary)
    assert forecast.reason


@pytest.mark.parametrize(
    ("cls", "check", "folder"),
    [
        (RestartDue, RebootNeeded, "reboot-needed"),
        (DefinitionsAge, AvOff, "av-off"),
        (BatteryWear, BatteryPower, "battery-power"),
    ],
)
def test_it_never_says_that_something_is_over_where_its_check_sees_nothing(
    cls: type[Lookahead], check: type[RebootNeeded], folder: str
) -> None:
    compared = 0
    for path in sorted((ROOT / "tests" / "transcripts" / folder).glob("*.toml")):
        ahead = cls(ForesightContext())
        try:
            forecast = ahead.make_forecast(ReplayMachine(Transcript.load(path)))
            found = check().diagnose(ReplayMachine(Transcript.load(path)))
        except (ProbeError, NotOfferedError, AssertionError):
            continue
        days = count_days_until(forecast.due, ahead.context.now)
        if days is not None and days <= 0:
            assert found is not None, path.name
        compared += 1
    assert compared >= 2


# -- one by one ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "summary", "near", "urgent"),
    [
        (DAY * 40, "Your password expires in 40 days.", False, False),
        (DAY * 9, "Your password expires in 9 days.", True, False),
        (DAY, "Your password expires in 1 day.", True, True),
        (-DAY, "Your password has expired.", True, True),
    ],
)
def test_a_password(left: timedelta, summary: str, near: bool, urgent: bool) -> None:
    midnight = START.replace(hour=0, minute=0)
    computer = PretendedComputer(now=midnight, password_ends=lambda now: midnight + left)
    finding = PasswordExpiry(context(midnight)).diagnose(computer)
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == summary
    assert (finding.data["near"], finding.data["urgent"]) == (near, urgent)
    assert finding.data["due"] == (midnight + left).isoformat()


def test_policy_sets_lead_time_and_last_days() -> None:
    computer = PretendedComputer(password_ends=lambda now: START.replace(hour=0, minute=0) + 21 * DAY)
    reminders = RemindersPolicy(lead_days=("password-expiry=30",), last_days=("password-expiry=25",))
    finding = PasswordExpiry(ForesightContext(START, reminders=reminders)).diagnose(computer)
    assert finding is not None
    assert (finding.data["near"], finding.data["urgent"]) == (True, True)


def test_a_directory_that_tells_nothing_is_not_offered() -> None:
    path = ROOT / "tests" / "transcripts" / "account-password-locked" / "windows-11--no-controller.toml"
    with pytest.raises(NotOfferedError):
        PasswordExpiry(context()).make_forecast(ReplayMachine(Transcript.load(path)))


def test_a_certificate_that_was_renewed_is_not_told() -> None:
    def both(now: datetime) -> datetime:
        return START + 5 * DAY

    computer = PretendedComputer(certificate_ends=both)
    told = CertificateExpiry(context()).diagnose(computer)
    assert told is not None
    assert told.data["near"]
    assert "bob" not in ENGLISH.translate(told.summary)
    rows = computer.read
    newer = {"subject": "bob", "issuer": "ACME", "owner": OWN, "place": "~/.cert/new.pem"}

    def with_newer(source):  # type: ignore[no-untyped-def]
        answer = rows(source)
        if isinstance(answer, dict) and "found" in answer:
            answer["found"].append({**newer, "ends": (START + 300 * DAY).isoformat()})
        return answer

    computer.read = with_newer  # type: ignore[method-assign]
    renewed = CertificateExpiry(context()).diagnose(computer)
    assert renewed is not None
    assert not renewed.data["near"]


def figures(days: int, per_day: int, start: int = 100 * GIB, wobble: int = 0) -> list[DailyFigures]:
    return [
        DailyFigures(
            (START - (days - n) * DAY).date().isoformat(),
            start - n * per_day + (wobble if n % 2 else -wobble),
            500 * GIB,
        )
        for n in range(days)
    ]


def disk(known: list[DailyFigures], free: int) -> Forecast:
    computer = PretendedComputer(free=lambda now: free)
    return DiskTrend(ForesightContext(START, figures=known)).make_forecast(computer)


def test_a_disk_that_fills_up_has_a_date() -> None:
    known = figures(10, 4 * GIB)
    forecast = disk(known, 60 * GIB)
    assert ENGLISH.translate(forecast.summary) == "The disk will probably be full in 15 days."
    assert "4.3\N{NO-BREAK SPACE}GB a day over the last 11 days" in ENGLISH.translate(forecast.reason)
    assert forecast.due is not None
    assert abs(forecast.due - START - 15 * DAY) < DAY / 2


@pytest.mark.parametrize(
    "known",
    [
        figures(ENOUGH - 2, 4 * GIB),  # with today's one too few
        figures(20, 0, wobble=8 * GIB),
        figures(20, -GIB),
        [replace(one, total=400 * GIB) for one in figures(20, 4 * GIB)],  # another disk
    ],
    ids=["too few days", "up and down", "emptier", "another disk"],
)
def test_without_a_clear_trend_there_is_no_date(known: list[DailyFigures]) -> None:
    assert disk(known, 100 * GIB).due is None


def test_figures_of_one_day_are_not_a_trend_however_many() -> None:
    same = [replace(one, day=START.date().isoformat()) for one in figures(20, 4 * GIB)]
    assert disk(same, 20 * GIB).due is None


def test_a_backup_goes_by_the_file_of_the_organisation() -> None:
    computer = PretendedComputer(backed_up=lambda now: now - 20 * DAY)
    old = BackupAge(context()).diagnose(computer)
    assert old is not None
    assert ENGLISH.translate(old.summary) == "Your files were last backed up 20 days ago."
    assert old.data["days"] == -6
    with pytest.raises(NotOfferedError):
        BackupAge(context(backup_file="/var/log/nowhere.log")).diagnose(computer)
    with pytest.raises(NotOfferedError):
        BackupAge(context()).diagnose(PretendedComputer())


def test_updates_count_by_the_newer_of_the_two_moments() -> None:
    old = UpdateAge(context()).diagnose(PretendedComputer(updated=lambda now: now - 60 * DAY))
    assert old is not None
    assert old.data["near"]
    fine = UpdateAge(context()).diagnose(PretendedComputer())
    assert fine is not None
    assert not fine.data["near"]


def test_dates_of_the_policy() -> None:
    told = DeviceReturn(context(return_date="2026-09-10")).make_forecast(PretendedComputer())
    assert told.due == datetime(2026, 9, 11, tzinfo=UTC)
    assert ENGLISH.translate(told.summary) == "This computer is due to be replaced in 10 days."
    over = WarrantyEnd(context(warranty_date="2026-08-01")).make_forecast(PretendedComputer())
    assert over.due is None
    for cls in (DeviceReturn, WarrantyEnd):
        with pytest.raises(NotOfferedError):
            cls(context()).make_forecast(PretendedComputer())


def test_subjects() -> None:
    assert find_subject_of_category("storage") is HealthSubject.STORAGE
    assert find_subject_of_category("printing") is HealthSubject.DEVICES
    assert {find_subject_of_category(cls.category) for cls in CLASSES} >= {
        HealthSubject.STORAGE,
        HealthSubject.NETWORK,
        HealthSubject.SECURITY,
        HealthSubject.PERFORMANCE,
        HealthSubject.UPDATES,
        HealthSubject.ACCOUNT,
    }
