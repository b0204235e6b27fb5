"""selfhelp record: writes down what a check asks on this computer, so that a test can answer from it."""

from __future__ import annotations

import argparse
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.core.text import N_


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", metavar="ID", help=str(N_("which check")))
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help=str(N_("where to write it"))
    )
    parser.add_argument(
        "--about", default="", metavar="TEXT", help=str(N_("what was wrong on this computer"))
    )


def run(call: Call) -> int:
    """Run the check and write the transcript; look through it before you share it."""
    from selfhelp.machine.replay import record

    fix = call.app.catalog.check(call.options.id)
    state = record(
        fix,
        call.app.machine,
        call.options.output,
        call.options.about,
        call.app.redactor().without_secrets,
    ).expect
    if call.json:
        call.answer(file=str(call.options.output), state=state)
    else:
        call.say(
            N_(
                "The transcript is in {file}. It holds names of this computer: read it before you share it.",
                file=str(call.options.output),
            )
        )
    return 0
