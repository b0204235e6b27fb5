"""selfhelp report: read a report in the terminal, compare two, and see what this computer keeps of them."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from selfhelp.cli.call import Call, also_after
from selfhelp.core.errors import UnavailableError, UsageError
from selfhelp.core.model import Json, Snapshot
from selfhelp.core.text import N_, NN_

ACTIONS = {
    "show": N_("print a report"),
    "diff": N_("compare two reports"),
    "list": N_("list the stored snapshots"),
    "delete": N_("delete all stored snapshots"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        also_after(action)
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


def run(call: Call) -> int:
    """Show, compare, list or delete."""
    match call.options.action:
        case "show":
            return _show(call)
        case "diff":
            return _diff(call)
        case "delete":
            return _delete(call)
        case _:
            return _list(call)


def _show(call: Call) -> int:
    import json

    from selfhelp.report import report_files, report_reader, summary

    snapshot = report_reader.load(call.options.report or _newest(call))
    if call.json:
        print(json.dumps(json.loads(report_files.report_json(snapshot)), ensure_ascii=True))
        return 0
    for line in summary.report(snapshot, _width()):
        call.head(line) if summary.is_heading(line) else call.say(line)
    return 0


def _width() -> int:
    """Return how wide lines may be: as the terminal, within what can be read; 80 where there is none."""
    import shutil

    return min(max(shutil.get_terminal_size((80, 24)).columns, 40), 120)


def _newest(call: Call) -> Path:
    """Return the newest report that `selfhelp snapshot` wrote without being told where.

    Raises:
        UsageError: there is none.
    """
    found = sorted((call.app.places.data / "reports").glob("????-??-??-??????/report.json"))
    if not found:
        raise UsageError(N_("No report found. Create one with: selfhelp snapshot"))
    return found[-1]


def _diff(call: Call) -> int:
    from selfhelp.report import report_diff, report_reader, summary

    before, after = report_reader.load(call.options.before), report_reader.load(call.options.after)
    found = report_diff.reports(before, after)
    missing = _not_compared(before, after)
    if call.json:
        items: list[Json] = [dataclasses.asdict(change) for change in found.items]
        moments = {"since": _iso(before), "until": _iso(after)}
        call.answer(**moments, items=items, left_out=found.left_out, not_compared=list(missing))
        return 0
    for line in summary.changes(found, _width()):
        call.say(line)
    if missing:
        call.say(N_("Not compared: {sections}", sections=", ".join(missing)))
    return 0


def _not_compared(before: Snapshot, after: Snapshot) -> Sequence[str]:
    """Return the sections that stand in only one of two reports."""
    first, second = ({section.id for section in one.sections if section.ok} for one in (before, after))
    return sorted(first ^ second)


def _iso(report: Snapshot) -> str:
    return report.created.astimezone(UTC).isoformat(timespec="seconds")


def _list(call: Call) -> int:
    kept = call.app.history.kept()
    if call.json:
        rows: list[Json] = [{"created": one.created.isoformat(), "bytes": one.size} for one in kept]
        call.answer(snapshots=rows)
        return 0
    for one in kept:
        call.say(f"{call.app.translator.moment(one.created)}  {call.app.translator.size(one.size)}")
    if not kept:
        call.say(N_("No snapshots are stored on this computer."))
    return 0


def _delete(call: Call) -> int:
    try:
        count = call.app.history.delete()
    except OSError as error:
        message = N_("The stored snapshots couldn't be deleted: {reason}", reason=error.strerror or "?")
        raise UnavailableError(message, detail=repr(error)) from error
    if call.json:
        call.answer(deleted=count)
    else:
        call.say(NN_("{count} stored snapshot was deleted.", "{count} stored snapshots were deleted.", count))
    return 0
