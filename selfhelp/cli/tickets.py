"""selfhelp tickets: your tickets and their state."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from selfhelp.cli.call import Call, also_after, plain
from selfhelp.errors import ConfigurationError, DeskError, UsageError
from selfhelp.model import Json
from selfhelp.report.outbox import OutboxItem, SentTicket
from selfhelp.text import N_
from selfhelp.ticket import TicketState, TicketStatus


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|show")
    for name, help_ in (("list", "all your tickets"), ("show", "one ticket with its conversation")):
        action = actions.add_parser(name, help=help_, allow_abbrev=False)
        also_after(action)
        if name == "show":
            action.add_argument(
                "ticket", metavar="N", help="the desk's number, or the reference such as K7F-3QX"
            )


def run(call: Call) -> int:
    """List or show."""
    call.app.tidy_up()
    return _show(call) if call.options.action == "show" else _list(call)


def _list(call: Call) -> int:
    outbox = call.app.outbox()
    call.warn(outbox.notice)
    sent = outbox.tickets()
    waiting = [item for item in outbox.items() if not item.ticket]
    rows = [_waiting_row(call, item) for item in waiting] + [_row(t, _status(call, t)) for t in sent]
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
    sent = _find(call.app.outbox().tickets(), number)
    if sent is None:
        raise UsageError(N_("You have no ticket {number} on this computer.", number=number[:80]))
    status = call.app.connector(sent.connector).status(sent.ticket)
    talk = {
        "attachments": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in status.attachments],
        "comments": [
            {"author": c.author, "time": c.time.isoformat(), "text": c.text, "mine": c.mine}
            for c in status.comments
        ],
    }
    if call.json:
        call.answer(tickets=[_row(sent, status) | talk], **talk)
    else:
        _print(call, _row(sent, status), status)
    return 0


def _find(tickets: Sequence[SentTicket], words: str) -> SentTicket | None:
    """Return the ticket of a number, or of the reference that somebody read out."""
    from selfhelp.report.reference import heard, short

    by_number = next((t for t in tickets if words in (t.ticket, t.report)), None)
    code = heard(words)
    return by_number or next((t for t in tickets if code and short(t.report) == code), None)


def _print(call: Call, row: dict[str, Json], status: TicketStatus) -> None:
    call.say(f"{row['ticket']}  {row['state']}  {row['subject']}")
    call.say(row["url"] or row["path"] or "")
    for comment in status.comments:
        call.say(f"{plain(comment.author)}, {call.app.translator.moment(comment.time)}")
        for line in comment.text.splitlines():
            call.say(f"  {line}")


def _status(call: Call, sent: SentTicket) -> TicketStatus | None:
    """Ask the desk; where it cannot say now, what we saw last counts."""
    if sent.state is TicketState.CLOSED:
        return None
    try:
        status = call.app.connector(sent.connector).status(sent.ticket)
    except (ConfigurationError, DeskError):
        return None
    call.app.outbox().remember(sent.ticket, sent.connector, status.state, status.updated)
    return status


def _row(sent: SentTicket, status: TicketStatus | None) -> dict[str, Json]:
    return {
        "ticket": sent.ticket,
        "report": sent.report,
        "connector": sent.connector,
        "subject": status.subject if status else sent.subject,
        "state": status.state if status else sent.state,
        "created": (status.created if status else sent.created).isoformat(),
        "updated": (status.updated if status else sent.updated).isoformat(),
        "url": sent.url or None,
        "path": sent.path or None,
    }


def _waiting_row(call: Call, item: OutboxItem) -> dict[str, Json]:
    return {
        "ticket": None,
        "report": item.report,
        "connector": item.connector or call.app.policy.desk.connector,
        "subject": item.subject,
        "state": TicketState.QUEUED,
        "created": item.created.isoformat(),
        "updated": item.created.isoformat(),
        "url": None,
        "path": None,
    }
