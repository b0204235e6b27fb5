"""selfhelp check: looks whether something is wrong, and changes nothing."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call, check_document
from selfhelp.model import CheckResult, State
from selfhelp.text import N_

_MARKS = {State.HEALTHY: "ok", State.FOUND: "!!", State.INCONCLUSIVE: "??", State.NOT_OFFERED: "--"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="which checks; all that are offered by default")


def run(call: Call) -> int:
    """Return 0 if all is healthy, 1 if anything was found, 3 if nothing could be seen."""
    catalog = call.app.catalog
    wanted = [catalog.fix(id_) for id_ in call.options.ids] or list(catalog.fixes.values())
    results = []
    for fix in wanted:
        if catalog.is_offered(fix.id):
            result = call.app.engine.check(fix, call.progress)
        else:
            reason = call.app.policy_mistake("fixes") or N_("This is not offered on this computer.")
            result = CheckResult(fix.id, State.NOT_OFFERED, reason=reason)
        results.append(result)
        if not call.json:
            _print(call, result)
    if call.json:
        call.answer(checks=[check_document(call, result) for result in results])
    return _status({result.state for result in results})


def _status(states: set[State]) -> int:
    if State.FOUND in states:
        return 1
    return 3 if State.INCONCLUSIVE in states and State.HEALTHY not in states else 0


def _print(call: Call, result: CheckResult) -> None:
    document = check_document(call, result)
    call.say(f"{_MARKS[result.state]}  {result.id:<20} {document['summary']}")
    for name, value in document["evidence"].items():
        call.say(f"      {name}: {value}")
