"""Closes sessions at servers when the app ends, instead of waiting for their timeout."""

from __future__ import annotations

import threading
from typing import Protocol

LAST = 3.0
"""Time limit for closing a session, in seconds; the user waits for it."""


class OpenSession(Protocol):
    """A session at a server that must be closed when the app ends."""

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""

    def end(self) -> None:
        """Close the session, ignoring failures."""


_open: set[OpenSession] = set()
_lock = threading.Lock()


def register_session(session: OpenSession) -> None:
    """Register a session to be closed when the app ends."""
    with _lock:
        _open.add(session)


def unregister_session(session: OpenSession) -> None:
    """Unregister a session that has already ended."""
    with _lock:
        _open.discard(session)


def end_open_sessions() -> None:
    """End all registered sessions."""
    with _lock:
        left = list(_open)
    for session in left:
        session.limit_time(LAST)
        session.end()
        unregister_session(session)
