"""selfhelp health: how this computer is, by subject, and what is coming."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

from selfhelp.cli.call import Call, check_to_document
from selfhelp.core.model import CheckResult, CheckState, Json
from selfhelp.core.text import N_, Text
from selfhelp.engine.health import HealthState, summarise_health
from selfhelp.foresight import HealthSubject
from selfhelp.foresight.outlook import SubjectHealth, health_by_subject, look_ahead, without_happened

SUBJECTS: dict[HealthSubject, Text] = {
    HealthSubject.STORAGE: N_("Storage"),
    HealthSubject.NETWORK: N_("Network"),
    HealthSubject.SECURITY: N_("Security"),
    HealthSubject.PERFORMANCE: N_("Performance"),
    HealthSubject.UPDATES: N_("Updates"),
    HealthSubject.ACCOUNT: N_("Account"),
    HealthSubject.DEVICES: N_("Devices and apps"),
}
_STATES = {
    HealthState.FINE: N_("no problem found"),
    HealthState.NOTE: N_("worth knowing"),
    HealthState.ATTENTION: N_("needs your attention"),
    HealthState.UNAVAILABLE: N_("couldn't be checked"),
}
_MARKS = {CheckState.HEALTHY: "ok", CheckState.FOUND: "!!", CheckState.INCONCLUSIVE: "??"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--background",
        action="store_true",
        help=str(N_("run the background checks that are due, and report what would be shown")),
    )
    parser.add_argument(
        "--running",
        type=int,
        default=86_400,
        metavar="SECONDS",
        help=str(N_("with --background: how long the app has been running")),
    )


def run(call: Call) -> int:
    """Return 0 if nothing was found, 1 if anything was, 3 if nothing could be seen."""
    return _background(call) if call.options.background else _show(call)


def _background(call: Call) -> int:
    from selfhelp.app.background_round import background_round

    running = timedelta(seconds=min(max(call.options.running, 0), 10**9))
    result = background_round(call.app, call.progress).run(datetime.now(UTC), running)
    shown: Json = None
    if result.shown is not None:
        show = call.translate_line
        shown = {"key": result.shown.key, "title": show(result.shown.title), "text": show(result.shown.text)}
    call.print_json(health=result.health, reminder=shown, wait=int(result.wait.total_seconds()))
    return 0


def _show(call: Call) -> int:
    app = call.app
    checks, ahead = app.catalog.overview, app.lookaheads()
    seen = app.engine.check_all(list(checks.values()), call.progress)
    coming = without_happened(look_ahead(app.engine, ahead, call.progress), seen, ahead)
    results = [*seen, *coming]
    known = {**checks, **ahead}
    subjects = health_by_subject(results, known)
    state = summarise_health(results, known).state
    if call.json:
        call.print_json(health=state, subjects=[_document(call, one) for one in subjects])
    else:
        for one in subjects:
            _print(call, one)
    return {HealthState.FINE: 0, HealthState.UNAVAILABLE: 3}.get(state, 1)


def _document(call: Call, one: SubjectHealth) -> Json:
    return {
        "subject": one.subject,
        "health": one.state,
        "items": [_item(call, result) for result in one.results],
    }


def _item(call: Call, result: CheckResult) -> Json:
    """Return one result; what to do about a date that is far away isn't said yet."""
    finding, show = result.finding, call.translate_line
    data = finding.data if finding else {}
    far = result.state is CheckState.HEALTHY and data.get("due") is not None
    reason = None if far or finding is None else finding.meaning
    return {
        "id": result.id,
        "state": result.state,
        "summary": check_to_document(call, result)["summary"],
        "reason": show(reason) if reason else "",
        "due": data.get("due"),
        "days": data.get("days"),
    }


def _print(call: Call, one: SubjectHealth) -> None:
    call.print_heading(N_("{what}: {name}", what=SUBJECTS[one.subject], name=_STATES[one.state]))
    for result in one.results:
        item = _item(call, result)
        said = " ".join(part for part in (item["summary"], item["reason"]) if part)
        call.print_line(f"{_MARKS.get(result.state, '--')}  {result.id:<20} {said}")
