"""selfhelp redact: removes secrets and names from a text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.errors import TooLargeError, UsageError
from selfhelp.text import N_, Size

LIMIT = 50_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", help="the file to read, or - for standard input")


def run(call: Call) -> int:
    """Print the redacted text alone; the counts go to the other stream."""
    redactor = call.app.redactor()
    text = redactor.data(_read(call.options.file))
    counts = {str(name): count for name, count in redactor.counts.items()}
    if call.json:
        call.answer(text=text, counts=counts)
        return 0
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    for name, count in sorted(counts.items()):
        print(f"{name}: {count}", file=sys.stderr)
    return 0


def _read(name: str) -> bytes:
    """Read the input.

    Raises:
        UsageError: it cannot be read.
        TooLargeError: it is over the limit.
    """
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as stream:
            data = stream.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        raise UsageError(N_("{name} is not a file that can be read.", name=name[:200])) from error
    if len(data) > LIMIT:
        raise TooLargeError(N_("The text is too long; {limit} at most.", limit=Size(LIMIT)))
    return data
