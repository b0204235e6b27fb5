"""Runs several pieces of work in parallel; one that hangs is abandoned and only its answer is lost."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

TURN = 0.1
"""Seconds between two looks at whether the user wants to stop."""


@dataclass(frozen=True, slots=True)
class ParallelTask(Generic[T]):
    """One task.

    Attributes:
        id: differs from every other.
        seconds: how long it is waited for.
        do: does it. It must not raise.
        late: the answer if it did not end in time, or could not begin.
        lead: seconds until the next piece is begun: one that mostly waits comes to its waiting undisturbed.
    """

    id: str
    seconds: float
    do: Callable[[], T]
    late: Callable[[], T]
    lead: float = 0.0


def run(pieces: Sequence[ParallelTask[T]]) -> Iterator[tuple[str, T] | None]:
    """Run all tasks in parallel; yield each id and answer when ready, and None after each short wait.

    The threads do not keep the program alive. An answer that comes after its time is dropped. The
    caller's own thread is the one that hears; it may stop listening at any time.
    """
    done: queue.SimpleQueue[tuple[str, T]] = queue.SimpleQueue()
    now = time.monotonic()
    waiting = {piece.id: (now + piece.seconds, piece) for piece in pieces}
    for piece in pieces:
        _start(piece, done)
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


def _start(piece: ParallelTask[T], done: queue.SimpleQueue[tuple[str, T]]) -> None:
    worker = threading.Thread(
        target=lambda: done.put((piece.id, piece.do())), name=f"work-{piece.id}", daemon=True
    )
    try:
        worker.start()
    except RuntimeError:  # the system allows no more threads
        done.put((piece.id, piece.late()))
