"""A repair that needs a restart gets its last look after it, once, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from selfhelp import machine as door
from selfhelp.core.model import CheckState, FixRun, Outcome, Platform
from selfhelp.core.progress import Progress
from selfhelp.engine import post_restart_checks
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from tests.engine.test_engine import Lamp, LampOff, Person, Switch


class Later(Switch):
    """Turns the lamp on, but it shines only after a restart."""

    restart: ClassVar[bool] = True
    rows: ClassVar = {Platform.LINUX: lambda step, machine, progress: "set"}


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    monkeypatch.setattr(door, "_load_step_classes", lambda: {"switch": Switch})
    return Journal(tmp_path / "journal")


def started(monkeypatch: pytest.MonkeyPatch, ago: timedelta) -> None:
    moment = datetime.now(UTC) - ago
    monkeypatch.setattr(post_restart_checks, "_read_last_system_start", lambda machine: moment)


def finish(lamp: Lamp, journal: Journal) -> list[FixRun]:
    engine = Engine(lamp, journal)
    looks = post_restart_checks.PostRestartChecks(lamp, journal, engine, {"lamp-off": LampOff()})
    return list(looks.record_outcomes(Progress()))


def begun(lamp: Lamp, journal: Journal) -> str:
    run = Engine(lamp, journal).run(LampOff((Later(True),)), Person(), Progress())
    assert run.outcome is Outcome.RESTART_NEEDED
    assert journal.list_runs_awaiting_restart() == [run.run]
    return run.run


def test_nothing_waits(journal: Journal) -> None:
    assert finish(Lamp(), journal) == []


def test_before_the_restart_it_goes_on_waiting(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    lamp = Lamp()
    run = begun(lamp, journal)
    started(monkeypatch, timedelta(hours=1))
    assert finish(lamp, journal) == []
    assert journal.list_runs_awaiting_restart() == [run]


@pytest.mark.parametrize(("on", "outcome"), [(True, Outcome.FIXED), (False, Outcome.NOT_FIXED)])
def test_after_it_the_check_decides(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, on: bool, outcome: Outcome
) -> None:
    lamp = Lamp()
    run = begun(lamp, journal)
    started(monkeypatch, timedelta(0))
    lamp.on = on
    (ended,) = finish(lamp, journal)
    assert (ended.run, ended.outcome) == (run, outcome)
    assert journal.read_entry(run).outcome is outcome
    assert finish(lamp, journal) == []
    assert journal.list_runs_awaiting_restart() == ()


def test_a_check_that_sees_nothing_waits(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    lamp = Lamp()
    begun(lamp, journal)
    started(monkeypatch, timedelta(0))
    blind = replace(Engine(lamp, journal).check(LampOff(), Progress()), state=CheckState.INCONCLUSIVE)
    monkeypatch.setattr(Engine, "check", lambda *_: blind)
    assert finish(lamp, journal) == []
    assert len(journal.list_runs_awaiting_restart()) == 1


def test_a_run_that_was_deleted_waits_no_longer(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.mark_awaiting_restart("20200101-000000-aaaaaa")
    journal.mark_awaiting_restart("../../etc/passwd")
    started(monkeypatch, timedelta(0))
    assert finish(Lamp(), journal) == []
    assert journal.list_runs_awaiting_restart() == ()
