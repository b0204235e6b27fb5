"""Runs tasks in parallel; a task that hangs is abandoned without affecting the others."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

TURN = 0.1
"""Interval between two checks for cancellation, in seconds."""


@dataclass(frozen=True, slots=True)
class ParallelTask(Generic[T]):
    """A task to run in parallel.

    Attributes:
        id: its unique ID.
        seconds: its timeout.
        do: runs it; must not raise.
        late: the result if it timed out, or couldn't start.
        lead: seconds before the next task starts, so that a task that mostly waits can begin undisturbed.
    """

    id: str
    seconds: float
    do: Callable[[], T]
    late: Callable[[], T]
    lead: float = 0.0


def run_tasks_in_parallel(pieces: Sequence[ParallelTask[T]]) -> Iterator[tuple[str, T] | None]:
    """Yield each task's ID and result when ready, and None after each short wait.

    The threads don't keep the app alive. Late results are dropped. Results are yielded on the caller's
    thread, which may stop iterating at any time.
    """
    done: queue.SimpleQueue[tuple[str, T]] = queue.SimpleQueue()
    now = time.monotonic()
    waiting = {piece.id: (now + piece.seconds, piece) for piece in pieces}
    for piece in pieces:
        _start_task(piece, done)
        if piece.lead:
            time.sleep(piece.lead)
    while waiting:
        deadline, first = min(waiting.values(), key=lambda pair: pair[0])
        left = deadline - time.monotonic()
        try:
            answer = done.get(timeout=min(max(left, 0.001), TURN))
        except queue.Empty:
            if left > 0:
                yield None
                continue
            answer = (first.id, first.late())
        if waiting.pop(answer[0], None) is not None:
            yield answer


def _start_task(piece: ParallelTask[T], done: queue.SimpleQueue[tuple[str, T]]) -> None:
    worker = threading.Thread(
        target=lambda: done.put((piece.id, piece.do())), name=f"work-{piece.id}", daemon=True
    )
    try:
        worker.start()
    except RuntimeError:  # the system allows no more threads
        done.put((piece.id, piece.late()))


class SharedValue(Generic[T]):
    """A value that the first caller reads; later and concurrent callers get the same value or error."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._outcome: tuple[T | None, BaseException | None] | None = None

    def result(self) -> T:
        """Return the value, or raise the error that reading it raised."""
        with self._lock:
            if self._outcome is None:
                try:
                    self._outcome = (self._read(), None)
                except BaseException as error:  # noqa: BLE001 - it is raised again for everyone who asks
                    self._outcome = (None, error)
        value, failure = self._outcome
        if failure is not None:
            raise failure
        return value  # type: ignore[return-value]


class BackgroundValue(Generic[T]):
    """A value that is read on a separate thread if started early, otherwise when it is requested."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._done: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def is_started(self) -> bool:
        """Whether a separate thread is reading the value."""
        return self._thread is not None

    def start(self) -> None:
        """Start reading on a separate thread, which doesn't keep the app alive."""
        self._thread = threading.Thread(target=self._run, name="meanwhile", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:  # the system allows no more threads
            self._thread = None

    def wait_until_done(self, seconds: float) -> bool:
        """Wait for the started thread up to ``seconds``; return whether it has finished."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def result(self) -> T:
        """Return the value, or raise the error that reading it raised. Call it only once."""
        if self._thread is None:
            return self._read()
        value, error = self._done.get()
        if error is not None:
            raise error
        return value  # type: ignore[return-value]

    def _run(self) -> None:
        try:
            self._done.put((self._read(), None))
        except BaseException as error:  # noqa: BLE001 - it is raised again for who asks
            self._done.put((None, error))
