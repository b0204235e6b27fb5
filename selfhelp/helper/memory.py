"""Remembers what was asked in the last hour, so that nothing is asked twice or too often."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from selfhelp.helper.guard import open_to_write, own_folder
from selfhelp.helper.plan import AHEAD, Seen
from selfhelp.model import Json

HOUR = 3600.0
NAME = "seen.json"


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was taken up; malformed ones have no operation and no nonce."""

    time: float
    uid: int
    operation: str = ""
    nonce: str = ""


@dataclass(slots=True)
class State:
    """The requests of the last hour, and how many were turned away in a row because there were too many."""

    requests: list[Request] = field(default_factory=list)
    turned_away: int = 0

    def seen(self, uid: int | None, now: float) -> Seen:
        """Return it as a decision needs it; an operation counts whoever asked for it."""
        times: dict[str, list[float]] = {}
        for request in self.requests:
            times.setdefault(request.operation, []).append(request.time)
        mine = [request.time for request in self.requests if request.uid == uid]
        return Seen(now, {request.nonce for request in self.requests if request.nonce}, times, mine)

    def forget(self, now: float) -> None:
        """Drop what is older than an hour, or from a future that a clock set back has left behind."""
        self.requests = [r for r in self.requests if now - HOUR < r.time <= now + AHEAD]


class Memory:
    """The state on disk; its lock is held while a request is decided and written down."""

    def __init__(self, folder: Path, owner: int = 0) -> None:
        """Open it.

        Raises:
            UntrustedError: the folder is not the administrator's alone.
            OSError: it cannot be created.
        """
        self._file = own_folder(folder, owner) / NAME
        self._owner = owner

    @contextmanager
    def opened(self, now: float) -> Iterator[State]:
        """Hold the lock; what the block changes is written when it ends.

        Raises:
            UntrustedError: the file is a link, has a second name, or others may write to it.
            OSError: it cannot be written.
        """
        descriptor = open_to_write(self._file, os.O_RDWR, self._owner)
        try:
            _lock(descriptor)
            state = _read(descriptor)
            state.forget(now)
            yield state
            _write(descriptor, state)
        finally:
            os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Wait until no other helper holds the file; closing it lets go."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _read(descriptor: int) -> State:
    """Read what was written; a damaged file is an empty one: only the administrator can damage it."""
    with suppress(ValueError, TypeError, KeyError):
        data: Json = json.loads(os.read(descriptor, 10_000_000) or b"{}")
        return State([Request(*entry) for entry in data["requests"]], int(data["turned_away"]))
    return State()


def _write(descriptor: int, state: State) -> None:
    entries = [[r.time, r.uid, r.operation, r.nonce] for r in state.requests]
    data = json.dumps({"requests": entries, "turned_away": state.turned_away}).encode("ascii")
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, data)
    os.truncate(descriptor, len(data))
