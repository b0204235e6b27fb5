"""selfhelp outbox: manages the tickets and replies that are waiting to be sent."""

from __future__ import annotations

import argparse
from pathlib import Path

from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.model import Json
from selfhelp.core.text import N_, Size
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.outbox import refused_files
from selfhelp.tickets.outbox.outbox import OutboxItem, ReplyItem

ACTIONS = {
    "list": N_("list what's waiting to be sent, newest first"),
    "retry": N_("send waiting tickets and replies now"),
    "edit": N_("change the text of a waiting ticket and send it again"),
    "detach": N_("remove a file from a waiting ticket and send it again"),
    "export": N_("save a ticket to a folder"),
    "delete": N_("permanently delete a waiting ticket from this computer"),
}


REPORT = N_("ID of the ticket or reply, as shown by `outbox list`")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp outbox`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        accept_common_options_after_action(action)
        if name == "retry":
            action.add_argument("report", nargs="?", default="", metavar="REPORT", help=str(REPORT))
        elif name != "list":
            action.add_argument("report", metavar="REPORT", help=str(REPORT))
        if name == "edit":
            action.add_argument("--subject", metavar="S", help=str(N_("new subject")))
            action.add_argument("--body", metavar="B", help=str(N_("new text; replaces the existing text")))
        if name == "detach":
            action.add_argument(
                "file", nargs="+", metavar="FILE", help=str(N_("name of the file in the ticket"))
            )
        if name == "export":
            action.add_argument(
                "-o", "--output", type=Path, required=True, metavar="DIR", help=str(N_("output folder"))
            )


def run_command(call: Call) -> int:
    """Run `selfhelp outbox`: list, retry, edit, drop a file, export or delete."""
    outbox, options = call.app.get_outbox(), call.options
    call.print_warning(outbox.notice)
    match options.action:
        case "retry":
            return _retry_items(call)
        case "edit":
            _edit_item(call)
            return _retry_items(call)
        case "detach":
            try:
                for name in options.file:
                    outbox.drop_item_file(options.report, name)
            finally:  # if the second name is wrong, the first file is still left out
                _record_changes(call)
            return _retry_items(call)
        case "export":
            return _export_item(call)
        case "delete":
            outbox.delete(options.report)
            if call.app.conversations.has_any_conversation():
                call.app.conversations.delete_conversation(options.report)
    return _list_items(call)


def _export_item(call: Call) -> int:
    """Export an item, print its folder and the omitted files, and return the exit status."""
    outbox, options = call.app.get_outbox(), call.options
    target = outbox.export(options.report, options.output)
    missing = [
        one
        for one in refused_files.list_items_with_refused_files(outbox)
        if options.report in (refused_files.get_item_ref(one), one.report)
    ]
    if not call.is_json_output:
        call.print_line(N_("Saved to {folder}.", folder=str(target)))
        for one in missing:
            call.print_line(one.reason or "")
    return _list_items(call, exported=str(target))


def _edit_item(call: Call) -> None:
    """Replace the subject and text of an item; remove secrets from the new texts."""
    options, clean = call.options, call.app.hide_secrets
    subject = None if options.subject is None else clean(options.subject)
    body = None if options.body is None else clean(options.body)
    call.app.get_outbox().edit_item_texts(options.report, subject=subject, body=body)
    _record_changes(call)


def _record_changes(call: Call) -> None:
    """Update a ticket's record in the sent items after an edit."""
    outbox, report = call.app.get_outbox(), call.options.report
    if any(item.report == report for item in outbox.list_items()):
        call.app.sent_records.add_record(outbox, report, call.app.policy.desk.connector)


def _retry_items(call: Call) -> int:
    outbox = call.app.get_outbox()
    wanted = call.options.report
    outbox.retry(wanted or None)
    delivery = call.app.create_delivery_service()
    call.unlock_keyring()
    for item in outbox.list_items():
        if item.state is not DeliveryState.DELIVERED and wanted in ("", item.report):
            delivery.deliver_by_ref(item.report, 0)
    for reply in outbox.list_replies():
        if reply.state is not DeliveryState.DELIVERED and wanted in ("", reply.ref, reply.report):
            delivery.deliver_by_ref(reply.ref, 0)
    call.app.apply_retention()
    return _list_items(call)


def _list_items(call: Call, **more: Json) -> int:
    """List the unsent items, then delivered items with missing files; return the exit status."""
    outbox = call.app.get_outbox()
    items = outbox.list_items()
    subjects = {item.report: item.subject for item in items}
    unsent, replies = outbox.list_unsent_items(), outbox.list_unsent_replies()
    waiting = [_make_item_row(call, item) for item in unsent]
    waiting += [_make_reply_row(call, reply, subjects.get(reply.report, "")) for reply in replies]
    incomplete = [
        _make_reply_row(call, one, subjects.get(one.report, ""))
        if isinstance(one, ReplyItem)
        else _make_item_row(call, one)
        for one in refused_files.list_items_with_refused_files(outbox)
    ]
    if call.is_json_output:
        call.print_json(items=waiting, incomplete=incomplete, **more)
    for row in [] if call.is_json_output else [*waiting, *incomplete]:
        shown = {"report": row["report"], "state": row["state"], "reason": row["reason"]}
        size, subject = Size(row["bytes"]), row["subject"]
        text = N_("{report}  {state}  {size}  {subject}  {reason}", **shown, size=size, subject=subject)
        call.print_line(text)
    if not waiting and not call.is_json_output:
        call.print_line(N_("No tickets are waiting to be sent."))
    needs = {DeliveryState.ATTENTION, DeliveryState.EXPIRED, DeliveryState.SIGN_IN_NEEDED}
    return 1 if needs.intersection([one.stage for one in unsent] + [one.stage for one in replies]) else 0


def _make_item_row(call: Call, item: OutboxItem) -> dict[str, Json]:
    return _item_to_json(call, item) | {
        "report": item.report,
        "kind": "ticket",
        "ticket": item.ticket or None,
        "subject": item.subject,
    }


def _make_reply_row(call: Call, reply: ReplyItem, subject: str) -> dict[str, Json]:
    """Return the row of a waiting reply: its state, and the ticket's subject."""
    return _item_to_json(call, reply) | {
        "report": reply.ref,
        "kind": reply.kind,
        "ticket": reply.ticket or None,
        "subject": subject,
    }


def _item_to_json(call: Call, item: OutboxItem | ReplyItem) -> dict[str, Json]:
    outbox, ref = call.app.get_outbox(), refused_files.get_item_ref(item)
    held, missing = outbox.list_item_files(ref), refused_files.list_refused_files(outbox, ref)
    return {
        "state": item.state,
        "bytes": item.bytes,
        "files": [{"name": file.name, "size": file.size} for file in held],
        "left_out": list(missing),
        "attempts": item.attempts,
        "next_try": item.next_try.isoformat() if item.next_try else None,
        "reason": call.translate_line(item.reason) if item.reason else "",
    }
