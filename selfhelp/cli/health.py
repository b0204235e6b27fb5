"""selfhelp health: shows this computer's health by subject, and forecasts of problems."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

from selfhelp.cli.call import Call, check_to_document
from selfhelp.core.model import CheckResult, CheckState, Json
from selfhelp.core.text import N_
from selfhelp.engine.health import HealthState
from selfhelp.foresight.outlook import SubjectHealth, check_health, explain_result
from selfhelp.foresight.subject_texts import describe_subject

_MARKS = {CheckState.HEALTHY: "ok", CheckState.FOUND: "!!", CheckState.INCONCLUSIVE: "??"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp health`."""
    parser.add_argument(
        "--background",
        action="store_true",
        help=str(
            N_("run the background checks that are due, and print the notifications that would be shown")
        ),
    )
    parser.add_argument(
        "--running",
        type=int,
        default=86_400,
        metavar="SECONDS",
        help=str(N_("with --background: time since the app started")),
    )


def run_command(call: Call) -> int:
    """Run `selfhelp health`; return 0 without findings, 1 with findings, 3 if no check had a result."""
    return _run_background_round(call) if call.options.background else _print_health(call)


def _run_background_round(call: Call) -> int:
    from selfhelp.app.background_round import create_background_round
    from selfhelp.app.weekly_tidy import run_tidy_if_due

    running = timedelta(seconds=min(max(call.options.running, 0), 10**9))
    now = datetime.now(UTC)
    result = create_background_round(call.app, call.progress).run(now, running)
    tidied = run_tidy_if_due(call.app, call.progress, now)
    shown: Json = None
    if result.shown is not None:
        show = call.translate_line
        shown = {"key": result.shown.key, "title": show(result.shown.title), "text": show(result.shown.text)}
    wait = int(result.wait.total_seconds())
    call.print_json(health=result.health, reminder=shown, wait=wait, tidied=[run.id for run in tidied])
    return 0


def _print_health(call: Call) -> int:
    app = call.app
    state, subjects = check_health(
        app.engine, app.catalog.overview_checks, app.create_lookaheads(), call.progress
    )
    if call.is_json_output:
        call.print_json(health=state, subjects=[_subject_to_document(call, one) for one in subjects])
    else:
        for one in subjects:
            _print_subject(call, one)
    return {HealthState.FINE: 0, HealthState.UNAVAILABLE: 3}.get(state, 1)


def _subject_to_document(call: Call, one: SubjectHealth) -> Json:
    return {
        "subject": one.subject,
        "health": one.state,
        "items": [_result_to_document(call, result) for result in one.results],
    }


def _result_to_document(call: Call, result: CheckResult) -> Json:
    """Return a check result as an object for ``--json``, without advice about a distant date."""
    finding, show = result.finding, call.translate_line
    data = finding.data if finding else {}
    reason = explain_result(result)
    return {
        "id": result.id,
        "state": result.state,
        "summary": check_to_document(call, result)["summary"],
        "reason": show(reason) if reason else "",
        "due": data.get("due"),
        "days": data.get("days"),
    }


def _print_subject(call: Call, one: SubjectHealth) -> None:
    call.print_heading(describe_subject(one))
    for result in one.results:
        item = _result_to_document(call, result)
        said = " ".join(part for part in (item["summary"], item["reason"]) if part)
        call.print_line(f"{_MARKS.get(result.state, '--')}  {result.id:<20} {said}")
