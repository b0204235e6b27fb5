"""Every complaint: "no, it didn't help" leads to the next fix, each once, and then to the prepared ticket."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import CheckResult, CheckState, Finding, FixRun, Outcome, Platform
from selfhelp.core.progress import Progress, Proposal, StepView
from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.complaints import load_complaints
from selfhelp.diagnosis.diagnosis import Diagnosis
from selfhelp.diagnosis.verdict import NextStepKind, Verdict, VerdictKind
from selfhelp.fixes import Check, Fix
from selfhelp.policy.policy import Policy
from selfhelp.ui.diagnosis.ending_words import Ending, EndingAction, describe_ending

NOW = datetime(2026, 11, 30, tzinfo=UTC)
PLATFORMS = (Platform.WINDOWS, Platform.MACOS, Platform.LINUX)


class WrongEverywhere:
    """An engine on a computer where every check finds something, and every fix has something to do.

    Attributes:
        healthy: ids of checks that pass.
    """

    def __init__(self) -> None:
        self.healthy: set[str] = set()

    def run_all_checks(
        self,
        checks: Sequence[Check],
        _progress: Progress,
        on_result: Callable[[CheckResult], None] | None = None,
        _within: float | None = None,
        _wanted: Collection[str] = (),
    ) -> Sequence[CheckResult]:
        results = [self._seen(check.id) for check in checks]
        for result in results:
            if on_result is not None:
                on_result(result)
        return results

    def _seen(self, id_: str) -> CheckResult:
        if id_ in self.healthy:
            return CheckResult(id_, CheckState.HEALTHY)
        return CheckResult(id_, CheckState.FOUND, Finding(N_("{id} is wrong.", id=id_)))

    def find_success_by_workaround(self, _check: Check) -> None:
        return None

    def make_proposal(self, fix: Fix, finding: Finding) -> Proposal | Text:
        return Proposal(
            fix.title,
            finding,
            [StepView(N_("Repair {id}.", id=fix.id), None, timedelta(), False, False, False)],
        )


def diagnosis(platform: Platform) -> tuple[Diagnosis, WrongEverywhere, Catalog]:
    engine: Any = WrongEverywhere()
    catalog = Catalog(Policy(), platform)
    for check in {**catalog.checks, **catalog.fixes}.values():
        check.__dict__["about"] = lambda *_, one=check: one  # nothing made up names a printer
        check.__dict__["is_workaround"] = lambda *_: True
    return Diagnosis(catalog, engine), engine, catalog


def a_run(fix: str, outcome: Outcome) -> FixRun:
    before = CheckResult(fix, CheckState.FOUND, Finding(N_("{id} is wrong.", id=fix)))
    return FixRun("r", fix, outcome, before, (), CheckResult(fix, CheckState.HEALTHY), NOW, NOW)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("complaint", sorted(load_complaints()))
def test_no_leads_to_each_fix_once_and_then_to_the_ticket(complaint: str, platform: Platform) -> None:
    finds, engine, catalog = diagnosis(platform)
    verdict = finds.diagnose_complaint(complaint, Progress())
    if verdict.kind is not VerdictKind.CAUSE:
        assert not [id_ for id_ in load_complaints()[complaint].checks if id_ in catalog.checks]
        assert verdict.ticket_first
        return
    tried: list[str] = []
    way = verdict.proposed_fix
    while way is not None:
        assert way.fix not in tried, "the same fix is never proposed twice"
        ending = solved(finds, engine, verdict, way.fix, tried).copy_with_answer(False, tried)
        said = describe_ending(ending)
        assert ending.step is not None
        tried.append(way.fix)
        way, verdict = ending.step.way, ending.step.verdict
        assert said.way is (EndingAction.FIX if way is not None else EndingAction.HELP)
    assert tried == in_order(complaint, catalog)
    assert ends_in_the_ticket(complaint, verdict)


def solved(
    finds: Diagnosis, engine: WrongEverywhere, verdict: Verdict, fix: str, tried: Sequence[str]
) -> Ending:
    """Return how a fix ended that reached the goal as far as the computer can see."""
    assert verdict.complaint is not None
    engine.healthy = set(verdict.complaint.goal)
    run = a_run(fix, Outcome.FIXED)
    step = finds.verify_fix(verdict, run, tried, Progress())
    engine.healthy = set()
    if step.goal:
        assert step.kind is NextStepKind.SOLVED, "every goal passes"
    return Ending(run, step)


def in_order(complaint: str, catalog: Catalog) -> Sequence[str]:
    """Return the fixes in order of cause; what is only worth knowing explains less than any other."""
    ids = [id_ for id_ in load_complaints()[complaint].checks if id_ in catalog.fixes]
    return sorted(ids, key=lambda id_: catalog.fixes[id_].only_a_note)


def ends_in_the_ticket(complaint: str, verdict: Verdict) -> bool:
    """Whether the ticket is filed under what the user complained about, and names the cause."""
    ticket, cause = verdict.ticket, verdict.cause
    assert cause is not None
    return (ticket.category, ticket.problem) == (load_complaints()[complaint].subject, cause.id)


@pytest.mark.parametrize("complaint", sorted(load_complaints()))
def test_a_fix_that_changed_nothing_leads_on_without_asking(complaint: str) -> None:
    """Where the fix failed or the goal still isn't met, the next cause or the ticket follows at once."""
    finds, _, catalog = diagnosis(Platform.LINUX)
    verdict, tried = finds.diagnose_complaint(complaint, Progress()), list[str]()
    while verdict.ways and len(tried) < len(verdict.ways):
        fix = next(way.fix for way in verdict.ways if way.fix not in tried)
        step = finds.verify_fix(verdict, a_run(fix, Outcome.NOT_FIXED), tried, Progress())
        tried.append(fix)
        more = (NextStepKind.FIX, NextStepKind.STILL_THERE)
        assert step.kind in (more if len(tried) < len(verdict.ways) else (NextStepKind.TICKET,))
        assert step.way is None or step.way.fix not in tried
    assert tried == in_order(complaint, catalog)
