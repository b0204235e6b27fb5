"""Five states, rolled up from the quick checks; a warning is gone as soon as its cause is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.core.model import CheckResult, Finding, State
from selfhelp.core.text import N_
from selfhelp.engine.health import Health, LastLook, overview
from selfhelp.fixes.files.disk_full import DiskFull
from selfhelp.fixes.system.reboot_needed import RebootNeeded

CHECKS = {check.id: check for check in (DiskFull(), RebootNeeded())}
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def result(id_: str, state: State) -> CheckResult:
    return CheckResult(id_, state, Finding(N_("Something.")) if state is State.FOUND else None)


@pytest.mark.parametrize(
    ("disk", "reboot", "state"),
    [
        (State.HEALTHY, State.HEALTHY, Health.FINE),
        (State.HEALTHY, State.INCONCLUSIVE, Health.FINE),
        (State.HEALTHY, State.FOUND, Health.NOTE),
        (State.FOUND, State.FOUND, Health.ATTENTION),
        (State.FOUND, State.NOT_OFFERED, Health.ATTENTION),
        (State.INCONCLUSIVE, State.NOT_OFFERED, Health.UNAVAILABLE),
    ],
)
def test_the_worst_counts(disk: State, reboot: State, state: Health) -> None:
    assert overview([result("reboot-needed", reboot), result("disk-full", disk)], CHECKS).state is state


def test_the_most_urgent_comes_first() -> None:
    both = overview([result("reboot-needed", State.FOUND), result("disk-full", State.FOUND)], CHECKS)
    assert [finding.id for finding in both.findings] == ["disk-full", "reboot-needed"]


def test_nothing_was_looked_at() -> None:
    assert overview([], CHECKS).state is Health.UNAVAILABLE


def test_once_a_day(tmp_path: Path) -> None:
    look = LastLook(tmp_path / "data")
    assert look.is_due(NOW)
    look.keep(Health.NOTE, NOW)
    again = LastLook(tmp_path / "data")
    assert again.state is Health.NOTE
    assert not again.is_due(NOW + timedelta(hours=23))
    assert again.is_due(NOW + timedelta(days=1))
    assert again.is_due(NOW - timedelta(minutes=5))  # the clock was set back


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"at": 1, "state": "fine"}', '{"at": "x"}', "\x00"])
def test_a_damaged_memory_is_looked_at_again(tmp_path: Path, damage: str) -> None:
    (tmp_path / "health.json").write_text(damage)
    look = LastLook(tmp_path)
    assert look.is_due(NOW)
    assert look.state is Health.UNAVAILABLE


def test_where_nothing_can_be_written_it_is_only_forgotten(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    look = LastLook(tmp_path / "data")
    look.keep(Health.FINE, NOW)
    assert look.is_due(NOW)
