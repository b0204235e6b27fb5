"""selfhelp desk check: tests the configured help desk, for the administrator."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import BinaryIO

from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.errors import ConfigurationError, DeskError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef, Ticket, TicketReceipt
from selfhelp.helpdesk.desk_check import DeskCheckState, DeskFinding, check_help_desk

SUBJECT = "[TEST] selfhelp desk check - please delete"
BODY = (
    "This ticket was made by an administrator with `selfhelp desk check --dry-run-ticket` to see whether "
    "tickets arrive. Nobody has this problem. It can be deleted."
)
"""Text of the test ticket; in English, like the fixed text of every ticket, because technicians read it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp desk`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="check")
    check = actions.add_parser("check", help=str(N_("test the connection to the help desk step by step")))
    check.add_argument("--dry-run-ticket", action="store_true", help=str(N_("also create a test ticket")))
    accept_common_options_after_action(check)


def run_command(call: Call) -> int:
    """Run `selfhelp desk`; return 0 if all steps pass, 1 if a step fails, 2 if the policy is invalid."""
    app = call.app
    findings = list(
        check_help_desk(
            app.policy, app.machine, app.proxy_router, app.create_connector, app.find_sending_obstacle()
        )
    )
    receipt: TicketReceipt | None = None
    left_out: list[str] = []
    wrong = [finding for finding in findings if finding.state is DeskCheckState.FAILED]
    if call.options.dry_run_ticket and not wrong:
        receipt, left_out = _create_test_ticket(call)
    _print_answer(call, findings, receipt, left_out)
    if any(finding.id == "configured" for finding in wrong):
        return 2
    return 1 if wrong else 0


def _create_test_ticket(call: Call) -> tuple[TicketReceipt, list[str]]:
    """Create a test ticket without data of this computer; return its receipt and the altered fields.

    Raises:
        DeskError: the help desk rejected the ticket.
    """
    from selfhelp.core.ticket_reference import create_ticket_ref

    app = call.app
    requester = app.find_requester_address()
    if not requester:
        raise ConfigurationError(
            N_("A requester is required for the test ticket. Set desk.email in the policy.")
        )
    ticket = Ticket(create_ticket_ref(), SUBJECT, BODY, requester)
    desk = app.create_connector()
    receipt = desk.submit_ticket(ticket, _reject_attachment)
    try:
        return receipt, list(desk.find_altered_fields(receipt.number, ticket))
    except DeskError:  # the ticket exists, but its details can't be read
        return receipt, []


def _reject_attachment(_ref: FileRef) -> BinaryIO:
    raise FileNotFoundError("a test ticket has no files")


def _print_answer(
    call: Call, findings: list[DeskFinding], receipt: TicketReceipt | None, left_out: Sequence[str]
) -> None:
    if call.is_json_output:
        rows: list[Json] = [
            {"id": f.id, "state": f.state, "text": call.translate_line(f.text)} for f in findings
        ]
        ticket = (
            {"ticket": receipt.number, "url": receipt.url or None, "left_out": left_out} if receipt else None
        )
        call.print_json(checks=rows, test_ticket=ticket)
        return
    for finding in findings:
        call.print_line(f"{finding.state:<8} {finding.id:<12} {call.translate_line(finding.text)}")
    if receipt is not None:
        call.print_line(
            N_(
                "Test ticket {number} was created. Delete it in the help desk system: {where}",
                number=receipt.number,
                where=receipt.url or SUBJECT,
            )
        )
    if left_out:
        call.print_line(
            N_("The help desk system removed or changed the following: {what}.", what="; ".join(left_out))
        )
