"""Runs one fix as the person who starts it, the way every face does, and prints how it went as JSON.

python tests/lab/drive.py check|fix|undo ID-or-RUN [KEY=VALUE …]
python tests/lab/drive.py complain TEXT FIX…  (diagnose, run the fixes in turn, see what is true then)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from selfhelp import fixes
from selfhelp.app.composition import App
from selfhelp.checks.can_print import CanPrint
from selfhelp.core.model import ChoiceQuestion, FixRun, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress, Proposal, StepView
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes import Fix


class Yes:
    """Agrees to everything, and takes what is ticked."""

    def ask_consent(self, proposal: Proposal) -> bool:
        return True

    def ask_question(self, question: ChoiceQuestion) -> Sequence[str]:
        return [option.key for option in question.options if option.chosen]

    def ask_to_do_by_hand(self, step: StepView) -> bool:
        return False


def fix_of(name: str) -> Fix:
    (file,) = Path(fixes.__path__[0]).glob(f"*/{name.replace('-', '_')}.py")
    module = import_module(f"{fixes.__name__}.{file.parent.name}.{file.stem}")
    (kind,) = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Fix) and value is not Fix
    ]
    fix: Fix = kind()
    return fix


def shown(run: FixRun) -> dict[str, Any]:
    return {
        "run": run.run,
        "outcome": run.outcome,
        "message": str(run.message or ""),
        "steps": [[step.name, step.result, step.undo] for step in run.steps],
        "after": run.after and run.after.state,
    }


def complain(text: str, *tried: str) -> dict[str, Any]:
    """Diagnose a complaint, run some fixes, and tell what is true after each."""
    app = App.build()
    verdict = app.diagnosis.diagnose(text, Progress())
    told: dict[str, Any] = {
        "cause": verdict.cause.id if verdict.cause else None,
        "fix": verdict.proposed_fix_id,
        "summary": str(verdict.summary),
        "reason": str(verdict.reason or ""),
        "left": [str(left) for left in verdict.left],
        "unfinished": list(verdict.unfinished),
        "others": [other.id for other in verdict.others],
        "after": [],
        "instead": None,
    }
    for number, name in enumerate(tried):
        run = app.engine.run(app.catalog.get_fix(name), Yes(), Progress())
        step = app.diagnosis.verify_fix(verdict, run, tried[:number], Progress())
        verdict = step.verdict
        told["instead"] = step.instead.fix if step.instead else None
        told["after"].append([run.outcome, step.kind, step.way.fix if step.way else None, str(step.sentence)])
    return told


def main(verb: str, name: str, *pairs: str) -> dict[str, Any]:
    if verb == "complain":
        return complain(name, *pairs)
    folder = AppPaths.create_for_current_user(Platform.LINUX).data / "journal"
    engine = Engine(App.build().machine, Journal(folder))
    if verb == "undo":
        return shown(engine.undo(name, Progress()))
    if verb == "fix":
        answers = {key: [value] for key, _, value in (pair.partition("=") for pair in pairs)}
        return shown(engine.run(fix_of(name), Yes(), Progress(), answers))
    result = engine.check(CanPrint() if name == CanPrint.id else fix_of(name), Progress())
    evidence = dict(result.finding.evidence) if result.finding else {}
    summary = str(result.finding.summary if result.finding else result.reason)
    return {"state": result.state, "summary": summary, "evidence": evidence}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
