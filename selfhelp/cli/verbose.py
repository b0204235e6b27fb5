"""The output of ``--verbose`` on standard error: the live log, tracebacks and the log's path."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from selfhelp.app.composition import App
from selfhelp.core import log
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, Text, escape_to_one_line

OPTION = "--verbose"
HELP = N_("print log lines, tracebacks and the path of the log file to standard error")


@contextmanager
def print_verbose_output(arguments: Sequence[str]) -> Iterator[None]:
    """Return a context that prints the log and error tracebacks to standard error, with ``--verbose``."""
    if OPTION not in arguments:
        yield
        return
    app = App.build()
    log_to_stderr(app)
    print(
        f"selfhelp: {escape_to_one_line(app.translator.translate(_describe_log_location(app)))}",
        file=sys.stderr,
    )
    try:
        yield
    except (SelfhelpError, OSError) as error:  # for these the user gets one sentence, and nothing is logged
        logging.getLogger(__name__).info("ended by %s", type(error).__name__, exc_info=error)
        raise


def log_to_stderr(app: App) -> None:
    """Also write all further log lines to standard error."""
    app.start_log()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(log.TerminalFormatter(app.redact_line))
    logging.getLogger("selfhelp").addHandler(handler)


def _describe_log_location(app: App) -> Text:
    """Return a sentence with the log file's path."""
    return N_("The log file is {file}.", file=str(log.make_log_file_path(app.places.log)))
