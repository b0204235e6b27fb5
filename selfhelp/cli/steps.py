"""selfhelp steps: records the steps that lead to a problem; shows, exports and deletes recordings."""

from __future__ import annotations

import argparse
from pathlib import Path

from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.errors import CancelledError, RefusedError, UnavailableError, UsageError
from selfhelp.core.text import N_
from selfhelp.machine.capture.steps_process import run_steps_child
from selfhelp.steps.document import to_exported_document
from selfhelp.steps.recording import Recording, format_step_count
from selfhelp.steps.summary import summarise_recording

ACTIONS = {
    "record": N_("record steps until you select “Done” in the bar"),
    "list": N_("list the recordings on this computer"),
    "show": N_("print the steps of a recording"),
    "export": N_("export a recording as a timeline with images"),
    "delete": N_("delete a recording"),
}
NOT_ALLOWED = N_("Your organisation doesn't allow step recording.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp steps`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, about in ACTIONS.items():
        action = actions.add_parser(name, help=str(about))
        accept_common_options_after_action(action)
        if name in {"show", "export"}:
            words = N_("name of the recording; default: the latest")
            action.add_argument("id", nargs="?", default="", metavar="ID", help=str(words))
        if name == "delete":
            action.add_argument("id", metavar="ID", help=str(N_("name of the recording")))
        if name == "export":
            words = N_("folder for the files; it's created if needed")
            action.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help=str(words))


def run_command(call: Call) -> int:
    """Run `selfhelp steps`: carry out the chosen action, and return the exit status."""
    match call.options.action:
        case "record":
            return _record_steps(call)
        case "list":
            return _list_recordings(call)
        case "show":
            return _show_recording(call)
        case "export":
            return _export_recording(call)
        case _:
            return _delete_recording(call)


def _record_steps(call: Call) -> int:
    if not call.app.policy.steps.enabled:
        raise RefusedError(NOT_ALLOWED)
    if not call.is_json_output:
        call.print_warning(N_("Recording steps. To finish, select “Done” in the bar or press Ctrl+C."))
    status, told, wrong = run_steps_child(["--record-steps", call.app.translator.language])
    if status == 1 and not wrong:
        raise CancelledError(N_("The recording was deleted."))
    if status != 0:
        raise UnavailableError(N_("{reason}", reason=wrong or "no display"))
    recording = call.app.recordings.read(told)
    if call.is_json_output:
        call.print_json(id=recording.id, steps=len(recording.steps))
    else:
        call.print_line(
            N_("Recording {id}: {steps}", id=recording.id, steps=format_step_count(len(recording.steps)))
        )
        call.print_line(
            N_("Only detected names are redacted in the images. Review the images before you send them.")
        )
    return 0


def _list_recordings(call: Call) -> int:
    found = call.app.recordings.list_recordings()
    if call.is_json_output:
        rows = [{"id": r.id, "steps": len(r.steps), "finished": r.ended is not None} for r in found]
        call.print_json(recordings=rows)
        return 0
    for recording in found:
        steps = format_step_count(len(recording.steps))
        cut = N_("{id}: {steps}, interrupted", id=recording.id, steps=steps)
        call.print_line(N_("{id}: {steps}", id=recording.id, steps=steps) if recording.ended else cut)
    if not found:
        call.print_line(N_("There are no recordings on this computer."))
    return 0


def _show_recording(call: Call) -> int:
    recording = _find_recording(call)
    if call.is_json_output:
        call.print_json(id=recording.id, recording=to_exported_document(recording))
    else:
        for line in summarise_recording(recording, call.app.translator).splitlines():
            call.print_line(line)
    return 0


def _export_recording(call: Call) -> int:
    recording, folder = _find_recording(call), call.options.output.absolute()
    arguments = ["--export-steps", recording.id, str(folder), call.app.translator.language]
    status, _told, wrong = run_steps_child(arguments)
    if status != 0:
        raise UnavailableError(N_("{reason}", reason=wrong or "no answer"))
    if call.is_json_output:
        call.print_json(id=recording.id, folder=str(folder))
    else:
        call.print_line(N_("The steps were saved in {folder}.", folder=str(folder)))
    return 0


def _delete_recording(call: Call) -> int:
    call.app.recordings.read(call.options.id)
    call.app.recordings.discard(call.options.id)
    if call.is_json_output:
        call.print_json(id=call.options.id, deleted=True)
    else:
        call.print_line(N_("The recording was deleted."))
    return 0


def _find_recording(call: Call) -> Recording:
    """Return the recording that the user named, or else the latest recording.

    Raises:
        UsageError: no such recording exists.
    """
    if call.options.id:
        return call.app.recordings.read(call.options.id)
    found = call.app.recordings.list_recordings()
    if not found:
        raise UsageError(N_("There are no recordings on this computer."))
    return found[0]
