"""selfhelp fix: checks for a problem, explains the problem, asks for consent, fixes, and checks again."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from selfhelp.cli.call import Call, TerminalPrompts, check_to_document, run_to_document
from selfhelp.core.errors import UsageError
from selfhelp.core.model import Answers, CheckState, FixRun, Outcome, Undo, find_blocking_check_state
from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.verdict import NextStepKind
from selfhelp.engine.engine import make_outcome_message
from selfhelp.machine.guidance.manual_steps import load_manual_steps
from selfhelp.troubleshooters.troubleshooter import find_root_cause, load_troubleshooters

SOLVED = frozenset({Outcome.HEALTHY, Outcome.FIXED, Outcome.UNDONE})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp fix`."""
    parser.add_argument("id", metavar="ID", help=str(N_("ID of a fix or a troubleshooter")))
    parser.add_argument("--yes", action="store_true", help=str(N_("run without asking for confirmation")))
    parser.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=str(N_("answer a question in advance")),
    )


def run_command(call: Call) -> int:
    """Run `selfhelp fix`; return 0 if the computer is healthy afterwards, otherwise 1."""
    if call.options.id in load_troubleshooters():
        return _run_troubleshooter(call, call.options.id)
    return _run_fix(call, call.options.id)


def _run_troubleshooter(call: Call, id_: str) -> int:
    """Run all checks of a complaint, then fix the first cause; report if no cause was found."""
    results = call.app.engine.run_all_checks(call.app.catalog.list_troubleshooter_checks(id_), call.progress)
    first = find_root_cause(results)
    if first is not None and first.id in call.app.catalog.fixes:
        return _run_fix(call, first.id)
    if call.is_json_output:
        documents = [check_to_document(call, result) for result in results]
        call.print_json(troubleshooter=id_, cause=first.id if first else None, checks=documents)
    else:
        call.print_line(first.finding.summary if first and first.finding else NOTHING_FOUND)
    return 1 if first else 0


def _run_fix(call: Call, id_: str) -> int:
    fix = call.app.catalog.get_fix(id_)
    if not call.app.catalog.is_id_offered(fix.id):
        mistake = call.app.find_policy_mistake("fixes")
        raise UsageError(mistake or N_("The fix {id} isn't available on this computer.", id=fix.id))
    prompts = TerminalPrompts(call, yes=call.options.yes)
    result = call.app.engine.run(fix, prompts, call.progress, _parse_answers(call.options.choose))
    if result.outcome is Outcome.FIXED and not call.is_json_output:
        status = print_run_result(call, result)
        _print_if_unsolved(call, result)
        return status
    return print_run_result(call, result)


def _print_if_unsolved(call: Call, result: FixRun) -> None:
    """Print the remaining problem and the next step, if the fix hasn't solved the user's problem."""
    step = call.app.diagnosis.verify_fix(None, result, (), call.progress)
    if step.kind in (NextStepKind.ELSEWHERE, NextStepKind.LEFT_BEHIND):
        for line in (step.sentence, step.reason):
            if line is not None:
                call.print_line(line)
    if step.kind not in (NextStepKind.FIX, NextStepKind.STILL_THERE, NextStepKind.TICKET):
        return
    call.print_line(N_("The problem isn't solved yet: {what}", what=step.sentence))
    if step.way is not None:
        call.print_line(f"    selfhelp fix {step.way.fix}")
    else:
        call.print_line(N_("To contact the help desk, run: selfhelp send --help"))


def print_run_result(call: Call, result: FixRun) -> int:
    """Print a run's outcome as text or JSON; return the exit status."""
    document = run_to_document(call, result)
    if call.is_json_output:
        call.print_json(**document)
        return 0 if result.outcome in SOLVED else 1
    call.print_line(document["before"]["summary"])
    for step in document["steps"]:
        call.print_line(f"  {step['name']}: {step['result']}")
    met = find_blocking_check_state(result.outcome, result.before)
    call.print_line(UNSEEN[met] if met else OUTCOMES[_find_reported_outcome(result)])
    if (why := make_outcome_message(result)) is not None:
        call.print_line(why)
    if result.before.state is not CheckState.FOUND and result.id in call.app.catalog.fixes:
        for name in call.app.catalog.fixes[result.id].by_hand:
            call.print_line(N_("If the problem persists: {what}", what=load_manual_steps()[name].sentence))
    if any(step.undo is Undo.POSSIBLE for step in result.steps):
        call.print_line(N_("To undo this, run: selfhelp undo {run}", run=result.run))
    return 0 if result.outcome in SOLVED else 1


def _find_reported_outcome(result: FixRun) -> Outcome:
    """Return the outcome to report; for a change that the user requested, refused counts as not fixed."""
    finding = result.before.finding
    wish = finding is not None and finding.on_request
    return Outcome.NOT_FIXED if wish and result.outcome is Outcome.REFUSED else result.outcome


def _parse_answers(pairs: Sequence[str]) -> Answers:
    """Return the answers from KEY=VALUE pairs, as lists of values by key.

    Raises:
        UsageError: a pair has no "=".
    """
    answers: dict[str, list[str]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(N_("--choose must be KEY=VALUE, not {pair}.", pair=pair[:80]))
        answers.setdefault(key, []).append(value)
    return answers


NOTHING_FOUND = N_("No problem found. If you still have a problem, contact the help desk.")

UNSEEN: dict[CheckState, Text] = {
    CheckState.INCONCLUSIVE: N_("This couldn't be checked. Contact the help desk."),
    CheckState.NOT_OFFERED: N_("This fix isn't available here. Contact the help desk."),
}

OUTCOMES: dict[Outcome, Text] = {
    Outcome.HEALTHY: N_("No problem found. Nothing was changed."),
    Outcome.FIXED: N_("Fixed. The final check found no problem."),
    Outcome.NOT_FIXED: N_("Not fixed. Contact the help desk."),
    Outcome.RESTART_NEEDED: N_("Restart the computer to finish."),
    Outcome.DECLINED: N_("Nothing was changed."),
    Outcome.CANCELLED: N_("Cancelled."),
    Outcome.REFUSED: N_("Blocked: this fix wouldn't be safe here."),
    Outcome.FAILED: N_("The fix failed. Contact the help desk."),
    Outcome.UNDONE: N_("Undone. The previous state is restored."),
    Outcome.STARTED: N_("Started. The result isn't recorded here."),
}
