"""The kept forecasts and figures, and one health for the tray, the first screen and the command line."""

from __future__ import annotations

import json
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfhelp.core.model import CheckResult, CheckState, Finding, Json
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_, NN_
from selfhelp.engine.engine import Engine
from selfhelp.engine.health import HealthState
from selfhelp.engine.journal import Journal
from selfhelp.fixes.files.disk_full import DiskFull
from selfhelp.fixes.system.reboot_needed import RebootNeeded
from selfhelp.foresight.health_subject import HealthSubject
from selfhelp.foresight.lookahead import DailyFigures, Forecast, ForesightContext, Lookahead
from selfhelp.foresight.lookaheads.disk_trend import DiskTrend
from selfhelp.foresight.lookaheads.password_expiry import PasswordExpiry
from selfhelp.foresight.lookaheads.restart_due import RestartDue
from selfhelp.foresight.outlook import (
    FILE,
    KEPT_DAYS,
    OutlookStore,
    StoredOutlook,
    add_todays_figures,
    drop_contradicted_forecasts,
    drop_happened_forecasts,
    load_lookaheads,
    run_lookaheads,
    summarise_by_subject,
)
from selfhelp.machine import Machine
from selfhelp.policy.foresight import ForesightPolicy
from tests.foresight.pretended_computer import GIB, START, PretendedComputer

DAY = timedelta(days=1)
FOUND, HEALTHY = CheckState.FOUND, CheckState.HEALTHY
AHEAD: dict[str, Lookahead] = {
    cls.id: cls(ForesightContext(START)) for cls in (DiskTrend, PasswordExpiry, RestartDue)
}


def forecast(id_: str, days: int = 3) -> CheckResult:
    data: dict[str, Json] = {"due": (START + days * DAY).isoformat(), "days": days, "near": True}
    summary = NN_("Your password expires in {count} day.", "Your password expires in {count} days.", days)
    return CheckResult(id_, FOUND, Finding(summary, N_("Why."), {"who": "bob"}, data))


def check(id_: str, state: CheckState) -> CheckResult:
    return CheckResult(id_, state, Finding(N_("It is full.")) if state is FOUND else None)


# -- no contradiction ------------------------------------------------------------------------------


def test_what_has_happened_is_told_by_its_check() -> None:
    both = [forecast("disk-trend"), forecast("password-expiry")]
    seen = [check("disk-full", FOUND)]
    assert [one.id for one in drop_happened_forecasts(both, seen, AHEAD)] == ["password-expiry"]
    assert len(drop_contradicted_forecasts(both, seen, AHEAD)) == 2, "a reminder may still come"
    assert len(drop_happened_forecasts(both, [check("disk-full", HEALTHY)], AHEAD)) == 2


def test_a_check_of_the_same_question_decides_alone() -> None:
    due = [forecast("restart-due", 0)]
    assert drop_contradicted_forecasts(due, [check("reboot-needed", HEALTHY)], AHEAD) == []
    assert len(drop_contradicted_forecasts(due, [check("reboot-needed", FOUND)], AHEAD)) == 1
    assert (
        len(drop_contradicted_forecasts(due, [check("reboot-needed", CheckState.INCONCLUSIVE)], AHEAD)) == 1
    )
    assert drop_contradicted_forecasts([forecast("unknown")], [], AHEAD) == []


def test_health_by_subject_the_worst_first() -> None:
    known = {**AHEAD, "disk-full": DiskFull(), "reboot-needed": RebootNeeded()}
    results = [
        check("disk-full", FOUND),
        forecast("password-expiry"),
        check("reboot-needed", HEALTHY),
        CheckResult("restart-due", CheckState.INCONCLUSIVE, reason=N_("x")),
        CheckResult("disk-trend", CheckState.NOT_OFFERED, reason=N_("x")),
    ]
    told = {one.subject: one for one in summarise_by_subject(results, known)}
    assert {subject: one.state for subject, one in told.items()} == {
        HealthSubject.STORAGE: HealthState.ATTENTION,
        HealthSubject.ACCOUNT: HealthState.NOTE,
        HealthSubject.UPDATES: HealthState.FINE,
    }
    assert [one.id for one in told[HealthSubject.UPDATES].results] == ["restart-due", "reboot-needed"]


class Breaking(PasswordExpiry):
    """A mistake of ours."""

    def make_forecast(self, machine: Machine) -> Forecast:
        raise ProcessLookupError("gone")


def test_a_mistake_in_one_is_inconclusive_and_hides_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    context = ForesightContext(START)
    wanted = {"password-expiry": Breaking(context), "restart-due": RestartDue(context)}
    seen = run_lookaheads(Engine(PretendedComputer(), Journal(tmp_path)), wanted, Progress())
    assert [one.state for one in seen] == [CheckState.INCONCLUSIVE, HEALTHY]


def test_what_policy_turns_off_does_not_exist() -> None:
    context = ForesightContext(START, rules=ForesightPolicy(off=("disk-trend",)))
    loaded = load_lookaheads(context, PretendedComputer())
    assert "disk-trend" not in loaded
    assert "password-expiry" in loaded


# -- what is kept ----------------------------------------------------------------------------------


def test_it_is_kept_private_without_evidence_and_translatable(tmp_path: Path) -> None:
    store = OutlookStore(tmp_path / "data")
    figures = [DailyFigures("2026-08-31", 5 * GIB, 9 * GIB)]
    store.save(StoredOutlook(START, [forecast("password-expiry")], figures))
    file = tmp_path / "data" / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "bob" not in file.read_text(), "evidence may name people"
    kept = OutlookStore(tmp_path / "data").load()
    assert (kept.at, list(kept.figures)) == (START, figures)
    (one,) = kept.forecasts
    assert one.finding is not None
    assert ENGLISH.translate(one.finding.summary) == "Your password expires in 3 days."
    assert (one.state, one.finding.data["days"], one.finding.data["near"]) == (FOUND, 3, True)


@pytest.mark.parametrize(
    ("now", "fresh"), [(START + DAY, True), (START + 4 * DAY, False), (START - DAY, False)]
)
def test_old_forecasts_and_those_of_a_wrong_clock_are_not_shown(now: datetime, fresh: bool) -> None:
    kept = StoredOutlook(START, [forecast("password-expiry")])
    assert bool(kept.list_fresh_forecasts(now)) is fresh
    assert StoredOutlook().list_fresh_forecasts(now) == ()


@pytest.mark.slow
@settings(deadline=None)  # it writes files, and a busy disk is no mistake
@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_a_damaged_file_is_an_empty_one(tmp_path_factory: pytest.TempPathFactory, data: object) -> None:
    folder = tmp_path_factory.mktemp("outlook")
    empty: dict[str, object] = {"at": None, "forecasts": [], "figures": []}
    for part in (data, {**empty, "forecasts": data}, {**empty, "figures": data}):
        (folder / FILE).write_text(json.dumps(part))
        kept = OutlookStore(folder).load()
        assert kept.forecasts == () or list(kept.forecasts) == []


def test_figures_are_of_one_a_day_ninety_at_most_and_none_of_the_future() -> None:
    known: list[DailyFigures] = []
    for day in range(120):
        for _ in range(2):
            known = list(add_todays_figures(known, 200 * GIB - day, 500 * GIB, START + day * DAY))
    assert len(known) == KEPT_DAYS
    assert len({one.day for one in known}) == KEPT_DAYS
    back = add_todays_figures(known, 1, 2, START + 50 * DAY)
    assert max(one.day for one in back) == (START + 50 * DAY).date().isoformat()
