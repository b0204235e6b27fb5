"""When something is tried again: the clock, the dice, and the rules, each of which a test can replace."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Time, so that tests need not wait for it."""

    def now(self) -> float:
        """Return seconds since 1970; may jump when somebody sets the clock."""

    def monotonic(self) -> float:
        """Return seconds that only go forward."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that only go forward."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Chance(Protocol):
    """Where jitter comes from."""

    def uniform(self, a: float, b: float) -> float:
        """Return a number between the two."""


@dataclass(frozen=True, slots=True)
class Rules:
    """When what may be done, in seconds.

    Attributes:
        base, cap: full jitter, uniform(0, min(cap, base * 2^n)), spreads a company's computers
            (AWS Architecture Blog, "Exponential Backoff And Jitter").
        adopt_after: from then on a look-up may adopt what it finds after an unknown outcome.
        repeat_after: before that the first request may still be at work on the server; no second one.
        rounds: so many times the same server error with nothing left behind, and a person must look.
        patience: while somebody waits for it, no longer than this between two tries.
        attempt: limit of one exchange where the person does not wait for it.
    """

    base: float = 5.0
    cap: float = 1800.0
    adopt_after: float = 10.0
    repeat_after: float = 120.0
    rounds: int = 3
    patience: float = 5.0
    attempt: float = 10.0
