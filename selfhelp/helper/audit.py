"""Writes down every request before and after it is carried out; each line carries the hash of the last.

One JSON object a line, in a folder that only the administrator can write to. Control characters are
escaped (`json` with ASCII only), so that one line stays one line in every viewer.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.helper.guard import open_to_write, own_folder
from selfhelp.model import Json

NAME = "helper.jsonl"
LARGEST = 1_000_000
"""Bytes after which a new file is begun."""
OLD_FILES = 5
LONGEST_LINE = 8192
"""A line is cut off at fewer bytes than this: what it holds is short, and none of it is the caller's."""


class Audit:
    """The record of one computer. Who writes holds the lock of `memory`: one helper writes at a time."""

    def __init__(self, folder: Path, owner: int = 0) -> None:
        """Open the record.

        Raises:
            UntrustedError: the folder is not the administrator's alone.
            OSError: it cannot be created.
        """
        self._folder = own_folder(folder, owner)
        self._owner = owner

    def add(self, event: str, fields: Mapping[str, Json]) -> None:
        """Write one line, with the time by the clock and since the computer started, and the chain.

        Raises:
            UntrustedError: the file is a link, has a second name, or others may write to it.
            OSError: it cannot be written; what was to be done must not be done.
        """
        descriptor = self._open()
        try:
            last = _last_line(descriptor)
            if os.fstat(descriptor).st_size >= LARGEST:
                os.close(descriptor)
                self._set_aside()
                descriptor = self._open()
                os.write(descriptor, last + b"\n")  # the chain goes on across files
            line = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "up": round(time.monotonic(), 3),
                "event": event,
                **fields,
                "chain": hashlib.sha256(last).hexdigest(),
            }
            os.write(descriptor, json.dumps(line, ensure_ascii=True).encode("ascii") + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        return open_to_write(self._folder / NAME, os.O_RDWR | os.O_APPEND, self._owner)

    def _set_aside(self) -> None:
        """Keep the file under a number, and the older ones one further; the oldest goes."""
        for number in range(OLD_FILES, 0, -1):
            newer = self._folder / (f"{NAME}.{number - 1}" if number > 1 else NAME)
            if newer.exists():
                newer.replace(self._folder / f"{NAME}.{number}")


def _last_line(descriptor: int) -> bytes:
    """Return the last line that was written; empty where there is none."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    os.lseek(descriptor, max(0, size - LONGEST_LINE), os.SEEK_SET)
    tail = os.read(descriptor, LONGEST_LINE)
    return tail.rstrip(b"\n").rpartition(b"\n")[2]


def is_whole(lines: list[bytes]) -> bool:
    """Whether every line carries the hash of the line before it: nothing was changed or taken out."""
    pairs = itertools.pairwise(lines)
    return all(json.loads(line)["chain"] == hashlib.sha256(before).hexdigest() for before, line in pairs)
