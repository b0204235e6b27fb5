"""selfhelp report: shows a report in the terminal, compares two reports, and manages stored reports."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.errors import UnavailableError, UsageError
from selfhelp.core.model import Json, Snapshot
from selfhelp.core.text import N_, NN_

ACTIONS = {
    "show": N_("print a report"),
    "diff": N_("compare two reports"),
    "list": N_("list the stored snapshots"),
    "delete": N_("delete all stored snapshots"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp report`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        accept_common_options_after_action(action)
        if name == "show":
            action.add_argument(
                "report",
                nargs="?",
                type=Path,
                metavar="FILE|DIR",
                help=str(N_("report.json or its folder; default: the newest report")),
            )
        if name == "diff":
            action.add_argument(
                "before", type=Path, metavar="A", help=str(N_("earlier report: report.json or its folder"))
            )
            action.add_argument(
                "after", type=Path, metavar="B", help=str(N_("later report: report.json or its folder"))
            )


def run_command(call: Call) -> int:
    """Run `selfhelp report`: show, compare, list or delete reports."""
    match call.options.action:
        case "show":
            return _show_report(call)
        case "diff":
            return _compare_reports(call)
        case "delete":
            return _delete_reports(call)
        case _:
            return _list_reports(call)


def _show_report(call: Call) -> int:
    import json

    from selfhelp.report import report_files, report_reader, terminal_lines

    snapshot = report_reader.load_report(call.options.report or _find_newest_report(call))
    if call.is_json_output:
        print(json.dumps(json.loads(report_files.render_json(snapshot)), ensure_ascii=True))
        return 0
    for line in terminal_lines.iter_report_lines(snapshot, _find_line_width(), call.app.policy.health):
        call.print_heading(line) if terminal_lines.is_heading_line(line) else call.print_line(line)
    return 0


def _find_line_width() -> int:
    """Return the line width in characters: the terminal's within limits, or 80 without a terminal."""
    import shutil

    return min(max(shutil.get_terminal_size((80, 24)).columns, 40), 120)


def _find_newest_report(call: Call) -> Path:
    """Return the path of the newest report in the default folder of `selfhelp snapshot`.

    Raises:
        UsageError: the folder contains no report.
    """
    found = sorted((call.app.places.data / "reports").glob("????-??-??-??????/report.json"))
    if not found:
        raise UsageError(N_("No report found. Create one with: selfhelp snapshot"))
    return found[-1]


def _compare_reports(call: Call) -> int:
    from selfhelp.report import report_diff, report_reader, terminal_lines

    before, after = (
        report_reader.load_report(call.options.before),
        report_reader.load_report(call.options.after),
    )
    found = report_diff.compare_reports(before, after)
    missing = _find_unpaired_sections(before, after)
    if call.is_json_output:
        items: list[Json] = [dataclasses.asdict(change) for change in found.items]
        moments = {"since": _format_created(before), "until": _format_created(after)}
        call.print_json(**moments, items=items, left_out=found.left_out, not_compared=list(missing))
        return 0
    for line in terminal_lines.iter_change_lines(found, _find_line_width()):
        call.print_line(line)
    if missing:
        call.print_line(N_("Not compared: {sections}", sections=", ".join(missing)))
    return 0


def _find_unpaired_sections(before: Snapshot, after: Snapshot) -> Sequence[str]:
    """Return the names of the sections that only one of the two reports contains."""
    first, second = ({section.id for section in one.sections if section.ok} for one in (before, after))
    return sorted(first ^ second)


def _format_created(report: Snapshot) -> str:
    return report.created.astimezone(UTC).isoformat(timespec="seconds")


def _list_reports(call: Call) -> int:
    kept = call.app.snapshot_history.list_stored_snapshots()
    if call.is_json_output:
        rows: list[Json] = [{"created": one.created.isoformat(), "bytes": one.size} for one in kept]
        call.print_json(snapshots=rows)
        return 0
    for one in kept:
        call.print_line(
            f"{call.app.translator.format_moment(one.created)}  {call.app.translator.format_size(one.size)}"
        )
    if not kept:
        call.print_line(N_("No snapshots are stored on this computer."))
    return 0


def _delete_reports(call: Call) -> int:
    try:
        count = call.app.snapshot_history.delete_all()
    except OSError as error:
        message = N_("The stored snapshots couldn't be deleted: {reason}", reason=error.strerror or "?")
        raise UnavailableError(message, detail=repr(error)) from error
    if call.is_json_output:
        call.print_json(deleted=count)
    else:
        call.print_line(
            NN_("{count} stored snapshot was deleted.", "{count} stored snapshots were deleted.", count)
        )
    return 0
