"""The largest log files of the user and the system; they are only reported.

Locations: ``~/.xsession-errors`` of X sessions, ``$XDG_STATE_HOME`` (XDG base directory specification:
"logs"), ``~/Library/Logs`` on macOS, and ``/var/log`` (Filesystem Hierarchy Standard 3.0).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from selfhelp.machine import xdg

LARGE = 20_000_000
"""Minimum size of a log to report, in bytes."""

MOST = 3
ENTRIES = 5000
DEPTH = 3
"""Limits of the search: logs returned, entries checked, and folder depth."""

_NAME = re.compile(r".*\.log(\.\d+|\.old)?|\.xsession-errors(\.old)?|syslog|messages", re.DOTALL)


def find_large_logs(device: int) -> Mapping[str, int]:
    """Return the largest logs on a volume with their sizes in bytes, largest first.

    Paths in the user's home start with ``~/``.
    """
    home = Path.home()
    found: dict[Path, int] = {}
    for root, depth in _list_log_roots(home):
        for path, status in _iter_log_files(root, depth):
            if status.st_dev == device and _NAME.fullmatch(path.name) and status.st_size >= LARGE:
                found[path] = status.st_size
    largest = sorted(found, key=lambda path: found[path], reverse=True)[:MOST]
    return {_to_home_relative(path, home): found[path] for path in largest}


def _list_log_roots(home: Path) -> Sequence[tuple[Path, int]]:
    return (
        (home, 0),
        (xdg.find_state_folder(), DEPTH),
        (home / "Library" / "Logs", DEPTH),
        (Path("/var/log"), DEPTH),
    )


def _iter_log_files(root: Path, depth: int) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the regular files in a folder, nearest first; links and unreadable folders are skipped."""
    folders, left = [(root, depth)], ENTRIES
    while folders:
        folder, deeper = folders.pop(0)
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                left -= 1
                if left < 0:
                    return
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    yield Path(entry.path), status
                elif stat.S_ISDIR(status.st_mode) and deeper > 0:
                    folders.append((Path(entry.path), deeper - 1))


def _to_home_relative(path: Path, home: Path) -> str:
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)
