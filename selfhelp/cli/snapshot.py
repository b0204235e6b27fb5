"""selfhelp snapshot: facts about this computer as a redacted report."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.errors import UsageError
from selfhelp.report.collectors import Collector
from selfhelp.text import N_


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="where report.json and report.html go"
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="only these sections")
    parser.add_argument("--skip", nargs="+", default=[], metavar="ID", help="not these sections")
    parser.add_argument("--budget", type=float, metavar="SECONDS", help="how long it may take")


def run(call: Call) -> int:
    """Collect, redact, write; nothing is written before it is redacted."""
    from selfhelp.report import bundle, snapshot

    options = call.options
    budget = call.app.policy.evidence.budget if options.budget is None else options.budget
    if not 0 < budget <= 600:
        raise UsageError(N_("--budget wants a number of seconds from 1 to 600."))
    chosen = _chosen(call, options.only, options.skip)
    taken = snapshot.take(call.app.machine, chosen, budget=budget, progress=call.progress)
    clean = call.app.redactor().snapshot(taken)
    folder = options.output or (None if call.json else _new_folder(call))
    if folder is not None:
        bundle.write(clean, folder)
    if call.json:
        print(json.dumps(json.loads(bundle.report_json(clean)), ensure_ascii=True))
    else:
        call.say(N_("The report is in {folder}.", folder=str(folder)))
    sys.stdout.flush()
    return 0


def _new_folder(call: Call) -> Path:
    """Return a place for a report that nobody named, beside the other data of this person."""
    return call.app.places.data / "reports" / f"{datetime.now():%Y-%m-%d-%H%M%S}"  # noqa: DTZ005 - her own clock


def _chosen(call: Call, only: Sequence[str], skip: Sequence[str]) -> Sequence[Collector]:
    """Return the collectors asked for.

    Raises:
        UsageError: there is no section of that name here.
    """
    known = call.app.catalog.collectors
    for id_ in (*only, *skip):
        if id_ not in known:
            names = ", ".join(known)
            raise UsageError(N_("There is no section {id}. Sections: {names}", id=id_[:80], names=names))
    wanted = only or [id_ for id_, collector in known.items() if not collector.private]
    return [collector for id_, collector in known.items() if id_ in wanted and id_ not in skip]
