"""Enforces one deadline for a complete exchange with a server.

Socket timeouts apply from byte to byte, and DNS look-ups or certificate checks have none. So an exchange runs
on its own thread, and the caller waits only until the deadline. After that, its connections are shut down and
it can't send anything more.
"""

from __future__ import annotations

import contextvars
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

T = TypeVar("T")

_until: contextvars.ContextVar[float] = contextvars.ContextVar("until", default=float("inf"))


@contextmanager
def share_deadline(seconds: float) -> Iterator[None]:
    """Apply one deadline to all exchanges within a block, and to those they start.

    Args:
        seconds: time until the deadline; an earlier enclosing deadline still applies.
    """
    set_ = _until.set(min(_until.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _until.reset(set_)


def cap_timeout(seconds: float) -> float:
    """Return the timeout in seconds, capped by the enclosing deadline; never 0."""
    return max(0.001, min(seconds, _until.get() - time.monotonic()))


@contextmanager
def use_own_deadlines() -> Iterator[None]:
    """Exempt exchanges within a block from the enclosing deadline.

    The enclosing exchange still ends in time. Use this for exchanges that must not be interrupted, such as a
    renewal with a refresh token that the server accepts only once.
    """
    set_ = _until.set(float("inf"))
    try:
        yield
    finally:
        _until.reset(set_)


class DeadlineError(Exception):
    """The deadline of an exchange has passed."""


class Exchange(Generic[T]):
    """An exchange with a server, from the DNS look-up to the last byte.

    Attributes:
        sent: True if the server may have read something that isn't safe to repeat; fixed once the deadline
            has passed.
        over: True if the deadline has passed.
    """

    def __init__(self, seconds: float) -> None:
        """Start the clock; a deadline of `share_deadline` counts if it is earlier."""
        self._end = min(_until.get(), time.monotonic() + seconds)
        self._lock = threading.Lock()
        self._lines: list[socket.socket] = []
        self._results: list[T] = []
        self._errors: list[BaseException] = []
        self.sent = self.over = False

    def run(self, work: Callable[[], T]) -> T:
        """Run a function; return its result or raise its error before the deadline.

        Raises:
            DeadlineError: the deadline passed first; the work is cut off.
        """
        context = contextvars.copy_context()
        context.run(_until.set, self._end)
        worker = threading.Thread(
            target=context.run, args=(self._run_work_on_thread, work), name="exchange", daemon=True
        )
        try:
            with suppress(RuntimeError):  # the system allows no more threads: nothing is begun
                worker.start()
                worker.join(max(0.0, self._end - time.monotonic()))
        finally:  # also where the user breaks the wait off: nothing is sent any more
            with self._lock:
                self.over = True
            self.close_connections()
        if self._results:
            return self._results[0]
        if self._errors:
            raise self._errors[0]
        raise DeadlineError("the time for the whole exchange is over")

    def _run_work_on_thread(self, work: Callable[[], T]) -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - it is raised where the work was asked for
            with self._lock:
                self._errors += [] if self.over else [error]
        else:
            self.set_result(result)

    def set_result(self, result: T) -> None:
        """Store the result, unless the deadline has passed, after which it may be truncated.

        Only closing remains after this; it may fail without harm.
        """
        with self._lock:
            if not self.over and not self._results:
                self._results.append(result)

    def compute_seconds_left(self) -> float:
        """Return the seconds until the deadline as a timeout for the next step; never 0.

        Raises:
            DeadlineError: it has passed.
        """
        with self._lock:
            if self.over:
                raise DeadlineError
        return max(0.001, self._end - time.monotonic())

    def mark_unsent(self) -> None:
        """Record that nothing was sent, or that the server rejected the data.

        Raises:
            DeadlineError: the deadline has passed.
        """
        self._update_sent_state(sent=False)

    def mark_sent(self) -> None:
        """Record that the server may have read data from now on.

        Raises:
            DeadlineError: the deadline has passed, so nothing may be sent.
        """
        self._update_sent_state(sent=True)

    def _update_sent_state(self, *, sent: bool) -> None:
        with self._lock:
            if self.over:
                raise DeadlineError
            self.sent = sent

    def watch_connection(self, line: socket.socket) -> None:
        """Register a connection to be shut down at the deadline; call it before reading.

        A duplicate is stored, because TLS takes over the original socket.

        Raises:
            DeadlineError: it has passed; the connection is closed.
        """
        with self._lock:
            if self.over:
                line.close()
                raise DeadlineError
            self._lines.append(line.dup())

    def close_connections(self) -> None:
        """Shut down all connections opened so far."""
        with self._lock:
            lines, self._lines = self._lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
