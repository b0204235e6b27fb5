"""Sessions that a server keeps for us: they end with this program, not when the server tires of them."""

from __future__ import annotations

import threading
from typing import Protocol

LAST = 3.0
"""Seconds that ending one may take: someone waits for the program to end."""


class OpenSession(Protocol):
    """What is open at a server until it is ended."""

    def limit_time(self, seconds: float | None) -> None:
        """Let no exchange go on for longer than this."""

    def end(self) -> None:
        """End it; it does not matter if that fails."""


_open: set[OpenSession] = set()
_lock = threading.Lock()


def register(session: OpenSession) -> None:
    """Note that a session with a desk is open."""
    with _lock:
        _open.add(session)


def unregister(session: OpenSession) -> None:
    """Note that a session with a desk is not open any more."""
    with _lock:
        _open.discard(session)


def end_open_sessions() -> None:
    """End what is open."""
    with _lock:
        left = list(_open)
    for session in left:
        session.limit_time(LAST)
        session.end()
        unregister(session)
