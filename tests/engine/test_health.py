"""Five states, rolled up from the quick checks; a warning is gone as soon as its cause is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.core.model import CheckResult, CheckState, Finding
from selfhelp.core.text import N_
from selfhelp.engine.health import HealthState, LastCheckStore, summarise_health
from selfhelp.fixes.files.disk_full import DiskFull
from selfhelp.fixes.system.reboot_needed import RebootNeeded

CHECKS = {check.id: check for check in (DiskFull(), RebootNeeded())}
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def result(id_: str, state: CheckState) -> CheckResult:
    return CheckResult(id_, state, Finding(N_("Something.")) if state is CheckState.FOUND else None)


@pytest.mark.parametrize(
    ("disk", "reboot", "state"),
    [
        (CheckState.HEALTHY, CheckState.HEALTHY, HealthState.FINE),
        (CheckState.HEALTHY, CheckState.INCONCLUSIVE, HealthState.FINE),
        (CheckState.HEALTHY, CheckState.FOUND, HealthState.NOTE),
        (CheckState.FOUND, CheckState.FOUND, HealthState.ATTENTION),
        (CheckState.FOUND, CheckState.NOT_OFFERED, HealthState.ATTENTION),
        (CheckState.INCONCLUSIVE, CheckState.NOT_OFFERED, HealthState.UNAVAILABLE),
    ],
)
def test_the_worst_state_wins(disk: CheckState, reboot: CheckState, state: HealthState) -> None:
    assert (
        summarise_health([result("reboot-needed", reboot), result("disk-full", disk)], CHECKS).state is state
    )


def test_the_most_urgent_comes_first() -> None:
    both = summarise_health(
        [result("reboot-needed", CheckState.FOUND), result("disk-full", CheckState.FOUND)], CHECKS
    )
    assert [finding.id for finding in both.findings] == ["disk-full", "reboot-needed"]


def test_nothing_was_looked_at() -> None:
    assert summarise_health([], CHECKS).state is HealthState.UNAVAILABLE


def test_once_a_day(tmp_path: Path) -> None:
    look = LastCheckStore(tmp_path / "data")
    assert look.is_check_due(NOW)
    look.save(HealthState.NOTE, NOW)
    again = LastCheckStore(tmp_path / "data")
    assert again.state is HealthState.NOTE
    assert not again.is_check_due(NOW + timedelta(hours=23))
    assert again.is_check_due(NOW + timedelta(days=1))
    assert again.is_check_due(NOW - timedelta(minutes=5))  # the clock was set back


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"at": 1, "state": "fine"}', '{"at": "x"}', "\x00"])
def test_a_damaged_memory_is_looked_at_again(tmp_path: Path, damage: str) -> None:
    (tmp_path / "health.json").write_text(damage)
    look = LastCheckStore(tmp_path)
    assert look.is_check_due(NOW)
    assert look.state is HealthState.UNAVAILABLE


def test_where_nothing_can_be_written_it_is_only_forgotten(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    look = LastCheckStore(tmp_path / "data")
    look.save(HealthState.FINE, NOW)
    assert look.is_check_due(NOW)


def test_planned_time_and_clock_changes_are_respected(tmp_path: Path) -> None:
    store = LastCheckStore(tmp_path)
    assert store.compute_time_until_due(NOW) == timedelta(0)
    store.save(HealthState.FINE, NOW, NOW + timedelta(hours=3))
    assert not store.is_check_due(NOW + timedelta(hours=2))
    assert store.compute_time_until_due(NOW + timedelta(hours=2)) == timedelta(hours=1)
    assert store.is_check_due(NOW + timedelta(hours=3))
    assert store.is_check_due(NOW - timedelta(days=400))
    store.save(HealthState.NOTE, NOW + timedelta(hours=1))
    assert store.compute_time_until_due(NOW + timedelta(hours=1)) == timedelta(hours=2), (
        "a look of the window leaves the plan"
    )


@pytest.mark.parametrize("name", ["health.json", "health.new"])
def test_no_link_is_followed(tmp_path: Path, name: str) -> None:
    foreign = tmp_path / "foreign.txt"
    foreign.write_text("foreign")
    (tmp_path / name).symlink_to(foreign)
    LastCheckStore(tmp_path).save(HealthState.NOTE, NOW)
    assert foreign.read_text() == "foreign"
    assert not (tmp_path / "health.json").is_symlink()
    assert (tmp_path / "health.json").stat().st_mode & 0o777 == 0o600
    assert LastCheckStore(tmp_path).state is HealthState.NOTE


def test_nothing_is_written_into_a_folder_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    LastCheckStore(tmp_path / "data").save(HealthState.FINE, NOW)
    assert not list((tmp_path / "elsewhere").iterdir())
