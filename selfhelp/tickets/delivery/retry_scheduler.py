"""When something is tried again: the clock, the dice and the rules, each of which a test can replace."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from selfhelp.policy.policy import OutboxPolicy as Policy
    from selfhelp.tickets.delivery.delivery_log import PendingItem

LATE = 150.0
"""Seconds by which a look is late where the computer slept; a coarse timer of half an hour is late by 90."""


class DeliveryClock(Protocol):
    """The clock, replaceable in tests."""

    def now(self) -> float:
        """Return seconds since 1970; may jump when someone sets the clock."""

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


class RandomSource(Protocol):
    """Where jitter comes from."""

    def uniform(self, a: float, b: float) -> float:
        """Return a random number between the two bounds."""


@dataclass(frozen=True, slots=True)
class RetryRules:
    """Intervals and limits of retries, in seconds.

    Attributes:
        base, cap: full jitter, uniform(0, min(cap, base * 2^n)), spreads a company's computers
            (AWS Architecture Blog, "Exponential Backoff And Jitter").
        adopt_after: from then on a look-up may adopt what it finds after an unknown outcome.
        repeat_after: before that the first request may still be at work on the server; no second one.
        rounds: so many times the same server error with nothing left behind, and a person must look.
        breaker: so many failures in a row, and the desk is only asked by one, and ever more rarely.
        spread: what was tried in vain is tried within this after the start, or when the computer wakes, so
            that not all computers of a company send at nine o'clock. Nothing that they ask for waits for it.
        patience: while someone waits for it, no longer than this between two tries.
        attempt: limit of one exchange where the user does not wait for it.
    """

    base: float = 5.0
    cap: float = 1800.0
    adopt_after: float = 10.0
    repeat_after: float = 120.0
    rounds: int = 3
    breaker: int = 5
    spread: float = 60.0
    patience: float = 5.0
    attempt: float = 10.0

    @classmethod
    def of(cls, policy: Policy) -> RetryRules:
        """Return the retry rules set by policy."""
        return cls(
            base=policy.retry_min,
            cap=max(policy.retry_min, policy.retry_max),
            adopt_after=policy.lookup_delay,
            repeat_after=max(policy.lookup_delay, policy.resend_delay),
            rounds=policy.server_errors,
            spread=policy.startup_jitter,
        )

    def backoff(self, failures: int, chance: RandomSource) -> float:
        """Return the delay after a number of consecutive failures."""
        longest = min(self.cap, self.base * 2.0 ** min(max(failures, 1) - 1, 30))
        return max(chance.uniform(0, longest), 0.1)


@dataclass(slots=True)
class RetryState:
    """What one program remembers by a monotonic clock; lost when the program ends.

    Attributes:
        fresh: what this program saved, so that no one can have sent it before.
        asked: what the user asked to send since; it does not wait for its turn, once.
        due: the kept time of the next try, and when that is, by mark.
        busy: until when a desk asked to be left alone, likewise, by its id.
        held: until when nothing is sent on its own after the start; None before the first round.
        expected: when the next round was promised, by both clocks.
    """

    fresh: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    due: dict[str, tuple[float, float]] = field(default_factory=dict)
    busy: dict[str, tuple[float, float]] = field(default_factory=dict)
    held: float | None = None
    expected: tuple[float, float] | None = None


class RetryScheduler:
    """Computes how long an item still has to wait."""

    def __init__(
        self, clock: DeliveryClock, chance: RandomSource, rules: RetryRules, memory: RetryState
    ) -> None:
        self._clock, self._chance, self.rules, self.memory = clock, chance, rules, memory

    def backoff(self, failures: int) -> float:
        """Return the delay in seconds after a number of consecutive failures."""
        return self.rules.backoff(failures, self._chance)

    # -- on its own ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start an automatic round; the first one, and the first after sleep, are spread at random."""
        if self.memory.held is None or self._is_late():
            self.memory.held = self._clock.monotonic() + self._chance.uniform(0, self.rules.spread)

    def end(self, wait: float | None) -> float | None:
        """A round has ended and the next one is in ``wait`` seconds, or never; return that."""
        steady, wall = self._clock.monotonic(), self._clock.now()
        self.memory.expected = None if wait is None else (steady + wait, wall + wait)
        return wait

    def release(self) -> None:
        """The desk answered to something that the user asked for: what waits may go as well."""
        self.memory.held = self._clock.monotonic()

    def held_for(self) -> float:
        """Return the seconds for which nothing is sent automatically."""
        return max((self.memory.held or 0.0) - self._clock.monotonic(), 0.0)

    def _is_late(self) -> bool:
        if self.memory.expected is None:
            return False
        steady, wall = self.memory.expected
        return max(self._clock.monotonic() - steady, self._clock.now() - wall) > LATE

    # -- one ticket or reply -----------------------------------------------------------------------

    def due_in(self, item: PendingItem) -> float:
        """Return the seconds until the next attempt.

        What is kept is a time of the computer's clock, which may be set. In one program the steady clock
        counts, where the other does not say that it is over; a kept time beyond every rule is none.
        """
        kept, steady = item.next_try, self._clock.monotonic()
        left = max(kept - self._clock.now(), 0.0)
        known = self.memory.due.get(item.report)
        if known is None or known[0] != kept:
            sane = left if left <= self.rules.cap + self.rules.repeat_after else 0.0
            known = self.memory.due[item.report] = (kept, steady + sane)
        return max(min(known[1] - steady, left), 0.0)

    def since_submit(self, item: PendingItem) -> float:
        """Return the seconds that have passed since the request at least, whatever the clock was set to.

        The steady clock counts from the start of the computer. After a restart of it all that can be told
        is how long it has been running.
        """
        passed = self._clock.monotonic() - item.steady
        return passed if passed >= 0 else self._clock.monotonic()

    def forget(self, report: str) -> None:
        """Forget an item that was delivered or deleted."""
        self.memory.due.pop(report, None)
