"""Decides when to send a ticket and when to try again, so that it arrives once and only once."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import replace

from selfhelp.errors import (
    ConfigurationError,
    DeskBusyError,
    DeskError,
    DeskRefusedError,
    DeskUnreachableError,
    OutcomeUnknownError,
    SignInNeededError,
)
from selfhelp.report.connectors import Connector
from selfhelp.report.errands import Errand, errand, is_certain
from selfhelp.report.ledger import Ledger, Pending
from selfhelp.report.outbox import TICKET, Outbox, OutboxItem
from selfhelp.report.pacing import Chance, Clock, SystemClock
from selfhelp.report.pacing import Rules as Rules  # noqa: PLC0414 - part of how a sender is made
from selfhelp.report.sender import SenderLock
from selfhelp.text import N_, Text
from selfhelp.ticket import Delivery as State
from selfhelp.ticket import Receipt

log = logging.getLogger(__name__)
HANDOVER = 5.0
"""Seconds after which we look again whether another sender has ended."""
BUSY_LIMIT = 86_400.0
_WAITING = (State.QUEUED, State.UNKNOWN)


class Delivery:
    """Sends what waits in the outbox to the desk.

    Attributes:
        other_desk: returns the desk of an id, for tickets that went to another one than policy names now.
    """

    def __init__(
        self,
        outbox: Outbox,
        connector: Connector,
        clock: Clock | None = None,
        chance: Chance | None = None,
        rules: Rules | None = None,
    ) -> None:
        self._outbox = outbox
        self._connector = connector
        self.other_desk: Callable[[str], Connector] | None = None
        self._clock = clock or SystemClock()
        self._chance = chance or random.SystemRandom()
        self._rules = rules or Rules()
        self._ledger = Ledger(outbox.store, self._clock.now)
        self._submitted: dict[str, float] = {}

    def deliver_due(self) -> float | None:
        """Send everything that is due; return seconds until the next try, or None where nothing waits.

        Raises:
            StorageError: a result could not be saved; it is looked up the next time.
        """
        if self._outbox.store.read_only:
            return None
        with SenderLock(self._outbox.folder) as ours:
            if not ours:
                return HANDOVER
            self._take_over()
            self._connector.limit_time(None)
            done = 0
            while item := self._next_due():
                if done:
                    self._clock.sleep(self._outbox.limits.pause)
                self._attempt(item)
                done += 1
        return self._seconds_to_next()

    def deliver(self, report: str, wait: float) -> OutboxItem:
        """Send one report now, and try for up to ``wait`` seconds until it is delivered.

        With 0 it is tried once. The desk's own "wait" is kept, and so are the rules after an unknown
        outcome.

        Raises:
            UsageError: there is no such report.
            StorageError: a result could not be saved; it is looked up the next time.
        """
        self.bring(report, wait)
        return self._outbox.item(report)

    def bring(self, ref: str, wait: float) -> State:
        """Send one report or one reply as `deliver` does, and return where it stands then.

        Raises:
            UsageError: there is none such.
            StorageError: a result could not be saved; it is looked up the next time.
        """
        end = self._clock.monotonic() + wait
        while True:
            tried = self._try_now(ref, end)
            state = self._outbox.state(ref)
            left = end - self._clock.monotonic()
            if state not in _WAITING or left <= 0:
                return state
            self._clock.sleep(min(left, self._pause_before(ref) if tried else 0.2))

    # -- what is due -------------------------------------------------------------------------------

    def _take_over(self) -> None:
        self._ledger.recover(self._rules.adopt_after)
        self._ledger.expire(self._outbox.limits.days)

    def _next_due(self) -> Pending | None:
        if self._busy() > 0:
            return None
        return next((item for item in self._ledger.waiting() if self._due_in(item) <= 0), None)

    def _due_in(self, item: Pending) -> float:
        """Return seconds until it is due. A time beyond every rule comes from a clock that was wrong."""
        seconds = item.next_try - self._clock.now()
        sane = 0.0 if seconds > self._rules.cap + self._rules.repeat_after else seconds
        return max(sane, self._look_in(item))

    def _busy(self) -> float:
        """Return seconds for which the desk asked to be left alone."""
        seconds = self._ledger.paused_until() - self._clock.now()
        return 0.0 if seconds > BUSY_LIMIT else max(seconds, 0.0)

    def _seconds_to_next(self) -> float | None:
        waiting = [max(self._due_in(item), self._busy(), 0.0) for item in self._ledger.waiting()]
        return min(waiting, default=None)

    def _try_now(self, report: str, end: float) -> bool:
        """Make one attempt unless another program sends or the desk asked to wait; false where it did not."""
        if self._outbox.store.read_only:
            return True
        with SenderLock(self._outbox.folder) as ours:
            if not ours:
                return False
            self._take_over()
            item = self._ledger.pending(report)
            if item is not None and item.state in _WAITING and not self._busy():
                left = end - self._clock.monotonic()
                self._connector.limit_time(left if left > 0 else self._rules.attempt)
                self._attempt(item)
        return True

    def _pause_before(self, report: str) -> float:
        item = self._ledger.pending(report)
        due = self._due_in(item) if item else 0.0
        return min(max(due, self._busy(), 0.05), self._rules.patience)

    # -- one attempt -------------------------------------------------------------------------------

    def _attempt(self, item: Pending) -> None:
        """Bring one report as far as it goes now. Ends in a state, not in an error of the desk."""
        item = self._steady(item)
        if self._look_in(item) > 0:
            self._ledger.later(item, self._clock.now() + self._look_in(item), None)
            return
        self._ledger.attempt(item.report)
        try:
            self._advance(item)
        except (DeskError, ConfigurationError) as error:
            log.info("report %s: %s (%s)", item.report, error.code, error.detail)
            self._settle(item, error)
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, AttributeError, OSError):
            # A mistake in a connector must not end the sender, nor be repeated for ever.
            log.exception("report %s: a mistake of this program", item.report)
            self._settle_mistake(item)

    def _advance(self, item: Pending) -> None:
        task = errand(self._outbox, self._ledger, self._desk_of(item), item)
        if item.number:
            self._complete(task, Receipt(item.number, item.url))
            return
        if item.submitted or not self._outbox.is_fresh(item.report):
            found = task.find()
            if found is not None:
                self._arrived(task, found)
                return
            if item.submitted and not self._may_repeat(item):
                return
        obstacle = task.obstacle()
        if obstacle is not None:
            self._ledger.park(item, State.ATTENTION, obstacle)
            return
        self._submitted[item.report] = self._clock.monotonic()
        self._arrived(task, task.send())

    def _desk_of(self, item: Pending) -> Connector:
        """Return the desk that has it already, or else the one that policy names now.

        Raises:
            ConfigurationError: that desk cannot be used any more.
        """
        if item.desk in ("", self._connector.id) or self.other_desk is None:
            return self._connector
        return self.other_desk(item.desk)

    def _arrived(self, task: Errand, receipt: Receipt) -> None:
        desk = self._desk_of(task.item)
        path = desk.folder(receipt.number) if task.item.kind == TICKET else None
        self._ledger.created(task.item.report, receipt, desk.id, str(path or ""))
        self._ledger.signed_in()
        self._complete(task, receipt)

    def _complete(self, task: Errand, receipt: Receipt) -> None:
        whole, note = task.complete(receipt)
        self._ledger.delivered(task.item.report, note)
        if whole:
            self._outbox.free(task.item.report)

    # -- after an unknown outcome ------------------------------------------------------------------

    def _steady(self, item: Pending) -> Pending:
        """Count from now where the computer's clock was set back behind the request."""
        now = self._clock.now()
        if item.submitted <= now:
            return item
        self._ledger.restart_clock(item.report)
        return replace(item, submitted=now)

    def _since_submit(self, item: Pending) -> float:
        """Return seconds since the request, by a clock that nobody can set where that is possible."""
        if item.report in self._submitted:
            return self._clock.monotonic() - self._submitted[item.report]
        return max(self._clock.now() - item.submitted, 0.0)

    def _look_in(self, item: Pending) -> float:
        """Return seconds until it may be looked up after an unknown outcome; 0 where there is none."""
        if not item.submitted or item.number or self._is_certain(item):
            return 0.0
        return max(self._rules.adopt_after - self._since_submit(item), 0.0)

    def _is_certain(self, item: Pending) -> bool:
        return is_certain(self._connector, item) and item.desk in ("", self._connector.id)

    def _may_repeat(self, item: Pending) -> bool:
        """Whether a look-up that found nothing allows a second request; else say when to look again."""
        passed = self._since_submit(item)
        if passed < self._rules.repeat_after and (item.failure or not self._is_certain(item)):
            wait = min(max(passed, self._rules.adopt_after), self._rules.repeat_after - passed)
            self._ledger.later(item, self._clock.now() + wait, None)
            return False
        if item.failure:
            self._ledger.empty_round(item.report)
            if item.rounds + 1 >= self._rules.rounds:
                reason = N_(
                    "The help desk's server fails each time this is sent ({error}). Tell your administrator, "
                    "or leave out a file and send again.",
                    error=item.failure,
                )
                self._ledger.park(replace(item, submitted=0.0), State.ATTENTION, reason)
                return False
        return True

    # -- how it ended ------------------------------------------------------------------------------

    def _settle(self, before: Pending, error: DeskError | ConfigurationError) -> None:
        """Write down how an attempt ended that did not succeed.

        ``before`` is the report before the attempt: where nothing was sent, that is what it is again.
        """
        item = self._ledger.pending(before.report)
        if item is None:
            return
        settled = replace(item, submitted=before.submitted, rounds=before.rounds)
        now = self._clock.now()
        if isinstance(error, OutcomeUnknownError) and item.sending and not item.number:
            pause = self._backoff(item.attempts) if self._is_certain(item) else 0.0
            until = now + max(self._rules.adopt_after, pause)
            self._ledger.unknown(item, until, _server_error(error), error.message)
        elif isinstance(error, DeskBusyError):
            self._ledger.pause(now + error.wait)
            self._ledger.later(settled, now + error.wait, error.message)
        elif isinstance(error, DeskUnreachableError | OutcomeUnknownError):
            until = now + self._backoff(item.attempts)
            self._ledger.later(settled, until, error.message)
            self._ledger.postpone(until)
        elif isinstance(error, SignInNeededError):
            self._ledger.park(settled, State.SIGN_IN_NEEDED, error.message)
            self._ledger.sign_in_needed(error.message)
        elif isinstance(error, DeskRefusedError) and item.number:
            self._ledger.delivered(item.report, _unchecked(error.message))
        else:
            self._ledger.park(settled, State.ATTENTION, error.message)

    def _settle_mistake(self, before: Pending) -> None:
        item = self._ledger.pending(before.report)
        if item is not None and item.sending:
            self._ledger.recover(self._rules.adopt_after)
        elif item is not None:
            reason = N_("This program made a mistake while it sent this. Tell your administrator.")
            self._ledger.park(item, State.ATTENTION, reason)

    def _backoff(self, attempts: int) -> float:
        longest = min(self._rules.cap, self._rules.base * 2.0 ** min(attempts - 1, 30))
        return max(self._chance.uniform(0, longest), 0.1)


def _server_error(error: DeskError) -> str:
    """Return the status of a server error, "" where the line was lost."""
    status = error.detail.split(" ", 1)[0]
    return f"error {status}" if status.isdecimal() else ""


def _unchecked(reason: Text) -> Text:
    return N_("The ticket arrived, but its files could not be checked. {reason}", reason=reason)
