"""selfhelp doctor: the administrator's first look at this installation."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.core.text import N_
from selfhelp.doctor import Health
from selfhelp.doctor.examination import examine


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--desk", action="store_true", help=str(N_("also test the connection to the help desk step by step"))
    )


def run(call: Call) -> int:
    """Return 1 if anything is missing."""
    lines = examine(call.app, way=call.options.desk)
    if call.json:
        call.answer(checks=[{"id": li.id, "state": li.state, "text": call.show(li.text)} for li in lines])
    else:
        for line in lines:
            call.say(f"{line.state:<14} {line.id:<16} {call.show(line.text)}")
    return 1 if any(line.state is Health.MISSING for line in lines) else 0
