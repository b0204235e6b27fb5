"""Runs the checks that verify checklist steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.checklist.checklist_step import ChecklistStep
from selfhelp.core.model import CheckResult
from selfhelp.core.progress import Progress
from selfhelp.engine.engine import Engine
from selfhelp.fixes import Check
from selfhelp.foresight.lookahead import Lookahead
from selfhelp.foresight.outlook import run_lookaheads


def verify_checklist_steps(
    engine: Engine,
    steps: Sequence[ChecklistStep],
    checks: Mapping[str, Check],
    ahead: Mapping[str, Lookahead],
    progress: Progress,
) -> Mapping[str, CheckResult]:
    """Run the checks that verify steps and return their results by step ID; changes nothing.

    A step whose check is turned off by policy has no result, so the user must tick the step.

    Raises:
        CancelledError: the user cancelled.
    """
    wanted = {step.check for step in steps if step.check}
    seen = [
        *engine.run_all_checks([one for id_, one in checks.items() if id_ in wanted], progress),
        *run_lookaheads(engine, {id_: one for id_, one in ahead.items() if id_ in wanted}, progress),
    ]
    by_check = {result.id: result for result in seen}
    return {step.id: by_check[step.check] for step in steps if step.check in by_check}


def drop_missing_checks(
    steps: Sequence[ChecklistStep], checks: Mapping[str, Check], ahead: Mapping[str, Lookahead]
) -> Sequence[ChecklistStep]:
    """Return the steps with unavailable checks removed, so that the user can tick these steps instead."""
    from dataclasses import replace

    known = {*checks, *ahead}
    return [step if step.check in known else replace(step, check="") for step in steps]
