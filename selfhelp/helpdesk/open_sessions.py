"""Sessions that a server keeps for us: they end with this program, not when the server tires of them."""

from __future__ import annotations

import threading
from typing import Protocol

LAST = 3.0
"""Seconds that ending one may take: someone waits for the program to end."""


class OpenSession(Protocol):
    """Something that is open at a server until it is ended."""

    def limit_time(self, seconds: float | None) -> None:
        """Limit the duration of all exchanges."""

    def end(self) -> None:
        """End the session; failures are ignored."""


_open: set[OpenSession] = set()
_lock = threading.Lock()


def register(session: OpenSession) -> None:
    """Register an open session with a desk."""
    with _lock:
        _open.add(session)


def unregister(session: OpenSession) -> None:
    """Remove a session that has ended."""
    with _lock:
        _open.discard(session)


def end_open_sessions() -> None:
    """End all open sessions."""
    with _lock:
        left = list(_open)
    for session in left:
        session.limit_time(LAST)
        session.end()
        unregister(session)
