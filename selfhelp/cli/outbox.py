"""selfhelp outbox: tickets that wait on this computer."""

from __future__ import annotations

import argparse
from pathlib import Path

from selfhelp.cli.call import Call, also_after
from selfhelp.model import Json
from selfhelp.report.outbox import OutboxItem
from selfhelp.text import N_, Size
from selfhelp.ticket import Delivery

ACTIONS = {
    "list": "what waits, newest first",
    "retry": "try to send again now",
    "export": "write one ticket into a folder",
    "delete": "delete one ticket for good",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=help_, allow_abbrev=False)
        also_after(action)
        if name == "retry":
            action.add_argument("report", nargs="?", default="", metavar="REPORT")
        elif name != "list":
            action.add_argument("report", metavar="REPORT")
        if name == "export":
            action.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")


def run(call: Call) -> int:
    """List, retry, export or delete."""
    outbox, options = call.app.outbox(), call.options
    call.warn(outbox.notice)
    match options.action:
        case "retry":
            return _retry(call)
        case "export":
            outbox.export(options.report, options.output)
        case "delete":
            outbox.delete(options.report)
    return _list(call)


def _retry(call: Call) -> int:
    outbox = call.app.outbox()
    outbox.retry(call.options.report or None)
    delivery = call.app.delivery()
    for item in outbox.items():
        if item.state is not Delivery.DELIVERED and call.options.report in ("", item.report):
            delivery.deliver(item.report, 0)
    call.app.tidy_up()
    return _list(call)


def _list(call: Call) -> int:
    items = [item for item in call.app.outbox().items() if item.state is not Delivery.DELIVERED]
    if call.json:
        call.answer(items=[_row(call, item) for item in items])
    for item in [] if call.json else items:
        reason = call.show(item.reason) if item.reason else ""
        call.say(N_("{report}  {state}  {size}  {subject}  {reason}", **_words(item), reason=reason))
    if not items and not call.json:
        call.say(N_("Nothing waits: every ticket was sent."))
    needs = {Delivery.ATTENTION, Delivery.EXPIRED, Delivery.SIGN_IN_NEEDED}
    return 1 if any(item.state in needs for item in items) else 0


def _words(item: OutboxItem) -> dict[str, str | Size]:
    return {"report": item.report, "state": item.state, "size": Size(item.bytes), "subject": item.subject}


def _row(call: Call, item: OutboxItem) -> Json:
    return {
        "report": item.report,
        "state": item.state,
        "subject": item.subject,
        "bytes": item.bytes,
        "attempts": item.attempts,
        "next_try": item.next_try.isoformat() if item.next_try else None,
        "reason": call.show(item.reason) if item.reason else "",
    }
