"""selfhelp undo: undoes the changes of a fix, even after a restart."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.cli.fix import print_run_result
from selfhelp.core.text import N_


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp undo`."""
    parser.add_argument("run", metavar="RUN", help=str(N_("ID of the run, as shown by `selfhelp journal`")))
    parser.add_argument("--step", type=int, metavar="N", help=str(N_("undo only step N, counted from 1")))


def run_command(call: Call) -> int:
    """Run `selfhelp undo`; return 0 if all changes were undone, otherwise 1."""
    app, run_id = call.app, call.options.run
    step = None if call.options.step is None else call.options.step - 1
    check = app.catalog.checks.get(app.journal.read_entry(run_id).id)
    return print_run_result(call, app.engine.undo(run_id, call.progress, step=step, check=check))
