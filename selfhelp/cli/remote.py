"""selfhelp remote: lists the remote support tools, and starts a tool for the user."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call, TerminalPrompts, accept_common_options_after_action
from selfhelp.core.model import Json
from selfhelp.core.text import N_, Text
from selfhelp.machine.apps.remote_tools import format_tool_id
from selfhelp.remote.remote_support import CANNOT, NEVER_ASKED, OFF, SEES, ToolOffer
from selfhelp.remote.tools import CODE
from selfhelp.tickets.following.call_details import CallDetails, find_call_details


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp remote`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|start")
    listing = actions.add_parser("list", help=str(N_("list the allowed tools and their state")))
    accept_common_options_after_action(listing)
    start = actions.add_parser("start", help=str(N_("start a tool after confirmation")))
    accept_common_options_after_action(start)
    start.add_argument("id", metavar="ID", help=str(N_("ID of the tool, as shown by `remote list`")))
    start.add_argument(
        "--ticket",
        metavar="N",
        default="",
        help=str(N_("ticket to which the tool's ID is added")),
    )
    start.add_argument(
        "--yes",
        action="store_true",
        help=str(N_("start the tool and add its ID without asking for confirmation")),
    )


def run_command(call: Call) -> int:
    """Run `selfhelp remote`: list the tools, or start a tool."""
    return _start_tool(call) if call.options.action == "start" else _list_tools(call)


def _list_tools(call: Call) -> int:
    handover = call.app.remote_support
    offers = handover.list_offers()
    if call.is_json_output:
        rows = [_make_offer_row(call, offer) for offer in offers]
        call.print_json(allowed=handover.is_allowed, tools=rows, download=handover.download_page or None)
        return 0
    if not handover.is_allowed:
        call.print_line(OFF)
    for offer in offers:
        state = offer.found.unavailable_reason or N_("available")
        call.print_line(N_("{id}  {title}  {state}", id=offer.tool.id, title=offer.tool.title, state=state))
    if handover.download_page:
        call.print_line(N_("To get the tool, open: {page}", page=handover.download_page))
    return 0


def _start_tool(call: Call) -> int:
    handover, options = call.app.remote_support, call.options
    sheet = None
    if options.ticket:
        sheet = find_call_details(call.app.get_outbox(), options.ticket, call.app.translator.language)
    prompts = TerminalPrompts(call, yes=options.yes)
    if not options.yes and not prompts.ask_yes_no(
        N_("Start the tool now? [y/N]"), _list_consent_lines(sheet)
    ):
        return _print_remote_declined(call)
    offer = handover.start_remote_tool(
        options.id, sheet.number if sheet else "", sheet.reference if sheet else ""
    )
    id_ = handover.read_tool_id_when_ready(offer, call.progress)
    added = bool(sheet and id_ and (options.yes or prompts.ask_yes_no(_make_consent_question(sheet, id_))))
    if sheet and added:
        handover.add_id_to_ticket(call.app.get_outbox(), sheet.report, offer.tool, id_)
    return _print_started_tool(call, offer, id_, sheet, added)


def _print_remote_declined(call: Call) -> int:
    if call.is_json_output:
        call.print_json(tool=call.options.id, started=False, id=None, ticket=None, added=False)
    else:
        call.print_line(N_("Nothing was started."))
    return 1


def _print_started_tool(
    call: Call, offer: ToolOffer, id_: str, sheet: CallDetails | None, added: bool
) -> int:
    tool = offer.tool
    if call.is_json_output:
        ticket = sheet.number or sheet.report if sheet else None
        call.print_json(tool=tool.id, started=True, id=id_ or None, ticket=ticket, added=added)
        return 0
    call.print_line(N_("{tool} has been started.", tool=tool.title))
    call.print_line(_describe_next_step(offer, id_))
    if added:
        call.print_line(N_("The ID was added to your ticket."))
    call.print_line(N_("To end the session: {how}", how=tool.ending))
    return 0


def _describe_next_step(offer: ToolOffer, id_: str) -> Text:
    if offer.tool.own_code:
        return CODE
    if id_:
        return N_("ID to give to the technician: {id}", id=format_tool_id(id_))
    return N_("The ID is shown in the tool's window. Give it only to the technician.")


def _list_consent_lines(sheet: CallDetails | None) -> list[Text]:
    """Return the sentences of consent that are shown before a tool is started."""
    words = sheet.words if sheet else None
    known = (
        [N_("Verification words that a genuine caller knows: {words}", words=" ".join(words))]
        if words
        else []
    )
    return [*known, *SEES, *CANNOT, NEVER_ASKED]


def _make_consent_question(sheet: CallDetails, id_: str) -> Text:
    return N_(
        "Add the ID {id} to your ticket {number}? [y/N]", id=format_tool_id(id_), number=sheet.spoken_number
    )


def _make_offer_row(call: Call, offer: ToolOffer) -> Json:
    reason = offer.found.unavailable_reason
    return {
        "id": offer.tool.id,
        "title": offer.tool.title,
        "state": offer.found.obstacle or "available",
        "reason": call.translate_line(reason) if reason else None,
    }
