"""The log file, and the latest log lines for reports."""

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
    """Formats one line per event: control characters of external text are escaped, known secrets removed."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._clean = clean

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line; line breaks in a traceback are escaped."""
        return escape_to_one_line(self._format_cleaned(record))

    def _format_cleaned(self, record: logging.LogRecord) -> str:
        try:
            return self._clean(super().format(record))
        except Exception:  # noqa: BLE001 - a line that cannot be cleaned is not written
            return f"{record.levelname} {record.name}: [removed: error]"


class TerminalFormatter(PlainFormatter):
    """Formats events like the log file, but with each line of a traceback on its own line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record on as many lines as it has, with control characters escaped."""
        return "\n".join(map(escape_to_one_line, self._format_cleaned(record).splitlines()))


class RingHandler(logging.Handler):
    """Handler that keeps the latest lines in memory for the report."""

    def __init__(self, size: int = 200) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=size)

    def emit(self, record: logging.LogRecord) -> None:
        """Add a record's line to the lines in memory."""
        self.lines.append(self.format(record))


class LateHandler(logging.Handler):
    """Handler that starts logging at the first record, because most command line calls log nothing."""

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


def make_log_file_path(folder: Path) -> Path:
    """Return the path of a folder's log file; the file may not exist."""
    return folder / "selfhelp.log"


def start_log_on_first_record(start_now: Callable[[], None], level: int | str = logging.WARNING) -> None:
    """Start logging at the first record of a level, by calling ``start_now``."""
    root = logging.getLogger("selfhelp")
    close_log_file()
    root.handlers.clear()
    root.propagate = False
    root.setLevel(level)
    root.addHandler(LateHandler(start_now))


def close_log_file() -> None:
    """Close the log file, so that it can be deleted; the lines in memory are discarded.

    The next record opens it again.
    """
    for handler in logging.getLogger("selfhelp").handlers:
        if isinstance(handler, RingHandler):
            handler.lines.clear()
        elif isinstance(handler, logging.FileHandler):
            handler.close()  # the next record opens the file again (logging.FileHandler)


def start_logging(folder: Path, clean: Callable[[str], str]) -> RingHandler:
    """Start logging to ``folder``; if it isn't writable, only to the ring, without an error.

    A link in place of the file isn't followed: then nothing is written, and the ring records the reason.

    Args:
        folder: the folder of ``selfhelp.log``; created with mode 0700.
        clean: removes secrets from a line, see `selfhelp.report.redact`.
    """
    from logging.handlers import RotatingFileHandler

    # On a full disk a line is lost; Python would print a traceback over the message to the user (Python
    # documentation, "Logging HOWTO": exceptions raised during logging).
    logging.raiseExceptions = False
    ring = RingHandler()
    handlers: list[logging.Handler] = [ring]
    trouble = ""
    try:
        file = make_log_file_path(make_private_folder(folder))
        with own_folder.open_own_folder(folder):  # rotating the log deletes a file
            pass
        _require_unlinked_file(file)
        handlers.append(
            RotatingFileHandler(file, maxBytes=LIMIT, backupCount=KEPT, encoding="utf-8", delay=True)
        )
    except OSError as error:
        trouble = str(error)
    root = logging.getLogger("selfhelp")
    root.handlers = []  # a new list: the record that starts the log is still passing through the old one
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
    """Drop a record that can't be written; the default handler would print it unredacted."""


def _require_unlinked_file(file: Path) -> None:
    """Raise an error if the log file is a link or has a second name.

    Raises:
        OSError: the file is a link or has a second name.
    """
    if file.is_symlink() or (file.exists() and file.stat().st_nlink > 1):
        raise OSError(f"{file.name} leads to another file")
