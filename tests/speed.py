"""How fast the computer is while something is measured: others may share it, or it may be an old one."""

from __future__ import annotations

import time


class Speed:
    """How fast the computer is now, against the fastest that was seen: a neighbour takes caches and cores.

    One that shares a core comes and goes within milliseconds and halves the speed, so that a short look
    misses it: of several short spans after a round the slowest counts.
    """

    USUAL = 0.0004
    """Seconds for a piece of work on the computer for which the limits were chosen."""
    SPANS, PIECES, MOST = 5, 15, 4.0

    def __init__(self) -> None:
        self._best = min(self.USUAL, *(_piece_of_work() for _ in range(50)))

    def slowness(self) -> float:
        """Return how many times longer something takes at this moment; from 1 to `MOST`."""
        spans = [[_piece_of_work() for _ in range(self.PIECES)] for _ in range(self.SPANS)]
        self._best = min(self._best, *(min(span) for span in spans))
        slowest = max(sum(span) / len(span) for span in spans)
        return min(self.MOST, slowest / self._best)


def _piece_of_work() -> float:
    began = time.thread_time()
    sum(len(f"{number:x}") for number in range(4_000))
    return time.thread_time() - began
