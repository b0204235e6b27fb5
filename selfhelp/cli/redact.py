"""selfhelp redact: removes secrets and names from a text."""

from __future__ import annotations

import argparse
import io
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from selfhelp.cli.call import Call
from selfhelp.core.errors import TooLargeError, UsageError
from selfhelp.core.text import N_, Size

if TYPE_CHECKING:
    from selfhelp.report.redact import Redactor

LIMIT = 50_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp redact`."""
    parser.add_argument("file", metavar="FILE", help=str(N_("file to read, or - for standard input")))


def run_command(call: Call) -> int:
    """Run `selfhelp redact`: print the redacted text, and the numbers of redactions to standard error."""
    redactor = call.app.create_redactor()
    with _open_input(call.options.file) as stream:
        pieces = redactor.redact_file_stream(cast("BinaryIO", _LimitedStream(stream)))
        if call.is_json_output:
            text = "".join(pieces)
            call.print_json(text=text, counts=_count_redactions(redactor))
            return 0
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    for name, count in sorted(_count_redactions(redactor).items()):
        print(f"{name}: {count}", file=sys.stderr)
    return 0


def _count_redactions(redactor: Redactor) -> dict[str, int]:
    return {str(name): count for name, count in redactor.counts.items() if count}


class _LimitedStream(io.RawIOBase):
    """A binary input stream with a size limit; read errors become usage errors."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._left = LIMIT

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            UsageError: the stream can't be read.
            TooLargeError: the limit is exceeded.
        """
        try:
            data = self._stream.read(size)
        except (OSError, ValueError) as error:
            raise UsageError(N_("The text can't be read completely.")) from error
        self._left -= len(data)
        if self._left < 0:
            raise TooLargeError(N_("The text is too long. The limit is {limit}.", limit=Size(LIMIT)))
        return data


def _open_input(name: str) -> AbstractContextManager[BinaryIO]:
    """Open the input file or standard input; check the file's size before any output is written.

    Raises:
        UsageError: the input can't be read.
        TooLargeError: the file exceeds the limit.
    """
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 - closed by who gets it
        size = os.fstat(stream.fileno()).st_size
    except (OSError, ValueError) as error:
        raise UsageError(N_("{name} can't be read.", name=name[:200])) from error
    if size > LIMIT:
        stream.close()
        raise TooLargeError(N_("The text is too long. The limit is {limit}.", limit=Size(LIMIT)))
    return stream
