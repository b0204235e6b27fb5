"""selfhelp snapshot: writes a redacted report about this computer, with changes since an earlier report."""

from __future__ import annotations

import argparse
import dataclasses
import gc
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selfhelp.cli.argument_errors import NO_FOLDER
from selfhelp.cli.call import Call
from selfhelp.core.errors import UsageError
from selfhelp.core.model import Snapshot
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_, NN_
from selfhelp.policy.unknown_words import suggest_closest_word
from selfhelp.report.collectors import Collector


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp snapshot`."""
    parser.add_argument(
        "-o",
        "--output",
        type=_parse_folder,
        metavar="DIR",
        help=str(N_("output folder for report.json and report.html")),
    )
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="ID", help=str(N_("collect only these sections"))
    )
    parser.add_argument("--skip", nargs="+", default=[], metavar="ID", help=str(N_("skip these sections")))
    parser.add_argument("--budget", type=float, metavar="SECONDS", help=str(N_("time limit")))
    parser.add_argument(
        "--since",
        metavar="WHEN",
        help=str(N_("compare with the previous snapshot (last), a date (YYYY-MM-DD), or a report (DIR)")),
    )
    parser.add_argument(
        "--no-keep", action="store_true", help=str(N_("don't store the snapshot for later comparison"))
    )


def _parse_folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError(str(NO_FOLDER))
    return Path(text)


def run_command(call: Call) -> int:
    """Run `selfhelp snapshot`: collect, compare, redact and write a report; store only redacted data."""
    gc.set_threshold(100_000)  # everything loaded stays: collecting garbage took a tenth of the time
    from selfhelp.report import report_diff, report_files, snapshot_history
    from selfhelp.report.ticket_context import TicketContext

    options = call.options
    report = _load_reference_report(options.since)
    survey = dataclasses.replace(
        call.app.create_snapshot_service(),
        budget=_find_time_budget(call),
        until=None if report else _parse_since_option(options.since),
        keep=not (options.no_keep or options.only or options.skip),
    )
    if options.only or options.skip:
        survey = dataclasses.replace(survey, collectors=_select_collectors(call, survey.collectors))
    written = options.output or not call.is_json_output
    clean = survey.take_redacted_snapshot(
        call.app.create_redactor(),
        call.progress,
        meanwhile=report_files.preload_report_page if written else None,
    )
    if report is not None:
        clean = dataclasses.replace(clean, changes=report_diff.compare_reports(report, clean))
    _warn_if_not_compared(call, clean)
    folder = (options.output or _make_new_folder_path(call)) if written else None
    if folder is not None:
        report_files.write_report(clean, folder, TicketContext(limits=call.app.policy.health))
    if call.is_json_output:
        print(json.dumps(json.loads(report_files.render_json(clean)), ensure_ascii=True))
    else:
        _print_saved_files(call, clean, folder)
    snapshot_history.delete_expired_reports(
        _find_reports_folder(call), call.app.policy.evidence.snapshot_days
    )
    sys.stdout.flush()
    return 0


def _print_saved_files(call: Call, clean: Snapshot, folder: Path | None) -> None:
    if clean.changes is not None:
        count, when = len(clean.changes.items) + clean.changes.left_out, clean.changes.since
        some = NN_("{count} change since {when}.", "{count} changes since {when}.", count, when=when)
        call.print_line(some if count else N_("No significant changes since {when}.", when=when))
    call.print_line(N_("The report was saved to {folder}.", folder=str(folder)))


def _find_time_budget(call: Call) -> float:
    """Return the time limit in seconds.

    Raises:
        UsageError: the time limit is out of range.
    """
    asked: float | None = call.options.budget
    budget = call.app.policy.evidence.budget if asked is None else asked
    if not 0 < budget <= 600:
        raise UsageError(N_("--budget must be more than 0 and at most 600 seconds."))
    return budget


def _load_reference_report(since: str | None) -> Snapshot | None:
    """Return the report named by ``--since``, or None; a text that is a date isn't a file name.

    Raises:
        UsageError: the file isn't a report.
    """
    from selfhelp.report import report_reader

    if not since or since.casefold() == "last" or _parse_snapshot_time(since) is not None:
        return None
    with suppress(OSError, ValueError):  # not a valid file name
        if Path(since).exists():
            return report_reader.load_report(Path(since))
    return None


def _parse_since_option(since: str | None) -> datetime | None:
    """Return the latest allowed time of the snapshot for the comparison; None for the default.

    Raises:
        UsageError: the option is neither "last", a date nor a report.
    """
    if since is None:
        return None
    moment = datetime.now(UTC) if since.casefold() == "last" else _parse_snapshot_time(since)
    if moment is None:
        message = N_(
            "--since must be “last”, a date such as 2026-01-31, or a report, not {value}.",
            value=since[:80],
        )
        raise UsageError(message)
    return moment


def _parse_snapshot_time(text: str) -> datetime | None:
    """Return the time given by a text in local time, for a date the end of the day; otherwise None."""
    try:
        moment = datetime.fromisoformat(text).astimezone()
        whole_day = len(text) <= len("2026-01-31")
        return (moment + timedelta(days=1, microseconds=-1) if whole_day else moment).astimezone(UTC)
    except (ValueError, OverflowError, OSError):  # OSError: Windows, before 1970
        return None


def _warn_if_not_compared(call: Call, clean: Snapshot) -> None:
    """Print the reason for a missing comparison, if the user requested a comparison."""
    if call.options.since is None or clean.changes is not None:
        return
    if call.app.policy.evidence.snapshot_days == 0:
        call.print_warning(N_("Nothing was compared: your organisation has turned off snapshots."))
        return
    earlier = [
        one for one in call.app.snapshot_history.list_stored_snapshots() if one.created < clean.created
    ]
    if not earlier:
        call.print_warning(N_("Nothing was compared: no earlier snapshot is stored on this computer."))
        return
    call.print_warning(
        N_(
            "Nothing was compared: no snapshot from {day} or earlier is stored. The oldest is from {oldest}.",
            day=call.options.since[:80],
            oldest=earlier[-1].created,
        )
    )


def _find_reports_folder(call: Call) -> Path:
    return call.app.places.data / "reports"


def _make_new_folder_path(call: Call) -> Path:
    """Return an unused path for a new report in the user's data folder, if no path was given.

    If a report of the same second exists, the path has the next free second.
    """
    moment = datetime.now()  # noqa: DTZ005 - the user's own clock
    for later in range(60):
        folder = _find_reports_folder(call) / f"{moment + timedelta(seconds=later):%Y-%m-%d-%H%M%S}"
        try:
            make_private_folder(folder.parent)
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        except OSError:  # writing reports why it isn't possible
            break
        return folder
    return _find_reports_folder(call) / f"{moment:%Y-%m-%d-%H%M%S}"


def _select_collectors(call: Call, usual: Sequence[Collector]) -> Sequence[Collector]:
    """Return the collectors of the requested sections.

    Raises:
        UsageError: a name is unknown, or no section is left.
    """
    only, skip, known = call.options.only, call.options.skip, call.app.catalog.collectors
    for id_ in (*only, *skip):
        if id_ not in known:
            names = ", ".join(known)
            message = N_("Unknown section: {id}. Sections: {names}", id=id_[:80], names=names)
            raise UsageError(suggest_closest_word(message, id_, known))
    wanted = only or [collector.id for collector in usual]
    chosen = [collector for id_, collector in known.items() if id_ in wanted and id_ not in skip]
    if not chosen:
        raise UsageError(N_("No section is left: --skip excludes all of them."))
    return chosen
