"""Computes when to retry; clock, random source and rules can be replaced in tests."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from selfhelp.core.text import Text
    from selfhelp.policy.policy import OutboxPolicy as Policy
    from selfhelp.tickets.delivery.delivery_log import PendingItem

LATE = 150.0
"""Timer delay that means the computer slept, in seconds; coarse timers are up to 90 seconds late."""


class DeliveryClock(Protocol):
    """The clock, replaceable in tests."""

    def now(self) -> float:
        """Return seconds since 1970; the value jumps if the clock is set."""

    def monotonic(self) -> float:
        """Return monotonic seconds, which never decrease."""

    def sleep(self, seconds: float) -> None:
        """Sleep for a number of seconds."""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Return monotonic seconds, which never decrease."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Sleep for a number of seconds."""
        time.sleep(seconds)


class RandomSource(Protocol):
    """A random source for varying delays."""

    def uniform(self, a: float, b: float) -> float:
        """Return a random number between the two bounds."""


@dataclass(frozen=True, slots=True)
class RetryRules:
    """Intervals and limits of retries, in seconds.

    Attributes:
        base, cap: full jitter, uniform(0, min(cap, base * 2^n)), spreads an organisation's computers (AWS
        Architecture Blog, "Exponential Backoff And Jitter").
        adopt_after: time after an unknown outcome from which a look-up may adopt the item that it finds.
        repeat_after: time before which the first request may still be running; no second request is sent.
        rounds: repetitions of a server error that left nothing behind, after which a person must check.
        breaker: consecutive failures after which only one item probes the desk, with backoff.
        spread: failed items are retried within this time after start or wake-up, so that not all computers
            send at nine o'clock. Items the user asks for don't wait.
        patience: longest pause between two attempts while the user waits.
        attempt: limit of one exchange while the user doesn't wait.
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
    def create_from_policy(cls, policy: Policy) -> RetryRules:
        """Return the retry rules set by policy."""
        return cls(
            base=policy.retry_min,
            cap=max(policy.retry_min, policy.retry_max),
            adopt_after=policy.lookup_delay,
            repeat_after=max(policy.lookup_delay, policy.resend_delay),
            rounds=policy.server_errors,
            spread=policy.startup_jitter,
        )

    def compute_backoff(self, failures: int, chance: RandomSource) -> float:
        """Return the delay in seconds after a number of consecutive failures."""
        longest = min(self.cap, self.base * 2.0 ** min(max(failures, 1) - 1, 30))
        return max(chance.uniform(0, longest), 0.1)


@dataclass(frozen=True, slots=True)
class RequestedAttempt:
    """The result of the user's request to send an item again.

    Attributes:
        sending: True until the attempt has ended.
        failed: time when the last attempt ended without delivery; None if there was none since the app
            started.
        looks_up: whether the item may have arrived before, so that the attempt looks it up first. While its
            request is under way, the outcome of every item is unknown.
        absent: whether the last attempt found that the item hasn't arrived, so that it will be sent again.
        first: whether the first attempt is under way, which the user didn't request separately.
    """

    sending: bool = False
    failed: datetime | None = None
    looks_up: bool = False
    absent: bool = False
    first: bool = False


NOT_ASKED = RequestedAttempt()
"""Value if the user hasn't asked to send the item again."""


@dataclass(slots=True)
class RetryState:
    """Times that one process remembers, by its monotonic clock if not stated; lost when the process ends.

    Attributes:
        fresh: items this process saved, so that no one can have sent them before.
        asked: items the user asked to send; each skips the queue once.
        awaited: items the user asked to send again, until the result of each is shown.
        looked_up: those of them that may have arrived when the user asked.
        failed: by correlation ID, the wall clock time when such an attempt ended without delivery.
        due: by correlation ID, the stored time of the next attempt and its monotonic time.
        busy: the same for the time when a desk's pause ends, by connector ID.
        held: monotonic time until which nothing is sent automatically; None before the first round.
        expected: when the next round is due, by both clocks.
        resumed: whether items became due because the desk answered another request.
        accepted: by connector ID, the wall clock time of a request whose credentials the desk accepted while
            items were waiting for a sign-in; the next round sends them.
        hastened: the items that became due because the desk answered, since it was last unreachable.
        obstacle: the error of this computer that ended the last round before anything was sent, or None.
        not_closable: the tickets that the help desk doesn't let the user close.
        absent: the items that the last look-up didn't find at the desk.
        first: the items whose first attempt is under way, so that nothing is said about its outcome yet.
    """

    fresh: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    looked_up: set[str] = field(default_factory=set)
    failed: dict[str, datetime] = field(default_factory=dict)
    due: dict[str, tuple[float, float]] = field(default_factory=dict)
    busy: dict[str, tuple[float, float]] = field(default_factory=dict)
    held: float | None = None
    expected: tuple[float, float] | None = None
    resumed: bool = False
    accepted: dict[str, float] = field(default_factory=dict)
    hastened: set[str] = field(default_factory=set)
    obstacle: Text | None = None
    not_closable: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)

    def take_resumed(self) -> bool:
        """Return whether items became due because the desk answered, once; lift the initial delay."""
        resumed, self.resumed = self.resumed, False
        if resumed:
            self.held = 0.0
        return resumed

    def find_attempt(self, *refs: str) -> RequestedAttempt:
        """Return the result of the latest attempt that the user requested for any of these items."""
        failed = max((self.failed[ref] for ref in refs if ref in self.failed), default=None)
        sending = self.awaited.intersection(refs)
        return RequestedAttempt(
            bool(sending),
            failed,
            bool(sending) and sending <= self.looked_up,
            absent=len(refs) == 1 and refs[0] in self.absent,
            first=bool(self.first.intersection(refs)),
        )


class RetryScheduler:
    """Computes the waiting times of items and rounds."""

    def __init__(
        self, clock: DeliveryClock, chance: RandomSource, rules: RetryRules, memory: RetryState
    ) -> None:
        self._clock, self._chance, self.rules, self.memory = clock, chance, rules, memory

    def compute_backoff(self, failures: int) -> float:
        """Return the delay in seconds after a number of consecutive failures."""
        return self.rules.compute_backoff(failures, self._chance)

    # -- on its own ---------------------------------------------------------------------------------

    def start_round(self) -> None:
        """Start an automatic round; the first round, and the first round after sleep, get a random delay."""
        if self.memory.held is None or self._is_timer_late():
            self.memory.held = self._clock.monotonic() + self._chance.uniform(0, self.rules.spread)

    def finish_round(self, wait: float | None) -> float | None:
        """Record and return the seconds until the next round; None if none follows."""
        steady, wall = self._clock.monotonic(), self._clock.now()
        self.memory.expected = None if wait is None else (steady + wait, wall + wait)
        return wait

    def release_outbox_hold(self) -> None:
        """Lift the initial delay after the desk responded to a request of the user."""
        self.memory.held = self._clock.monotonic()

    def compute_seconds_held(self) -> float:
        """Return the remaining seconds in which nothing is sent automatically."""
        return max((self.memory.held or 0.0) - self._clock.monotonic(), 0.0)

    def _is_timer_late(self) -> bool:
        if self.memory.expected is None:
            return False
        steady, wall = self.memory.expected
        return max(self._clock.monotonic() - steady, self._clock.now() - wall) > LATE

    # -- one ticket or reply -----------------------------------------------------------------------

    def compute_seconds_until_due(self, item: PendingItem) -> float:
        """Return the seconds until an item's next attempt.

        The stored time is wall clock time, which may be set. Within one process the monotonic clock decides,
        unless the wall clock is past the time; a time beyond the limits is ignored.
        """
        kept, steady = item.next_try, self._clock.monotonic()
        left = max(kept - self._clock.now(), 0.0)
        known = self.memory.due.get(item.report)
        if known is None or known[0] != kept:
            sane = left if left <= self.rules.cap + self.rules.repeat_after else 0.0
            known = self.memory.due[item.report] = (kept, steady + sane)
        return max(min(known[1] - steady, left), 0.0)

    def compute_seconds_since_submit(self, item: PendingItem) -> float:
        """Return the minimum number of seconds since the request, independent of clock changes.

        The monotonic clock counts from the computer's start; after a restart only the uptime is known.
        """
        passed = self._clock.monotonic() - item.steady
        return passed if passed >= 0 else self._clock.monotonic()

    def forget_item(self, report: str) -> None:
        """Remove the stored time of an item that was delivered or deleted."""
        self.memory.due.pop(report, None)
