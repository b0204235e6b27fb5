"""selfhelp tickets: your tickets, what was said in them, and your answers."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from selfhelp.catalog.catalog import desk_abilities
from selfhelp.cli import ticket_rows as rows
from selfhelp.cli.call import Call, TerminalPrompts, also_after, plain
from selfhelp.core.errors import (
    CancelledError,
    ConfigurationError,
    DeskError,
    SelfhelpError,
    StorageError,
    UsageError,
)
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.core.ticket import Delivery, ReplyKind, TicketState, TicketStatus
from selfhelp.tickets.outbox.outbox import Reply, ReplyItem, SentTicket
from selfhelp.tickets.outbox.refused_files import incomplete

log = logging.getLogger(__name__)
LONGEST_WAIT = 86_400
ACTIONS = {
    "list": N_("list your tickets, newest first"),
    "show": N_("show a ticket with its conversation"),
    "comment": N_("add a reply to a ticket"),
    "reopen": N_("reopen a ticket"),
    "solve": N_("mark a ticket as resolved"),
    "open": N_("open a ticket in the browser"),
}
REPLIES: Mapping[str, ReplyKind] = {
    "comment": ReplyKind.COMMENT,
    "reopen": ReplyKind.REOPEN,
    "solve": ReplyKind.SOLVE,
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        also_after(action)
        if name != "list":
            action.add_argument(
                "ticket", metavar="N", help=str(N_("ticket number, or reference such as K7F-3QX"))
            )
        if name in ("list", "show"):
            action.add_argument(
                "--offline",
                action="store_true",
                help=str(N_("use stored data without contacting the help desk")),
            )
        if name in REPLIES:
            action.add_argument(
                "--body",
                default="",
                metavar="B",
                required=name == "comment",
                help=str(N_("text of the reply")),
            )
            action.add_argument(
                "--attach",
                nargs="+",
                action="extend",
                default=[],
                type=Path,
                metavar="FILE",
                help=str(N_("files to attach, unchanged")),
            )
            action.add_argument(
                "--wait",
                type=float,
                default=0.0,
                metavar="SECONDS",
                help=str(N_("time to wait for delivery; default: 0")),
            )


def run(call: Call) -> int:
    """List, show, answer or open."""
    call.app.tidy_up()
    match call.options.action:
        case "list":
            return _list(call)
        case "show":
            return _show(call)
        case "open":
            return _open(call)
        case _:
            return _reply(call)


# -- looking ---------------------------------------------------------------------------------------


def _list(call: Call) -> int:
    outbox = call.app.outbox()
    call.warn(outbox.notice)
    trouble = None if call.options.offline else call.app.follow().ask_all(call.progress)
    glances, replies = call.app.conversations.glances(), _waiting(outbox.replies())
    waiting = [item for item in outbox.items() if not item.ticket]
    listed = [rows.waiting(call.app.policy.desk.connector, item) for item in waiting]
    listed += [rows.sent(one, glances.get(one.report), replies) for one in outbox.tickets()]
    if call.json:
        call.answer(tickets=listed)
        return 0
    for row in listed:
        call.say(rows.line(row))
    if not listed:
        call.say(N_("You have no tickets."))
    call.warn(trouble.message if trouble else None)
    return 0


def _show(call: Call) -> int:
    sent = _find(call)
    trouble = None if call.options.offline else _ask(call, sent)
    sent = _now(call, sent)
    status = call.app.conversations.status(sent.report)
    if status is None and trouble is not None:
        raise trouble
    status = status or _bare(sent)
    glance = call.app.conversations.glance(sent.report)
    replies = call.app.outbox().replies(sent.report)
    asked = glance.asked if glance is not None else 0.0
    unseen = [one for one in replies if one in _waiting([one]) or one.changed.timestamp() > asked]
    talk = rows.talk(status, unseen)
    row = rows.sent(sent, glance, _waiting(replies))
    row |= {"cached": trouble is not None or call.options.offline, "checked": rows.asked(glance)}
    missing = [one for one in incomplete(call.app.outbox()) if one.report == sent.report]
    row["incomplete"] = [call.show(one.reason) for one in missing if one.reason]
    _seen(call, sent.report)
    if call.json:
        call.answer(tickets=[row | talk], **talk)
        return 0
    call.warn(trouble.message if trouble else None)
    _print(call, row, status, unseen)
    return 0


def _now(call: Call, sent: SentTicket) -> SentTicket:
    """Return the ticket as it is now.

    Raises:
        UsageError: the user deleted it meanwhile.
    """
    for one in call.app.outbox().tickets():
        if one.report == sent.report:
            return one
    raise UsageError(N_("Ticket {number} wasn't found on this computer.", number=sent.ticket[:80]))


def _ask(call: Call, sent: SentTicket) -> SelfhelpError | None:
    """Ask the desk; where it cannot say now, what we saw last counts."""
    try:
        call.app.follow().ask(sent.report)
    except (ConfigurationError, DeskError, StorageError) as error:
        return error
    return None


def _seen(call: Call, report: str) -> None:
    try:
        call.app.conversations.read(report)
    except StorageError as error:
        call.warn(error.told)


def _bare(sent: SentTicket) -> TicketStatus:
    """Return a ticket of which nothing was ever heard."""
    return TicketStatus(sent.ticket, sent.subject, sent.state, sent.created, sent.updated, sent.url)


def _print(call: Call, row: Mapping[str, Json], status: TicketStatus, unseen: Sequence[ReplyItem]) -> None:
    call.say(f"{row['ticket']}  {row['state']}  {row['subject']}")
    call.say(str(row["url"] or row["path"] or ""))
    if row["cached"]:
        glance = call.app.conversations.glance(str(row["report"]))
        when = rows.moment(glance.asked) if glance and glance.asked else None
        call.say(N_("Last updated {time}.", time=when) if when else NEVER)
    for reason in row["incomplete"]:
        call.say(reason)
    for comment in status.comments:
        call.say(f"{plain(comment.author)}, {call.app.translator.moment(comment.time)}")
        for line in comment.text.splitlines():
            call.say(f"  {line}")
        for file in comment.files:
            call.say(f"  [{plain(file.name)}, {call.app.translator.size(file.size)}]")
    for reply in unseen:
        waits = N_("You, {time}, waiting to be sent", time=reply.created)
        arrived = reply.state is Delivery.DELIVERED
        call.say(N_("You, {time}", time=reply.created) if arrived else waits)
        for line in rows.words(reply).splitlines():
            call.say(f"  {line}")


# -- answering -------------------------------------------------------------------------------------


def _reply(call: Call) -> int:
    options = call.options
    if not 0 <= options.wait <= LONGEST_WAIT:
        raise UsageError(N_("--wait must be a number of seconds."))
    sent = _find(call)
    kind = REPLIES[options.action]
    call.app.acceptance(reply=True, desk=sent.connector).must_take_all(options.attach)
    _must_be_meant(call, sent, kind)
    outbox = call.app.outbox()
    words = call.app.redactor().without_secrets(options.body) if options.body else ""
    ref = call.app.reply(Reply(sent.report, kind, words, options.attach))
    call.warn(outbox.notice)
    item = _deliver(call, ref, sent.report)
    try:
        call.app.conversations.stir(sent.report)
    except StorageError as error:
        call.warn(error.told)
    _answer(call, sent, item)
    if item.state is Delivery.DELIVERED:
        return 0
    if item.state in (Delivery.ATTENTION, Delivery.EXPIRED):
        return 1
    return 3 if options.wait else 0


def _must_be_meant(call: Call, sent: SentTicket, kind: ReplyKind) -> None:
    """Warn before a message opens a solved ticket again; at a terminal, ask.

    Raises:
        CancelledError: the person does not want that.
        UsageError: a message to a ticket that is solved already would do the opposite of what was said.
    """
    desk = desk_abilities(sent.connector)
    speaks = bool(call.options.body.strip() or call.options.attach)
    if not desk.comment_reopens or kind is ReplyKind.REOPEN or (kind is ReplyKind.SOLVE and desk.approve):
        return
    _ask(call, sent)
    status = call.app.conversations.status(sent.report)
    state = status.state if status is not None else _now(call, sent).state
    if state is not TicketState.SOLVED or not speaks:
        return
    if kind is ReplyKind.SOLVE:
        raise UsageError(
            N_(
                "Ticket {number} is already resolved, and a message would reopen it. Leave out the message.",
                number=sent.ticket[:80],
            )
        )
    call.warn(N_("Ticket {number} is resolved. A message reopens it.", number=sent.ticket[:80]))
    if sys.stdin.isatty() and not call.json and not TerminalPrompts(call).says_yes(SEND_IT):
        raise CancelledError(N_("Nothing was sent."))


def _deliver(call: Call, ref: str, report: str) -> ReplyItem:
    """Try to deliver now, what the user said before first; it is safe on the disk whatever happens."""
    end = time.monotonic() + call.options.wait
    saved = _reply_of(call, ref, report)
    try:
        delivery = call.app.delivery()
        call.let_in()
        for reply in _waiting(call.app.outbox().replies(report)):
            delivery.bring(reply.ref, max(0.0, end - time.monotonic()))
    except (ConfigurationError, DeskError) as error:
        call.warn(error.told)
    except StorageError as error:  # what became of it could not be noted; the reply itself is saved
        log.warning("reply %s: %s (%s)", ref, error, error.detail)
    try:
        return _reply_of(call, ref, report)
    except UsageError:  # it arrived, and nothing of what arrived is to be kept
        return replace(saved, state=Delivery.DELIVERED)


def _reply_of(call: Call, ref: str, report: str) -> ReplyItem:
    for item in call.app.outbox().replies(report):
        if item.ref == ref:
            return item
    raise UsageError(N_("Report {report} wasn't found.", report=ref))


def _answer(call: Call, sent: SentTicket, item: ReplyItem) -> None:
    reason = call.show(item.reason) if item.reason else ""
    if call.json:
        call.answer(reply=item.ref, ticket=sent.ticket, kind=item.kind, state=item.state, reason=reason)
        return
    if item.state is Delivery.DELIVERED:
        call.say(N_("Sent: ticket {number}.", number=sent.ticket))
    else:
        call.say(N_("Saved on this computer. Your reply will be sent as soon as possible."))
    if reason:
        call.say(reason)


# -- opening ---------------------------------------------------------------------------------------


def _open(call: Call) -> int:
    """Open the page; where there is no display, or no page, say where the ticket is."""
    from selfhelp.machine.guidance.settings_pages import has_display, web_page

    sent = _find(call)
    page = sent.url or sent.path
    if not page:
        raise UsageError(N_("Ticket {number} has no page to open.", number=sent.ticket[:80]))
    opened = False
    if sent.url and has_display(call.app.environment, call.app.machine.platform):
        opened = web_page(sent.url, call.app.machine, call.progress)
    if call.json:
        call.answer(ticket=sent.ticket, url=sent.url or None, path=sent.path or None, opened=opened)
    elif not opened:
        call.say(page)
    return 0


# -- parts -----------------------------------------------------------------------------------------


def _find(call: Call) -> SentTicket:
    """Return the ticket of a number, or of the reference that somebody read out.

    Raises:
        UsageError: there is none.
    """
    from selfhelp.core.reference import heard, short

    words, tickets = call.options.ticket, call.app.outbox().tickets()
    found = next((t for t in tickets if words in (t.ticket, t.report)), None)
    if found is None:
        code = heard(words)
        found = next((t for t in tickets if code and short(t.report) == code), None)
    if found is None:
        raise UsageError(N_("Ticket {number} wasn't found on this computer.", number=words[:80]))
    return found


def _waiting(replies: Sequence[ReplyItem]) -> Sequence[ReplyItem]:
    return [reply for reply in replies if reply.state is not Delivery.DELIVERED]


SEND_IT = N_("Send it and reopen the ticket? [y/N]")
NEVER = N_("This ticket hasn't been updated yet.")
