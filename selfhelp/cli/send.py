"""selfhelp send: saves a ticket with its evidence, and sends it to the help desk exactly once."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.core.errors import ConfigurationError, DeskError, StorageError, UsageError
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.case import Case
from selfhelp.tickets.form import form
from selfhelp.tickets.form.triage import Impact, Urgency
from selfhelp.tickets.outbox.outbox import OutboxItem
from selfhelp.tickets.outbox.stored_messages import needs_correction
from selfhelp.tickets.recipient import GIVE_TO_IT, is_only_on_this_computer

log = logging.getLogger(__name__)
LONGEST_WAIT = 86_400
_MOVING = (DeliveryState.QUEUED, DeliveryState.UNKNOWN)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp send`."""
    parser.add_argument("--subject", required=True, metavar="S", help=str(N_("subject, one line")))
    parser.add_argument("--body", required=True, metavar="B", help=str(N_("description of the problem")))
    parser.add_argument(
        "--attach",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        metavar="FILE",
        help=str(N_("files to attach as they are")),
    )
    parser.add_argument(
        "--fix-run",
        nargs="+",
        action="extend",
        default=[],
        metavar="RUN",
        help=str(N_("attach the record of a fix run")),
    )
    parser.add_argument("--affected", choices=list(Impact), help=str(N_("impact: who is affected")))
    parser.add_argument("--can-work", choices=list(Urgency), help=str(N_("urgency: whether you can work")))
    parser.add_argument("--category", default="", metavar="C", help=str(N_("category, such as printing")))
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=str(N_("answer to a question of the ticket form")),
    )
    parser.add_argument(
        "--no-snapshot", action="store_true", help=str(N_("don't attach a report about this computer"))
    )
    parser.add_argument(
        "--wait",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help=str(N_("time to wait for the ticket number; default: 0")),
    )


def run_command(call: Call) -> int:
    """Run `selfhelp send`; return 0 if sent or only saved, 3 after a timeout, 1 if the user must act."""
    options = call.options
    if not (_has_visible_text(options.subject) or _has_visible_text(options.body)):
        raise UsageError(N_("--subject and --body are empty. Describe the problem in one sentence."))
    if not 0 <= options.wait <= LONGEST_WAIT:
        raise UsageError(N_("--wait must be a number of seconds."))
    case = _build_case(call)
    report = case.save_to_outbox(case.build_letter())
    call.print_warning(call.app.get_outbox().notice)
    item = _deliver_ticket(call, report)
    call.app.apply_retention()
    _print_delivery_state(call, item)
    if item.state is DeliveryState.DELIVERED:
        return 0
    if item.stage in (DeliveryState.ATTENTION, DeliveryState.EXPIRED):
        return 1
    return 3 if options.wait else 0


def _build_case(call: Call) -> Case:
    """Return the complete case from the options; errors are reported before anything is saved."""
    options = call.options
    call.app.create_connector()
    case = call.app.create_case()
    case.message.subject = options.subject
    case.message.body = options.body
    case.message.category = options.category
    case.message.affected = Impact(options.affected) if options.affected else None
    case.message.can_work = Urgency(options.can_work) if options.can_work else None
    for run_ in options.fix_run:
        case.add_fix_run(run_)
    for path in options.attach:
        case.add_file(path)
    form.accept_answers(call.app.policy.ticket, case.message, _parse_answers(options.answer))
    case.message.requester = call.app.find_requester_address()
    if not options.no_snapshot:
        case.take_snapshot(call.progress)
    return case


def _has_visible_text(text: str) -> bool:
    """Return whether a text contains visible characters."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def _parse_answers(given: Sequence[str]) -> Mapping[str, str]:
    """Return the answers to the organisation's own questions, by question key."""
    pairs = [pair.partition("=") for pair in given]
    if not all(key and equals for key, equals, _ in pairs):
        raise UsageError(N_("--answer must be KEY=VALUE."))
    return {key: value for key, _, value in pairs}


def _deliver_ticket(call: Call, report: str) -> OutboxItem:
    """Try to send a saved ticket now, and return its outbox item; after a failure, it stays saved."""
    try:
        delivery = call.app.create_delivery_service()
        call.unlock_keyring()
        item = delivery.deliver(report, call.options.wait)
        if item.state is DeliveryState.DELIVERED:
            delivery.deliver_due_items()  # the desk can be reached: older tickets are sent as well
        return item
    except (ConfigurationError, DeskError):
        return call.app.get_outbox().find_item(report)
    except StorageError as error:  # the result couldn't be recorded; the ticket itself is saved
        log.warning("report %s: %s (%s)", report, error, error.detail)
        return call.app.get_outbox().find_item(report)


def _print_delivery_state(call: Call, item: OutboxItem) -> None:
    if call.is_json_output:
        call.print_json(
            report=item.report,
            state=item.state,
            ticket=item.ticket or None,
            url=item.url or None,
            reason=call.translate_line(item.reason) if item.reason else "",
        )
        return
    app = call.app
    if item.ticket and is_only_on_this_computer(app.policy, app.places, item):
        call.print_line(N_("{what}: {name}", what=N_("Saved on this computer"), name=item.ticket))
        call.print_line(GIVE_TO_IT)
    elif item.state is DeliveryState.DELIVERED:
        call.print_line(N_("Sent: ticket {number}. {url}", number=item.ticket, url=item.url))
    elif item.state is DeliveryState.UNKNOWN and item.stage not in _MOVING:
        call.print_line(N_("Not confirmed by the help desk yet."))
    elif item.state not in _MOVING or needs_correction(item.reason):
        call.print_line(
            N_(
                "Saved on this computer, but not sent. A problem must be fixed first ({report}).",
                report=item.report,
            )
        )
    else:
        call.print_line(
            N_(
                "Saved on this computer. The ticket will be sent as soon as possible ({report}).",
                report=item.report,
            )
        )
    if item.reason:
        call.print_line(item.reason)
