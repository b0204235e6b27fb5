"""selfhelp undo: puts back what a fix changed, also after a restart."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.cli.fix import report


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("run", metavar="RUN", help="which run, as `selfhelp journal` lists it")


def run(call: Call) -> int:
    """Return 0 if everything is as it was before."""
    return report(call, call.app.engine.undo(call.options.run, call.progress))
