"""selfhelp data: copies or deletes all data that this app stores about the user on this computer."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from selfhelp.app import data_export, personal_data
from selfhelp.app.unsent_items import find_undelivered_items, find_unsent_drafts
from selfhelp.cli.call import Call, TerminalPrompts, accept_common_options_after_action
from selfhelp.core.errors import RefusedError
from selfhelp.core.text import N_, NN_, Text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp data`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="export|delete")
    export = actions.add_parser("export", help=str(N_("copy your data into an empty folder")))
    export.add_argument("folder", type=Path, metavar="DIR", help=str(N_("empty output folder")))
    delete = actions.add_parser("delete", help=str(N_("delete your data from this computer")))
    delete.add_argument("--yes", action="store_true", help=str(N_("don't ask for confirmation")))
    delete.add_argument(
        "--with-waiting", action="store_true", help=str(N_("also delete unsent tickets and replies"))
    )
    for action in (export, delete):
        accept_common_options_after_action(action)


def run_command(call: Call) -> int:
    """Run `selfhelp data`: copy the stored data, or delete the data after confirmation."""
    return _export_data(call) if call.options.action == "export" else _delete_data(call)


def _export_data(call: Call) -> int:
    app, folder = call.app, call.options.folder
    copied = data_export.export_personal_data(
        app.places, folder, app.get_outbox, app.translator.translate(data_export.ABOUT)
    )
    if call.is_json_output:
        left = [call.translate_line(text) for text in copied.left_out]
        call.print_json(folder=str(folder), files=copied.files, left_out=left)
    else:
        call.print_line(
            NN_(
                "{count} file was copied to {path}.",
                "{count} files were copied to {path}.",
                copied.files,
                path=str(folder),
            )
        )
        for text in copied.left_out:
            call.print_line(text)
    return 0


def _delete_data(call: Call) -> int:
    app = call.app
    waiting = find_undelivered_items(app.places, app.get_outbox)
    stays = personal_data.list_retained_items(app.places, app.machine.platform)
    lost = [*waiting.make_warnings(), *find_unsent_drafts(app).make_warnings()]
    _confirm_losing_items(call, lost)
    _confirm_deletion(call, stays)
    gone = personal_data.delete_personal_data(app.places, app.get_outbox, app.close_open_files, app.secrets)
    if call.is_json_output:
        told = {"failed": gone.left, "foreign": gone.kept, "retained": stays}
        call.print_json(
            deleted=gone.files,
            **{key: [call.translate_line(t) for t in texts] for key, texts in told.items()},
        )
    else:
        call.print_line(NN_("{count} file was deleted.", "{count} files were deleted.", gone.files))
        for text in (*gone.left, *gone.kept):
            call.print_line(text)
    return 3 if gone.left else 0


def _confirm_losing_items(call: Call, lost: Sequence[Text]) -> None:
    """Name the unsent tickets, replies and drafts, and ask for separate consent to delete them.

    Raises:
        RefusedError: the user doesn't consent; no data was deleted.
    """
    if not lost or call.options.with_waiting:
        return
    if call.options.yes or not TerminalPrompts(call).ask_yes_no(
        N_("Delete the unsent tickets and replies too? [y/N]"), lost
    ):
        message = N_(
            "{lost} Nothing was deleted. Send everything first, or add --with-waiting to "
            "delete unsent tickets and replies too.",
            lost=" ".join(call.translate_line(text) for text in lost),
        )
        raise RefusedError(message)


def _confirm_deletion(call: Call, stays: Sequence[Text]) -> None:
    what = N_(
        "This deletes your data from this computer: history, tickets, sent items, snapshots, "
        "settings and logs. After that, fixes can't be undone."
    )
    if not call.options.yes and not TerminalPrompts(call).ask_yes_no(
        N_("Delete your data now? [y/N]"), [what, *stays]
    ):
        raise RefusedError(N_("Nothing was deleted."))
