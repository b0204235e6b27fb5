"""selfhelp doctor: checks this installation for the administrator."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.core.text import N_
from selfhelp.doctor import PartStatus
from selfhelp.doctor.examination import examine_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp doctor`."""
    parser.add_argument(
        "--desk", action="store_true", help=str(N_("also test the connection to the help desk step by step"))
    )


def run_command(call: Call) -> int:
    """Run `selfhelp doctor`; return 1 if a required part is missing."""
    lines = examine_installation(call.app, way=call.options.desk)
    if call.is_json_output:
        call.print_json(
            checks=[{"id": li.id, "state": li.state, "text": call.translate_line(li.text)} for li in lines]
        )
    else:
        for line in lines:
            call.print_line(f"{line.state:<14} {line.id:<16} {call.translate_line(line.text)}")
    return 1 if any(line.state is PartStatus.MISSING for line in lines) else 0
