"""The log file, and its last lines for reports."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path

from selfhelp.core import own_folder
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import escape_to_one_line

LIMIT = 1_000_000
KEPT = 3


class PlainFormatter(logging.Formatter):
    """One line per event: control characters of foreign text are escaped, known secrets removed."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._clean = clean

    def format(self, record: logging.LogRecord) -> str:
        """Format a record; a traceback follows on escaped lines of the same event."""
        return escape_to_one_line(self._cleaned(record))

    def _cleaned(self, record: logging.LogRecord) -> str:
        try:
            return self._clean(super().format(record))
        except Exception:  # noqa: BLE001 - a line that cannot be cleaned is not written
            return f"{record.levelname} {record.name}: [removed: error]"


class TerminalFormatter(PlainFormatter):
    """Redacts as the log does, but keeps the lines of a traceback apart: a person reads it."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record on as many lines as it has; what would act on a terminal is shown as its code."""
        return "\n".join(map(escape_to_one_line, self._cleaned(record).splitlines()))


class RingHandler(logging.Handler):
    """Keeps the last lines in memory for the report."""

    def __init__(self, size: int = 200) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=size)

    def emit(self, record: logging.LogRecord) -> None:
        """Add one record to the ring."""
        self.lines.append(self.format(record))


class LateHandler(logging.Handler):
    """Begins to log when there is something to log: most calls of the command line never do."""

    def __init__(self, start_now: Callable[[], None]) -> None:
        super().__init__()
        self._start_now = start_now
        self._begun = False

    def emit(self, record: logging.LogRecord) -> None:
        """Install the real handlers, and pass the record on; checks run in parallel."""
        if not self._begun:  # a thread that waited for the first record already uses the new handler
            self._begun = True
            self._start_now()
        logging.getLogger("selfhelp").handle(record)


def log_file(folder: Path) -> Path:
    """Return the log file of a folder, written or not."""
    return folder / "selfhelp.log"


def start_on_first_record(start_now: Callable[[], None], level: int | str = logging.WARNING) -> None:
    """Start logging at the first record of this level; ``start_now`` calls `start_logging`."""
    root = logging.getLogger("selfhelp")
    close_log_file()
    root.handlers.clear()
    root.propagate = False
    root.setLevel(level)
    root.addHandler(LateHandler(start_now))


def close_log_file() -> None:
    """Close the log file, so that it can be deleted; the last lines in memory are forgotten.

    The next line opens it again.
    """
    for handler in logging.getLogger("selfhelp").handlers:
        if isinstance(handler, RingHandler):
            handler.lines.clear()
        elif isinstance(handler, logging.FileHandler):
            handler.close()  # the next record opens the file again (logging.FileHandler)


def start_logging(folder: Path, clean: Callable[[str], str]) -> RingHandler:
    """Start logging to ``folder``; if that can't be written, only to the ring, without an error.

    A link in the place of the file is not followed: nothing is written then, and the ring says why.

    Args:
        folder: where ``selfhelp.log`` goes; created with mode 0700.
        clean: removes secrets from a line, see `selfhelp.report.redact`.
    """
    from logging.handlers import RotatingFileHandler

    # On a full disk a line is lost; Python would print a traceback over what the person is told instead
    # (Python documentation, "Logging HOWTO": exceptions raised during logging).
    logging.raiseExceptions = False
    ring = RingHandler()
    handlers: list[logging.Handler] = [ring]
    trouble = ""
    try:
        file = log_file(make_private_folder(folder))
        with own_folder.open_own_folder(folder):  # the log turns over, and that deletes
            pass
        _must_be_alone(file)
        handlers.append(
            RotatingFileHandler(file, maxBytes=LIMIT, backupCount=KEPT, encoding="utf-8", delay=True)
        )
    except OSError as error:
        trouble = str(error)
    root = logging.getLogger("selfhelp")
    root.handlers = []  # a list of its own: the record that begins the log goes through the old one
    root.propagate = False
    root.setLevel(logging.INFO)
    for handler in handlers:
        handler.handleError = _drop_record  # type: ignore[assignment, method-assign]
        handler.setFormatter(PlainFormatter(clean))
        root.addHandler(handler)
    if trouble:
        root.warning("no log file: %s", trouble)
    return ring


def _drop_record(_record: logging.LogRecord) -> None:
    """Drop a line that the full disk can't take: else it would reach the terminal with all names."""


def _must_be_alone(file: Path) -> None:
    """Raise an OSError if the log file is a link, or has a second name."""
    if file.is_symlink() or (file.exists() and file.stat().st_nlink > 1):
        raise OSError(f"{file.name} leads to another file")
