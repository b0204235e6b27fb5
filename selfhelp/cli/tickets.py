"""selfhelp tickets: your tickets and their state."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.errors import DeskError, UsageError
from selfhelp.model import Delivery, Json, TicketState, TicketStatus
from selfhelp.report.connectors import Connector
from selfhelp.report.outbox import OutboxItem
from selfhelp.text import N_


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|show")
    for name, help_ in (("list", "all your tickets"), ("show", "one ticket with its conversation")):
        action = actions.add_parser(name, help=help_, allow_abbrev=False)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        action.add_argument("--lang", choices=("en", "fr"), default=argparse.SUPPRESS)
        if name == "show":
            action.add_argument("ticket", metavar="N", help="the desk's number")


def run(call: Call) -> int:
    """List or show."""
    return _show(call) if call.options.action == "show" else _list(call)


def _list(call: Call) -> int:
    items = call.app.outbox().items()
    rows = [_row(call, item, _status(call, item)) for item in items]
    if call.json:
        call.answer(tickets=rows)
        return 0
    for row in rows:
        call.say(f"{row['ticket'] or '-'}  {row['state']}  {row['subject']}")
    if not rows:
        call.say(N_("You have no tickets."))
    return 0


def _show(call: Call) -> int:
    number = call.options.ticket
    item = next((i for i in call.app.outbox().items() if i.number == number), None)
    if item is None:
        raise UsageError(N_("You have no ticket {number} on this computer.", number=number[:80]))
    status = call.app.connector().status(number)
    row = _row(call, item, status) | {
        "attachments": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in status.attachments],
        "comments": [
            {"author": c.author, "time": c.time.isoformat(), "text": c.text, "mine": c.mine}
            for c in status.comments
        ],
    }
    if call.json:
        call.answer(tickets=[row])
        return 0
    call.say(f"{row['ticket']}  {row['state']}  {row['subject']}")
    call.say(row["url"] or row["path"] or "")
    for comment in status.comments:
        call.say(f"{comment.author}, {call.app.translator.moment(comment.time)}")
        for line in comment.text.splitlines():
            call.say(f"  {line}")
    return 0


def _status(call: Call, item: OutboxItem) -> TicketStatus | None:
    """Ask the desk; where it cannot say now, what we know counts."""
    if item.state is not Delivery.DELIVERED:
        return None
    try:
        return call.app.connector().status(item.number)
    except DeskError:
        return None


def _row(call: Call, item: OutboxItem, status: TicketStatus | None) -> dict[str, Json]:
    delivered = item.state is Delivery.DELIVERED
    state = status.state if status else TicketState.OPEN if delivered else TicketState.QUEUED
    folder = _connector(call).folder(item.number) if delivered else None
    return {
        "ticket": item.number or None,
        "report": item.report,
        "connector": item.connector or call.app.policy.desk.connector,
        "subject": status.subject if status else item.subject,
        "state": state,
        "created": (status.created if status else item.created).isoformat(),
        "updated": (status.updated if status else item.updated).isoformat(),
        "url": item.url or None,
        "path": str(folder) if folder else None,
    }


def _connector(call: Call) -> Connector:
    return call.app.connector()
