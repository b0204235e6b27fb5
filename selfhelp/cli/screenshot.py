"""selfhelp screenshot: takes a screenshot in a child process, so that the command line never loads Qt."""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

from selfhelp.cli.argument_errors import NO_REGION
from selfhelp.cli.call import Call
from selfhelp.core.errors import RefusedError, UnavailableError, UsageError
from selfhelp.core.text import N_, NN_
from selfhelp.machine.capture.screenshot_process import run_screenshot_cli

LONGEST_DELAY = 60
DELAY_HELP = N_("wait before taking the screenshot, for example to open a menu; at most 60")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp screenshot`."""
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help=str(N_("output file (PNG)"))
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--monitor", type=int, metavar="N", help=str(N_("capture only display N, counted from 1"))
    )
    which.add_argument(
        "--region",
        type=_validate_region,
        metavar="X,Y,W,H",
        help=str(N_("capture only this area, in pixels")),
    )
    which.add_argument("--window", action="store_true", help=str(N_("capture only the active window")))
    parser.add_argument(
        "--delay",
        type=int,
        choices=range(LONGEST_DELAY + 1),
        default=0,
        metavar="SECONDS",
        help=str(DELAY_HELP),
    )


def _validate_region(text: str) -> str:
    """Return a valid region unchanged, or raise an error; the child's errors aren't translated."""
    if not re.fullmatch(r"-?\d{1,6}(,-?\d{1,6}){3}", text, re.ASCII):
        raise argparse.ArgumentTypeError(str(NO_REGION))
    return text


def run_command(call: Call) -> int:
    """Run `selfhelp screenshot`; return the child process's exit status, or 3 without a display."""
    if not call.app.policy.evidence.screenshots:
        raise RefusedError(N_("Your organisation has turned off screenshots."))
    options = call.options
    extra = ["-o", str(options.output.absolute())]
    if options.monitor is not None:
        extra += ["--monitor", str(options.monitor)]
    if options.region is not None:
        extra += ["--region", options.region]
    if options.window:
        extra.append("--window")
    if options.delay:
        call.print_warning(
            NN_("Screenshot in {count} second", "Screenshot in {count} seconds", options.delay)
        )
        time.sleep(options.delay)
    status, words = run_screenshot_cli(extra)
    if status == 2:
        raise UsageError(N_("{reason}", reason=words))
    if status != 0:
        raise UnavailableError(N_("{reason}", reason=words or "no display"))
    if call.is_json_output:
        call.print_json(file=str(options.output), bytes=options.output.stat().st_size)
    else:
        call.print_line(N_("The screenshot was saved to {file}.", file=str(options.output)))
    return 0
