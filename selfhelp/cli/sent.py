"""selfhelp sent: lists, shows or deletes the records of sent tickets."""

from __future__ import annotations

import argparse
from contextlib import suppress

from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.errors import UsageError
from selfhelp.core.model import Json
from selfhelp.core.text import N_, NN_, Size
from selfhelp.tickets.recipient import is_record_local
from selfhelp.tickets.sent_items import (
    SentRecord,
    describe_location,
    list_stored_here_flags,
    record_to_document,
)

ACTIONS = {
    "list": N_("list sent items, newest first"),
    "show": N_("show everything sent with a ticket"),
    "delete": N_("delete a record; the ticket itself isn't deleted"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp sent`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        accept_common_options_after_action(action)
        if name != "list":
            action.add_argument(
                "report", metavar="REPORT", help=str(N_("ID of the record, or ticket number"))
            )


def run_command(call: Call) -> int:
    """Run `selfhelp sent`: list, show or delete the records."""
    call.app.apply_retention()
    receipts = call.app.sent_records
    if call.options.action == "show":
        return _show_record(call, receipts.find_record(call.options.report))
    if call.options.action == "delete":
        receipts.delete(call.options.report)
    return _list_records(call)


def _list_records(call: Call) -> int:
    records = call.app.sent_records.list_records()
    if call.is_json_output:
        call.print_json(sent=[_make_record_row(record) for record in records])
        return 0
    for record in records:
        call.print_line(_format_record(call, record, _is_still_listed(call, record)))
    if not records:
        call.print_line(N_("There are no sent items."))
    return 0


def _show_record(call: Call, record: SentRecord) -> int:
    kept = list_stored_here_flags(call.app.get_outbox(), record)
    if call.is_json_output:
        row = _record_to_document(record)
        items = [{**item, "stored": here} for item, here in zip(row["items"], kept, strict=True)]
        call.print_json(ticket={**row, "items": items})
        return 0
    call.print_line(_format_record(call, record, _is_still_listed(call, record)))
    for item, here in zip(record.items, kept, strict=True):
        state = describe_location(item, here)
        size = Size(item.size)
        call.print_line(
            N_(
                "  {name}  {size}  {hash}  ({state})",
                name=item.name,
                size=size,
                hash=item.sha256,
                state=state,
            )
        )
    return 0


def _is_still_listed(call: Call, record: SentRecord) -> bool:
    """Return whether the user's ticket list still contains a ticket that no help desk has confirmed."""
    return record.sent is None and list_stored_here_flags(call.app.get_outbox(), record)[0]


def _is_local(call: Call, record: SentRecord) -> bool:
    app, item = call.app, None
    with suppress(UsageError):  # the ticket was deleted
        item = app.get_outbox().find_item(record.report)
    return is_record_local(app.policy, app.places, record, item)


def _format_record(call: Call, record: SentRecord, listed: bool) -> str:
    sent = record.sent
    if sent and _is_local(call, record):
        when = N_("saved {time}, only on this computer", time=sent)
    elif sent:
        when = N_("sent {time}", time=sent)
    elif listed:
        when = N_("saved {time}, not sent yet", time=record.saved)
    else:
        when = N_("saved {time}, deleted before it was confirmed", time=record.saved)
    count = NN_("{count} item", "{count} items", sum(item.taken for item in record.items))
    return call.translate_line(
        N_(
            "{report}  {ticket}  {desk}  {when}  {items}  {subject}",
            report=record.report,
            ticket=record.ticket or "–",
            desk=record.desk or "–",
            when=when,
            items=count,
            subject=record.subject,
        )
    )


def _record_to_document(record: SentRecord) -> dict[str, Json]:
    """Return the record of a sent ticket as its ``--json`` object."""
    row: dict[str, Json] = record_to_document(record)
    row["connector"] = row.pop("desk")
    for item in row["items"]:
        item["accepted"] = item.pop("taken")
    return row


def _make_record_row(record: SentRecord) -> Json:
    row = _record_to_document(record)
    taken = [item for item in record.items if item.taken]
    row["items"] = len(taken)
    row["bytes"] = sum(item.size for item in taken)
    return row
