"""selfhelp tickets: lists, shows, answers and opens the user's tickets."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from selfhelp.cli import ticket_rows as rows
from selfhelp.cli.call import Call, TerminalPrompts, accept_common_options_after_action
from selfhelp.core.errors import (
    CancelledError,
    ConfigurationError,
    DeskError,
    SelfhelpError,
    StorageError,
    UsageError,
)
from selfhelp.core.model import Json
from selfhelp.core.text import N_, Text, escape_foreign_text
from selfhelp.core.ticket import DeliveryState, ReplyKind, TicketState, TicketStatus
from selfhelp.core.timestamps import to_utc_datetime
from selfhelp.helpdesk.connector_loader import load_help_desk_abilities
from selfhelp.tickets.following.conversation_text import describe_merge
from selfhelp.tickets.outbox.outbox import ReplyItem, ReplyToSeal, SentTicket
from selfhelp.tickets.outbox.refused_files import list_items_with_refused_files
from selfhelp.tickets.recipient import GIVE_TO_IT, find_recipient, is_only_on_this_computer

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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp tickets`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        accept_common_options_after_action(action)
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
                help=str(N_("files to attach as they are")),
            )
            action.add_argument(
                "--wait",
                type=float,
                default=0.0,
                metavar="SECONDS",
                help=str(N_("time to wait for delivery; default: 0")),
            )


def run_command(call: Call) -> int:
    """Run `selfhelp tickets`: list the tickets, or show, answer or open a ticket."""
    call.app.apply_retention()
    match call.options.action:
        case "list":
            return _list_tickets(call)
        case "show":
            return _show_ticket(call)
        case "open":
            return _open_ticket_page(call)
        case _:
            return _send_reply(call)


# -- reading ----------------------------------------------------------------------------------------


def _list_tickets(call: Call) -> int:
    outbox = call.app.get_outbox()
    call.print_warning(outbox.notice)
    trouble = (
        None if call.options.offline else call.app.create_ticket_poller().poll_all_tickets(call.progress)
    )
    glances, replies = call.app.conversations.read_summaries(), _filter_waiting_replies(outbox.list_replies())
    waiting = [item for item in outbox.list_items() if not item.ticket]
    listed = [rows.make_queued_ticket_row(call.app.policy.desk.connector, item) for item in waiting]
    listed += [
        rows.make_sent_ticket_row(one, glances.get(one.report), replies, local=_is_local(call, one))
        for one in outbox.list_sent_tickets()
    ]
    if call.is_json_output:
        call.print_json(tickets=listed)
        return 0
    reasons = {item.report: item.reason for item in waiting}
    for row in listed:
        call.print_line(rows.format_row(row, _describe_local_state(call, row)))
        if reason := reasons.get(row["report"]):
            call.print_line(f"    {call.translate_line(reason)}")
    if not listed:
        call.print_line(N_("You have no tickets."))
    if any(row["local"] for row in listed):
        call.print_line(_explain_local_tickets(call))
    call.print_warning(trouble.message if trouble else None)
    return 0


def _show_ticket(call: Call) -> int:
    sent = _find_ticket(call)
    unknown_there = _is_local(call, sent) and find_recipient(call.app.policy).reaches_people
    trouble = None if call.options.offline or unknown_there else _poll_ticket(call, sent)
    sent = _fetch_current_status(call, sent)
    status = call.app.conversations.read_stored_status(sent.report)
    if status is None and trouble is not None:
        raise trouble
    status = status or _make_initial_status(sent)
    glance = call.app.conversations.read_summary(sent.report)
    replies = call.app.get_outbox().list_replies(sent.report)
    asked = glance.asked if glance is not None else 0.0
    arrived = {comment.ref for comment in status.comments}
    unseen = [one for one in replies if one.is_missing_at_help_desk(arrived, asked)]
    talk = rows.make_conversation_row(status, unseen)
    local = _is_local(call, sent)
    row = rows.make_sent_ticket_row(sent, glance, _filter_waiting_replies(replies), local=local)
    row |= {
        "cached": trouble is not None or call.options.offline,
        "checked": rows.find_last_poll_time(glance),
    }
    missing = [
        one for one in list_items_with_refused_files(call.app.get_outbox()) if one.report == sent.report
    ]
    row["incomplete"] = [call.translate_line(one.reason) for one in missing if one.reason]
    _mark_ticket_read(call, sent.report)
    if call.is_json_output:
        call.print_json(tickets=[row | talk], **talk)
        return 0
    call.print_warning(trouble.message if trouble else None)
    _print_ticket(call, row, status, unseen)
    return 0


def _fetch_current_status(call: Call, sent: SentTicket) -> SentTicket:
    """Read and return the stored state of a sent ticket.

    Raises:
        UsageError: the user has deleted the ticket in the meantime.
    """
    for one in call.app.get_outbox().list_sent_tickets():
        if one.report == sent.report:
            return one
    raise UsageError(N_("Ticket {number} wasn't found on this computer.", number=sent.ticket[:80]))


def _poll_ticket(call: Call, sent: SentTicket) -> SelfhelpError | None:
    """Poll the help desk for a ticket; return the error if polling fails, otherwise None."""
    try:
        call.app.create_ticket_poller().poll_ticket(sent.report)
    except (ConfigurationError, DeskError, StorageError) as error:
        return error
    return None


def _mark_ticket_read(call: Call, report: str) -> None:
    try:
        call.app.conversations.mark_conversation_read(report)
    except StorageError as error:
        call.print_warning(error.user_message)


def _make_initial_status(sent: SentTicket) -> TicketStatus:
    """Return the initial status of a ticket about which the help desk hasn't responded yet."""
    return TicketStatus(sent.ticket, sent.subject, sent.state, sent.created, sent.updated, sent.url)


def _print_ticket(
    call: Call, row: Mapping[str, Json], status: TicketStatus, unseen: Sequence[ReplyItem]
) -> None:
    state = _describe_local_state(call, row)
    call.print_line(f"{row['ticket']}  {state or row['state']}  {row['subject']}")
    call.print_line(str(row["url"] or row["path"] or ""))
    if row["local"]:
        call.print_line(_explain_local_tickets(call))
    elif row["cached"]:
        glance = call.app.conversations.read_summary(str(row["report"]))
        when = to_utc_datetime(glance.asked) if glance and glance.asked else None
        call.print_line(N_("Last updated {time}.", time=when) if when else NEVER)
    if (merge := describe_merge(status)) is not None:
        call.print_line(merge)
    for reason in row["incomplete"]:
        call.print_line(reason)
    for comment in status.comments:
        author = escape_foreign_text(comment.author)
        if comment.automatic:
            author = call.translate_line(N_("{author} · automatic message", author=author))
        call.print_line(f"{author}, {call.app.translator.format_moment(comment.time)}")
        for line in comment.text.splitlines():
            call.print_line(f"  {line}")
        for file in comment.files:
            call.print_line(
                f"  [{escape_foreign_text(file.name)}, {call.app.translator.format_size(file.size)}]"
            )
    for reply in unseen:
        call.print_line(_describe_reply(reply))
        for line in rows.format_reply_for_terminal(reply).splitlines():
            call.print_line(f"  {line}")


def _describe_reply(reply: ReplyItem) -> Text:
    """Return the heading of a reply that the conversation doesn't have yet."""
    if reply.state is DeliveryState.DELIVERED:
        return N_("You, {time}", time=reply.created)
    if reply.state is DeliveryState.UNKNOWN:
        return N_("You, {time}, not confirmed by the help desk yet", time=reply.created)
    return N_("You, {time}, waiting to be sent", time=reply.created)


# -- replying ---------------------------------------------------------------------------------------


def _send_reply(call: Call) -> int:
    options = call.options
    if not 0 <= options.wait <= LONGEST_WAIT:
        raise UsageError(N_("--wait must be a number of seconds."))
    sent = _find_ticket(call)
    if _is_local(call, sent):
        about = N_("Ticket {number} is only on this computer. Replies aren't sent.", number=sent.ticket[:80])
        raise UsageError(about)
    kind = REPLIES[options.action]
    call.app.get_attachment_limits(reply=True, desk=sent.connector).require_files_accepted(options.attach)
    _confirm_reopening(call, sent, kind)
    outbox = call.app.get_outbox()
    words = call.app.hide_secrets(options.body) if options.body else ""
    ref = call.app.queue_reply(ReplyToSeal(sent.report, kind, words, options.attach))
    call.print_warning(outbox.notice)
    item = _deliver_reply(call, ref, sent.report)
    try:
        call.app.conversations.schedule_reply_polls(sent.report)
    except StorageError as error:
        call.print_warning(error.user_message)
    _print_reply_state(call, sent, item)
    if item.state is DeliveryState.DELIVERED:
        return 0
    if item.stage in (DeliveryState.ATTENTION, DeliveryState.EXPIRED):
        return 1
    return 3 if options.wait else 0


def _confirm_reopening(call: Call, sent: SentTicket, kind: ReplyKind) -> None:
    """Warn that a message would reopen a resolved ticket; at a terminal, ask for confirmation.

    Raises:
        CancelledError: the user declined.
        UsageError: the user wants to resolve the ticket, but the message would reopen it.
    """
    desk = load_help_desk_abilities(sent.connector)
    speaks = bool(call.options.body.strip() or call.options.attach)
    if not desk.comment_reopens or kind is ReplyKind.REOPEN or (kind is ReplyKind.SOLVE and desk.approve):
        return
    _poll_ticket(call, sent)
    state = _fetch_current_status(call, sent).state
    if state is not TicketState.SOLVED or not speaks:
        return
    if kind is ReplyKind.SOLVE:
        raise UsageError(
            N_(
                "Ticket {number} is already resolved, and a message would reopen it. Run the "
                "command without a message.",
                number=sent.ticket[:80],
            )
        )
    call.print_warning(N_("Ticket {number} is resolved. A message reopens it.", number=sent.ticket[:80]))
    if sys.stdin.isatty() and not call.is_json_output and not TerminalPrompts(call).ask_yes_no(SEND_IT):
        raise CancelledError(N_("Nothing was sent."))


def _deliver_reply(call: Call, ref: str, report: str) -> ReplyItem:
    """Try to send a reply now, after earlier replies, and return its item; a failed reply stays saved."""
    end = time.monotonic() + call.options.wait
    saved = _find_reply(call, ref, report)
    try:
        delivery = call.app.create_delivery_service()
        call.unlock_keyring()
        for reply in _filter_waiting_replies(call.app.get_outbox().list_replies(report)):
            delivery.deliver_by_ref(reply.ref, max(0.0, end - time.monotonic()))
    except (ConfigurationError, DeskError) as error:
        call.print_warning(error.user_message)
    except StorageError as error:  # the result couldn't be recorded; the reply itself is saved
        log.warning("reply %s: %s (%s)", ref, error, error.detail)
    try:
        return _find_reply(call, ref, report)
    except UsageError:  # it arrived, and delivered replies aren't stored
        return replace(saved, state=DeliveryState.DELIVERED)


def _find_reply(call: Call, ref: str, report: str) -> ReplyItem:
    for item in call.app.get_outbox().list_replies(report):
        if item.ref == ref:
            return item
    raise UsageError(N_("Report {report} wasn't found.", report=ref))


def _print_reply_state(call: Call, sent: SentTicket, item: ReplyItem) -> None:
    reason = call.translate_line(item.reason) if item.reason else ""
    if call.is_json_output:
        call.print_json(reply=item.ref, ticket=sent.ticket, kind=item.kind, state=item.state, reason=reason)
        return
    if item.state is DeliveryState.DELIVERED:
        call.print_line(N_("Your reply to ticket {number} was sent.", number=sent.ticket))
    elif item.state is DeliveryState.UNKNOWN:
        call.print_line(_UNCONFIRMED)
    else:
        call.print_line(N_("Saved on this computer. Your reply will be sent as soon as possible."))
    if reason:
        call.print_line(reason)


# -- opening ---------------------------------------------------------------------------------------


def _open_ticket_page(call: Call) -> int:
    """Open the ticket's web page; without a display or a page, print the ticket's location."""
    from selfhelp.machine.guidance.settings_pages import can_show_web_page, open_web_page

    sent = _find_ticket(call)
    page = sent.url or sent.path
    if not page:
        raise UsageError(N_("Ticket {number} has no web page.", number=sent.ticket[:80]))
    opened = False
    if sent.url and can_show_web_page(call.app.environment, call.app.machine.platform):
        opened = open_web_page(sent.url, call.app.machine, call.progress)
    if call.is_json_output:
        call.print_json(ticket=sent.ticket, url=sent.url or None, path=sent.path or None, opened=opened)
    elif not opened:
        call.print_line(page)
    return 0


# -- helpers ----------------------------------------------------------------------------------------


def _is_local(call: Call, sent: SentTicket) -> bool:
    """Return whether a ticket is only on this computer, so that no reply will come, and none is read."""
    return is_only_on_this_computer(call.app.policy, call.app.places, sent)


def _explain_local_tickets(call: Call) -> Text:
    """Return what to do with tickets that are only on this computer: the app can send them to a help desk."""
    return _SEND_FROM_APP if find_recipient(call.app.policy).reaches_people else GIVE_TO_IT


def _describe_local_state(call: Call, row: Mapping[str, Json]) -> str:
    return call.translate_line(N_("Saved on this computer")) if row["local"] else ""


def _find_ticket(call: Call) -> SentTicket:
    """Return the sent ticket with the number or reference that the user entered.

    Raises:
        UsageError: no ticket has this number or reference.
    """
    from selfhelp.core.ticket_reference import parse_spoken_reference, shorten_reference

    words, tickets = call.options.ticket, call.app.get_outbox().list_sent_tickets()
    found = next((t for t in tickets if words in (t.ticket, t.report)), None)
    if found is None:
        code = parse_spoken_reference(words)
        found = next((t for t in tickets if code and shorten_reference(t.report) == code), None)
    if found is None:
        raise UsageError(N_("Ticket {number} wasn't found on this computer.", number=words[:80]))
    return found


def _filter_waiting_replies(replies: Sequence[ReplyItem]) -> Sequence[ReplyItem]:
    return [reply for reply in replies if reply.state is not DeliveryState.DELIVERED]


_SEND_FROM_APP = N_(
    "The help desk hasn't received tickets that are saved only on this computer. To send one, open the "
    "ticket in the app and select “Send to the help desk…”."
)
SEND_IT = N_("Send the message and reopen the ticket? [y/N]")
_UNCONFIRMED = N_("Saved on this computer. The help desk hasn't confirmed your reply yet.")
NEVER = N_("This ticket hasn't been updated yet.")
