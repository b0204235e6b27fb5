"""Changes of the same setting are undone from the newest to the oldest, and none loses its undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.model import Answers, Finding, Outcome, Platform, Undo
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_
from selfhelp.engine import engine as engine_module
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from tests.tuned_radio import STATION, Tune, know_radio_steps, tune
from tests.ui.busy_home import Agreeing


class Computer:
    """No computer is needed."""

    platform = Platform.LINUX


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    know_radio_steps(monkeypatch)
    monkeypatch.setattr(engine_module, "CONFIRMING", 0.0)
    return Journal(tmp_path / "journal")


@pytest.fixture
def engine(journal: Journal) -> Engine:
    machine: Any = Computer()
    return Engine(machine, journal)


def test_an_older_change_can_be_undone_once_the_newer_one_is(journal: Journal, engine: Engine) -> None:
    older, newer = tune(journal, "Jazz"), tune(journal, "News")
    refused = engine.undo(older, Progress())
    assert (refused.outcome, refused.newer) == (Outcome.FAILED, newer)
    said = ENGLISH.translate(refused.message or "")
    assert said.startswith(
        "This setting was changed again later. First undo the newer change: “Station: Jazz"
    )
    assert "can't be undone" not in said
    assert STATION["now"] == "News"
    assert journal.read_entry(older).undo is Undo.POSSIBLE, "a refusal mustn't burn the undo"
    assert engine.undo(newer, Progress()).outcome is Outcome.UNDONE
    undone = engine.undo(older, Progress())
    assert (undone.outcome, STATION["now"]) == (Outcome.UNDONE, "none")
    assert str(undone.message) == "The station is none again."


def test_the_newest_of_several_changes_is_named(journal: Journal, engine: Engine) -> None:
    first, _second, third = (tune(journal, station) for station in ("Jazz", "News", "Sport"))
    assert engine.undo(first, Progress()).newer == third


def test_a_change_by_someone_else_is_named_and_may_go_away(journal: Journal, engine: Engine) -> None:
    run = tune(journal, "Jazz")
    tune(journal, "News")
    STATION["now"] = "Sport"
    refused = engine.undo(run, Progress())
    assert refused.newer == "", "undoing the newer change would be refused as well"
    assert str(refused.message) == (
        "The station is Sport now. You can undo this change when the setting is as it was after the fix."
    )
    STATION["now"] = "Jazz"
    assert engine.undo(run, Progress()).outcome is Outcome.UNDONE


def test_the_history_names_what_was_changed(journal: Journal) -> None:
    tune(journal, "Jazz")
    entry = journal.read_entry(tune(journal, "News"))
    assert str(entry.change) == "Station: Jazz → News"
    assert [str(change) for change in entry.list_changes()] == ["Station: Jazz → News"]
    assert entry.has_changed_something


def test_a_journal_of_an_older_version_without_steps_is_still_read(journal: Journal) -> None:
    file = journal._folder / f"{tune(journal, 'Jazz')}.jsonl"
    file.write_text(file.read_text().replace('"step": {"step": "tune"', '"was": {"step": "tune"'))
    entry = journal.list_runs()[0]
    assert (entry.change, entry.list_changes(), entry.undo) == (None, [], Undo.POSSIBLE)


class Retune(Fix):
    """The radio is on the wrong station."""

    id = "retune"
    title = N_("Tune the radio")
    category = Category.AUDIO_VIDEO
    looks = N_("Listening")

    def diagnose(self, machine: Machine) -> Finding | None:
        return Finding(N_("Noise.")) if STATION["now"] != "Jazz" else None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        return [Tune("Jazz")]


def test_a_run_says_what_each_step_changed(engine: Engine) -> None:
    run = engine.run(Retune(), Agreeing(), Progress())
    assert [str(step.change) for step in run.steps] == ["Station: none → Jazz"]
