"""Closes sessions at servers when the app ends, before their timeout."""

from __future__ import annotations

import threading
from typing import Protocol

LAST = 3.0
"""Time limit for closing a session, in seconds, because the user waits."""


class OpenSession(Protocol):
    """A session at a server that must be closed."""

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""

    def end(self) -> None:
        """Close the session; failures are ignored."""


_open: set[OpenSession] = set()
_lock = threading.Lock()


def register_session(session: OpenSession) -> None:
    """Register an open session with a desk."""
    with _lock:
        _open.add(session)


def unregister_session(session: OpenSession) -> None:
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
        unregister_session(session)
