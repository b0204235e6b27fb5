"""How long a diagnosis takes: what hangs is not awaited, and the first finding comes at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from selfhelp.catalog.suggestions import Suggestion, Suggestions
from selfhelp.core.errors import CancelledError, ProbeError
from selfhelp.core.model import Answers, CheckState, Finding, Platform, SuggestionKind
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.diagnosis import complaints, diagnosis
from selfhelp.diagnosis.diagnosis import Diagnosis, Event, EventKind
from selfhelp.diagnosis.verdict import VerdictKind
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.troubleshooters.complaint import Complaint

ENDS = threading.Event()


class Acts(Fix):
    """A fix that finds something, nothing, or hangs, after some seconds."""

    title = looks = N_("Looks")
    category = Category.OTHER

    def __init__(self, id_: str, seconds: float, found: bool = False, **more: Any) -> None:
        self.id, self.alone = id_, more.get("alone", False)  # type: ignore[misc]
        self._seconds, self._found, self._refuses = seconds, found, more.get("refuses", 0.0)
        self.fails = more.get("fails", False)
        self.began = 0.0

    def diagnose(self, machine: Machine) -> Finding | None:
        self.began = time.monotonic()
        ENDS.wait(self._seconds)
        if self.fails:
            raise ProbeError(N_("It broke."))
        return Finding(N_("{name} is wrong.", name=self.id)) if self._found else None

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> None:
        ENDS.wait(self._refuses)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        return (ByHand("restart"),)


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    ENDS.clear()
    yield
    ENDS.set()


def made(checks: Sequence[Acts], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Diagnosis:
    ids = tuple(check.id for check in checks)
    known = {"trouble": Complaint("other", ids, ids[:1], N_("Solved."), ids)}
    monkeypatch.setattr(complaints, "load_complaints", lambda: known)
    best = Suggestion(ids[0], N_("Looks"), 0.9, SuggestionKind.FIX)
    by_id = {check.id: check for check in checks}
    catalog: Any = SimpleNamespace(
        checks=by_id, fixes=by_id, topics={}, suggest=lambda _: Suggestions([best], ticket_first=False)
    )
    return Diagnosis(catalog, Engine(LocalMachine(Platform.LINUX), Journal(folder)))


def test_what_hangs_is_not_awaited_and_called_unfinished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "CHECKING", 0.5)
    checks = [Acts("hangs", 60), Acts("wrong", 0, found=True), Acts("fine", 0)]
    begun = time.monotonic()
    verdict = made(checks, tmp_path, monkeypatch).diagnose("help", Progress())
    assert time.monotonic() - begun < 5
    assert verdict.unfinished == ["hangs"]
    assert [r.state for r in verdict.checks] == [
        CheckState.INCONCLUSIVE,
        CheckState.FOUND,
        CheckState.HEALTHY,
    ]
    assert verdict.kind is VerdictKind.CAUSE
    assert verdict.proposed_fix_id == "wrong"


def test_the_cause_is_the_first_in_order_not_the_first_to_finish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = [Acts("cause", 0.3, found=True), Acts("effect", 0, found=True)]
    heard: list[Event] = []
    verdict = made(checks, tmp_path, monkeypatch).diagnose("help", Progress(), heard.append)
    found = [event.check for event in heard if event.kind is EventKind.FINDING]
    assert found == ["effect", "cause"]
    assert verdict.proposed_fix_id == "cause"
    assert [other.id for other in verdict.others] == ["effect"]


def test_the_first_finding_is_heard_while_others_still_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "CHECKING", 20.0)
    begun = time.monotonic()
    at: dict[str, float] = {}

    def hear(event: Event) -> None:
        if event.kind is EventKind.FINDING:
            at[event.check] = time.monotonic() - begun
            ENDS.set()  # the other goes on until now

    made([Acts("hangs", 60), Acts("wrong", 0, found=True)], tmp_path, monkeypatch).diagnose(
        "x", Progress(), hear
    )
    assert at["wrong"] < 10


def test_a_check_that_fails_is_heard_as_finished_and_is_not_healthy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = made([Acts("breaks", 0, fails=True)], tmp_path, monkeypatch).diagnose("x", Progress())
    assert verdict.kind is VerdictKind.NEEDS_A_PERSON
    assert verdict.has_no_conclusive_result
    assert verdict.unfinished == []


def test_what_measures_gives_the_others_a_head_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, measures = Acts("first", 0.1), Acts("measures", 0, alone=True)
    made([measures, first], tmp_path, monkeypatch).diagnose("x", Progress())
    assert measures.began - first.began > 0.05


def test_a_slow_proposal_is_still_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "BUDGET", 0.5)
    checks = [Acts("wrong", 0, found=True, refuses=60)]
    verdict = made(checks, tmp_path, monkeypatch).diagnose("x", Progress())
    assert verdict.proposed_fix_id == "wrong"
    assert verdict.proposed_fix is not None
    assert verdict.proposed_fix.proposal is None
    assert verdict.proposed_fix.sentence == N_("Looks")


def test_it_stops_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    progress = Progress()
    progress.cancel()
    begun = time.monotonic()
    with pytest.raises(CancelledError):
        made([Acts("hangs", 60)], tmp_path, monkeypatch).diagnose("x", progress)
    assert time.monotonic() - begun < 2
