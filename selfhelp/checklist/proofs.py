"""Asks the checks that prove steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.checklist import ChecklistStep
from selfhelp.core.model import CheckResult
from selfhelp.core.progress import Progress
from selfhelp.engine.engine import Engine
from selfhelp.fixes import Check
from selfhelp.foresight import Lookahead
from selfhelp.foresight.outlook import look_ahead


def prove_steps(
    engine: Engine,
    steps: Sequence[ChecklistStep],
    checks: Mapping[str, Check],
    ahead: Mapping[str, Lookahead],
    progress: Progress,
) -> Mapping[str, CheckResult]:
    """Run the checks side by side; returns what they saw by the id of the step. Changes nothing.

    A step whose check policy has turned off has no result: then the user's word counts.

    Raises:
        CancelledError: the user asked to stop.
    """
    wanted = {step.check for step in steps if step.check}
    seen = [
        *engine.check_all([one for id_, one in checks.items() if id_ in wanted], progress),
        *look_ahead(engine, {id_: one for id_, one in ahead.items() if id_ in wanted}, progress),
    ]
    by_check = {result.id: result for result in seen}
    return {step.id: by_check[step.check] for step in steps if step.check in by_check}


def provable(
    steps: Sequence[ChecklistStep], checks: Mapping[str, Check], ahead: Mapping[str, Lookahead]
) -> Sequence[ChecklistStep]:
    """Return the steps, where a check that isn't there proves nothing: the user ticks that step."""
    from dataclasses import replace

    known = {*checks, *ahead}
    return [step if step.check in known else replace(step, check="") for step in steps]
