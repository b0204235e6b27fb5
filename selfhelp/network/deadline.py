"""Gives a whole exchange with a server one deadline that nothing it does can stretch.

Time limits of a socket count from byte to byte, and looking up a name or checking a certificate has none at
all. So an exchange runs on a thread of its own, and the caller waits for the result until the deadline only.
An exchange that is late finds its connections shut down and its next step refused: it sends nothing any more.
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
    """End all exchanges within a block, and those they start, before one deadline.

    Args:
        seconds: from now on; a deadline that is set already and earlier stays.
    """
    set_ = _until.set(min(_until.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _until.reset(set_)


def cap_timeout(seconds: float) -> float:
    """Return a timeout, or the time until the enclosing deadline if that is shorter; never 0."""
    return max(0.001, min(seconds, _until.get() - time.monotonic()))


@contextmanager
def own_deadlines() -> Iterator[None]:
    """Let the exchanges within a block keep to their own deadlines instead of the one around them.

    The exchange around them is still left in time. This is for what must not be cut off half done, such as a
    sign-in that the server renews only once.
    """
    set_ = _until.set(float("inf"))
    try:
        yield
    finally:
        _until.reset(set_)


class DeadlineError(Exception):
    """The deadline of an exchange has passed."""


class Exchange(Generic[T]):
    """One exchange with a server, from the first look-up of its name to its last byte.

    Attributes:
        sent: whether the server may have read something that is not safe to repeat. Once the deadline has
            passed it does not change any more.
        over: whether the deadline has passed.
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
        """Do the work, and return its result or raise its error before the deadline.

        Raises:
            TimeOverError: the deadline passed first; the work is cut off.
        """
        context = contextvars.copy_context()
        context.run(_until.set, self._end)
        worker = threading.Thread(
            target=context.run, args=(self._run_work, work), name="exchange", daemon=True
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

    def _run_work(self, work: Callable[[], T]) -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - it is raised where the work was asked for
            with self._lock:
                self._errors += [] if self.over else [error]
        else:
            self.set_result(result)

    def set_result(self, result: T) -> None:
        """Note the result: from here on only closing is left, which can fail without harm.

        What comes after the deadline does not count: an answer that was cut off can look like a whole one.
        """
        with self._lock:
            if not self.over and not self._results:
                self._results.append(result)

    def seconds_left(self) -> float:
        """Return the seconds until the deadline, as a time limit for the next step: never 0, which is none.

        Raises:
            TimeOverError: it has passed.
        """
        with self._lock:
            if self.over:
                raise DeadlineError
        return max(0.001, self._end - time.monotonic())

    def mark_unsent(self) -> None:
        """Note that nothing has been sent, or that the server rejected it.

        Raises:
            TimeOverError: the deadline has passed.
        """
        self._note(sent=False)

    def mark_sent(self) -> None:
        """Note that from now on the server may have read something.

        Raises:
            TimeOverError: the deadline has passed, and no one waits for what would be sent.
        """
        self._note(sent=True)

    def _note(self, *, sent: bool) -> None:
        with self._lock:
            if self.over:
                raise DeadlineError
            self.sent = sent

    def watch_connection(self, line: socket.socket) -> None:
        """Shut a connection down when the deadline passes. To be called before a byte is read from it.

        A duplicate is kept, because TLS takes the socket out of the object that it is given.

        Raises:
            TimeOverError: it has passed; the connection is closed.
        """
        with self._lock:
            if self.over:
                line.close()
                raise DeadlineError
            self._lines.append(line.dup())

    def close_connections(self) -> None:
        """Shut down the connections that were opened so far."""
        with self._lock:
            lines, self._lines = self._lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
