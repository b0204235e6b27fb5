"""selfhelp journal: lists the fixes run on this computer, newest first."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.core.text import N_


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare no arguments: `selfhelp journal` has only the common options."""


def run_command(call: Call) -> int:
    """Run `selfhelp journal`: list the runs of fixes, newest first."""
    entries = call.app.journal.list_runs()
    if call.is_json_output:
        rows = [
            {
                "run": e.run,
                "id": e.id,
                "outcome": e.outcome,
                "started": e.started.isoformat(),
                "ended": e.ended.isoformat(),
                "undo": e.undo,
            }
            for e in entries
        ]
        call.print_json(runs=rows)
        return 0
    for entry in entries:
        state = "interrupted" if entry.interrupted else entry.outcome
        call.print_line(f"{entry.run}  {entry.id:<20} {state:<15} undo {entry.undo}")
    if not entries:
        call.print_line(N_("The history is empty."))
    return 0
