"""Stores the requests of the last hour, so that repeated or too frequent requests are rejected."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from selfhelp.core.model import Json
from selfhelp.helper.file_trust import make_own_folder, open_trusted_for_writing, write_fully
from selfhelp.helper.plan import AHEAD, RequestHistory

HOUR = 3600.0
NAME = "seen.json"
LOCK = "lock"
"""Name of the lock file, separate because the log file is replaced atomically."""
LARGEST = 10_000_000
"""Maximum size of the log that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One accepted request; a malformed request has no operation and no nonce.

    Attributes:
        uid: the caller; None for callers the system doesn't identify, counted together.
    """

    time: float
    uid: int | None
    operation: str = ""
    nonce: str = ""


@dataclass(slots=True)
class RequestLog:
    """The requests of the last hour, and the number of consecutive requests rejected as too frequent."""

    requests: list[RecordedRequest] = field(default_factory=list)
    turned_away: int = 0

    def to_history(self, uid: int | None, now: float) -> RequestHistory:
        """Return the history for a decision; each operation is counted for all callers together."""
        times: dict[str, list[float]] = {}
        for request in self.requests:
            times.setdefault(request.operation, []).append(request.time)
        mine = [request.time for request in self.requests if request.uid == uid]
        return RequestHistory(now, {request.nonce for request in self.requests if request.nonce}, times, mine)

    def drop_expired(self, now: float) -> None:
        """Drop requests older than an hour, and those dated in the future after a clock change."""
        self.requests = [r for r in self.requests if now - HOUR < r.time <= now + AHEAD]


class RequestLogStore:
    """The stored log; its lock is held while a request is decided and recorded."""

    def __init__(self, folder: Path, owner: int = 0) -> None:
        """Open the store.

        Raises:
            UntrustedError: the folder is not the administrator's alone.
            OSError: it cannot be created.
        """
        self._file = make_own_folder(folder, owner) / NAME
        self._owner = owner

    @contextmanager
    def open_locked(self, now: float) -> Iterator[RequestLog]:
        """Hold the lock and yield the log; changes are written when the block ends.

        Raises:
            UntrustedError: the file is a link, has a second name, or others may write to it.
            OSError: it can't be written.
        """
        descriptor = open_trusted_for_writing(self._file.with_name(LOCK), os.O_RDWR, self._owner)
        try:
            _wait_for_lock(descriptor)
            state = self._read_log()
            state.drop_expired(now)
            yield state
            self._write_log(state)
        finally:
            os.close(descriptor)

    def _read_log(self) -> RequestLog:
        """Return the stored log; a damaged file, which only the administrator can cause, counts as empty."""
        descriptor = open_trusted_for_writing(self._file, os.O_RDONLY, self._owner)
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(LARGEST)
        with suppress(ValueError, TypeError, KeyError, OverflowError, RecursionError):
            told: Json = json.loads(data or b"{}")
            requests = [
                RecordedRequest(float(time), uid, str(id_), str(n)) for time, uid, id_, n in told["requests"]
            ]
            return RequestLog(requests, int(told["turned_away"]))
        return RequestLog()

    def _write_log(self, state: RequestLog) -> None:
        """Write the log to a new file, then replace the old file; it stays if writing fails."""
        entries = [[r.time, r.uid, r.operation, r.nonce] for r in state.requests]
        data = json.dumps({"requests": entries, "turned_away": state.turned_away}).encode("ascii")
        unfinished = self._file.with_name(f"{NAME}.new")
        descriptor = open_trusted_for_writing(unfinished, os.O_WRONLY, self._owner)
        try:
            os.ftruncate(descriptor, 0)
            write_fully(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        unfinished.replace(self._file)


def _wait_for_lock(descriptor: int) -> None:
    """Wait until no other helper holds the lock; closing the file releases it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
