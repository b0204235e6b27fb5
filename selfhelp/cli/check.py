"""selfhelp check: runs checks for problems, without changing anything."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from selfhelp.cli.call import Call, check_to_document
from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.text import N_
from selfhelp.engine.health import summarise_health
from selfhelp.fixes import Check
from selfhelp.troubleshooters.troubleshooter import find_root_cause, load_troubleshooters

_MARKS = {
    CheckState.HEALTHY: "ok",
    CheckState.FOUND: "!!",
    CheckState.INCONCLUSIVE: "??",
    CheckState.NOT_OFFERED: "--",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp check`."""
    parser.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help=str(N_("IDs of checks, or of a troubleshooter; default: all available checks")),
    )
    parser.add_argument(
        "--quick", action="store_true", help=str(N_("run only the quick checks and report the overall state"))
    )


def run_command(call: Call) -> int:
    """Run `selfhelp check`; return 0 if all checks pass, 1 for a finding, 3 for inconclusive checks."""
    ids = call.options.ids
    if len(ids) == 1 and ids[0] in load_troubleshooters():
        return _run_troubleshooter(call, ids[0])
    checks = [
        check for check in _select_checks(call, ids) if check.cheap or check.vital or not call.options.quick
    ]
    results = _run_checks(call, checks)
    if call.is_json_output:
        health = (
            {"health": summarise_health(results, call.app.catalog.checks).state} if call.options.quick else {}
        )
        call.print_json(**health, checks=[check_to_document(call, result) for result in results])
    return _find_exit_status({result.state for result in results})


def _select_checks(call: Call, ids: Sequence[str]) -> Sequence[Check]:
    catalog = call.app.catalog
    if not ids:
        return list(catalog.checks.values())
    wanted: list[Check] = []
    for id_ in ids:
        wanted += (
            catalog.list_troubleshooter_checks(id_)
            if id_ in load_troubleshooters()
            else [catalog.get_check(id_)]
        )
    return list({check.id: check for check in wanted}.values())


def _run_checks(call: Call, checks: Sequence[Check]) -> Sequence[CheckResult]:
    """Run all checks in parallel; print each result after the results of all previous checks."""
    offered = [check for check in checks if check.id in call.app.catalog.checks]
    results = {check.id: _make_not_offered_result(call, check) for check in checks if check not in offered}
    waiting = list(checks)
    unfinished: list[CheckResult] = []

    def print_ready_results(result: CheckResult) -> None:
        if not call.options.quick and result.finding is not None and result.finding.unfinished:
            unfinished.append(result)
        else:
            store_result(result)

    def store_result(result: CheckResult) -> None:
        results[result.id] = result
        while waiting and waiting[0].id in results:
            done = results[waiting.pop(0).id]
            if not call.is_json_output:
                _print_result(call, done)

    for group in (True, False):  # measuring checks aren't disturbed by the others
        call.app.engine.run_all_checks(
            [c for c in offered if c.alone is not group], call.progress, print_ready_results
        )
    for result in unfinished:
        store_result(_complete_check_result(call, call.app.catalog.checks[result.id], result))
    for check in waiting:  # unavailable ones at the end
        if not call.is_json_output:
            _print_result(call, results[check.id])
    return [results[check.id] for check in checks]


def _make_not_offered_result(call: Call, check: Check) -> CheckResult:
    reason = call.app.find_policy_mistake("fixes") or N_("This isn't available on this computer.")
    return CheckResult(check.id, CheckState.NOT_OFFERED, reason=reason)


def _complete_check_result(call: Call, check: Check, result: CheckResult) -> CheckResult:
    """Return a result whose finding includes the details that take longer to read."""
    if result.finding is None:
        return result
    finding = call.app.engine.complete_finding(check, result.finding, call.progress)
    return replace(result, finding=finding)


def _run_troubleshooter(call: Call, id_: str) -> int:
    """Run all checks of a complaint in parallel, print the first cause, and return the exit status."""
    results = call.app.engine.run_all_checks(call.app.catalog.list_troubleshooter_checks(id_), call.progress)
    first = find_root_cause(results)
    if call.is_json_output:
        documents = [check_to_document(call, result) for result in results]
        call.print_json(troubleshooter=id_, cause=first.id if first else None, checks=documents)
    else:
        for result in results:
            _print_result(call, result)
        if first is not None:
            call.print_line(N_("Run this fix first: selfhelp fix {id}", id=first.id))
    return _find_exit_status({result.state for result in results})


def _find_exit_status(states: set[CheckState]) -> int:
    if CheckState.FOUND in states:
        return 1
    return 3 if CheckState.INCONCLUSIVE in states and CheckState.HEALTHY not in states else 0


def _print_result(call: Call, result: CheckResult) -> None:
    document = check_to_document(call, result)
    call.print_line(f"{_MARKS[result.state]}  {result.id:<20} {document['summary']}")
    for name, value in document["evidence"].items():
        call.print_line(f"      {name}: {value}")
