"""Decides when to send a ticket and when to try again, so that it arrives once and only once."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace

from selfhelp.core.errors import (
    DeskBusyError,
    DeskError,
    DeskRefusedError,
    DeskUnreachableError,
    DeskUntrustedError,
    OutcomeUnknownError,
    SignInNeededError,
    UsageError,
)
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import TicketReceipt
from selfhelp.helpdesk.connectors import Connector
from selfhelp.network import deadline
from selfhelp.network.failures import concerns_one_ticket
from selfhelp.tickets.delivery.connector_status import ConnectorStatus
from selfhelp.tickets.delivery.deliverables import (
    DeliveryJob,
    can_resend_after_lookup,
    job_for,
    unverified_message,
)
from selfhelp.tickets.delivery.delivery_log import WAITING, DeliveryLog, PendingItem
from selfhelp.tickets.delivery.retry_scheduler import DeliveryClock, RandomSource, RetryScheduler, SystemClock
from selfhelp.tickets.delivery.retry_scheduler import RetryRules as RetryRules  # noqa: PLC0414 - part of how a sender is made
from selfhelp.tickets.delivery.sender_lock import SenderLock
from selfhelp.tickets.outbox.outbox import TICKET, Outbox, OutboxItem

log = logging.getLogger(__name__)
HANDOVER = 5.0
"""Seconds after which we look again whether another sender has ended."""


class DeliveryService:
    """Sends the outbox's items to the desk. It starts no threads, and waits by its clock only.

    Attributes:
        other_desk: returns the desk of an id, for tickets that went to another one than policy names now.
        locked: whether the user's keyring would have to ask them before it says who they are. What waits for
            that is looked at with each delivery that there is anyway, and never by a timer.
    """

    def __init__(
        self,
        outbox: Outbox,
        connector: Connector,
        clock: DeliveryClock | None = None,
        chance: RandomSource | None = None,
        rules: RetryRules | None = None,
    ) -> None:
        self._outbox = outbox
        self._connector = connector
        self.other_desk: Callable[[str], Connector] | None = None
        self.locked: Callable[[], bool] = lambda: False
        self._limit: float | None = None
        self._clock = clock or SystemClock()
        self._rules = rules or RetryRules()
        self._pace = RetryScheduler(self._clock, chance or random.SystemRandom(), self._rules, outbox.memory)
        self._ledger = DeliveryLog(outbox.store, self._clock.now, self._clock.monotonic)

    def deliver_due(self) -> float | None:
        """Send everything that is due; return seconds until the next try, or None if nothing waits.

        Raises:
            StorageError: a result could not be saved; it is looked up the next time.
        """
        if self._outbox.store.read_only:
            return None
        with SenderLock(self._outbox.folder) as ours:
            if not ours:
                return HANDOVER
            self._take_over()
            self._pace.begin()
            self._limit_time(None)
            for done, item in enumerate(self._all_due()):
                if done:
                    self._clock.sleep(self._outbox.limits.pause)
                self._attempt(item)
            self._ledger.expire_older_than(self._outbox.limits.days)
        return self._pace.end(min((wait for wait, _ in self._iter_waiting_items()), default=None))

    def deliver(self, report: str, wait: float) -> OutboxItem:
        """Send one ticket now, and retry for up to ``wait`` seconds until it is delivered.

        With 0 it is tried once. The desk's own "wait" is kept, and so are the rules after an unknown
        outcome.

        Raises:
            UsageError: there's no such report.
            StorageError: a result could not be saved; it is looked up the next time.
        """
        self.deliver_by_ref(report, wait)
        return self._outbox.find_item(report)

    def deliver_by_ref(self, ref: str, wait: float) -> State:
        """Send one ticket or reply as `deliver` does; return its state then.

        What has to go before a reply goes first: its ticket, and the replies before it.

        Raises:
            UsageError: there is none such.
            StorageError: a result could not be saved; it is looked up the next time.
        """
        end = self._clock.monotonic() + wait
        if self._outbox.delivery_state(ref) in WAITING:
            self._outbox.memory.asked.add(ref)
        while True:
            tried = self._try_now(ref, end)
            state = self._outbox.delivery_state(ref)
            left = end - self._clock.monotonic()
            if state not in WAITING or left <= 0:
                return state
            self._clock.sleep(min(left, self._pause_before(ref) if tried else 0.2))

    # -- what is due -------------------------------------------------------------------------------

    def _take_over(self) -> None:
        certain = self._connector.abilities.certain_lookup
        self._ledger.recover_interrupted(0.0 if certain else self._rules.adopt_after)
        if self._ledger.is_waiting_for_keyring() and not self.locked():
            self._ledger.release_keyring_waits()

    def _all_due(self) -> Iterator[PendingItem]:
        """Yield due items one by one, until none is left.

        First what the user asked for, then what was tried least, then the oldest: so one that fails each
        time never holds the others up.
        """
        asked = self._outbox.memory.asked
        while due := [item for wait, item in self._iter_waiting_items() if wait <= 0]:
            due.sort(key=lambda item: (item.report not in asked, item.attempts))
            for place, item in enumerate(due):
                if place and asked and item.report not in asked:
                    break  # the person asked for another one meanwhile
                now = self._ledger.next_due(item.report)
                if now is not None and self._due_in(now, self._connector_status(now).busy_for()) <= 0:
                    yield now

    def _iter_waiting_items(self) -> Iterator[tuple[float, PendingItem]]:
        """Yield waiting items, with the seconds until they may be sent automatically."""
        busy: dict[str, float] = {}
        for item in self._ledger.list_pending():
            if item.desk not in busy:
                busy[item.desk] = self._connector_status(item).busy_for()
            yield self._due_in(item, busy[item.desk]), item

    def _due_in(self, item: PendingItem, busy: float) -> float:
        """Return the seconds until the item may be sent automatically.

        What was never tried is what the user has just sent, maybe in another program: it does not wait.
        """
        must = max(busy, self._look_in(item))
        if item.report in self._outbox.memory.asked:
            return must
        held = self._pace.held_for() if item.attempts else 0.0
        return max(must, self._pace.due_in(item), held)

    def _try_now(self, ref: str, end: float) -> bool:
        """Make one attempt, unless another program is sending or the desk asked to wait; return whether."""
        if self._outbox.store.read_only:
            return True
        with SenderLock(self._outbox.folder) as ours:
            if not ours:
                return False
            self._take_over()
            for mark in self._ledger.refs_until(ref):
                item = self._ledger.next_due(mark)
                if item is None or self._connector_status(item).busy_for() > 0:
                    break
                left = end - self._clock.monotonic()
                self._limit_time(left if left > 0 else self._rules.attempt)
                with deadline.share_deadline(left) if left > 0 else nullcontext():
                    self._attempt(item)
            self._ledger.expire_older_than(self._outbox.limits.days)
        return True

    def _pause_before(self, ref: str) -> float:
        item = self._ledger.find_pending(ref)
        if item is None:
            return 0.05
        due = max(self._pace.due_in(item), self._look_in(item), self._connector_status(item).busy_for(), 0.05)
        return min(due, self._rules.patience)

    # -- the desk ----------------------------------------------------------------------------------

    def _desk_of(self, item: PendingItem) -> Connector:
        """Return the desk that has it already, or else the one that policy names now.

        Raises:
            ConfigurationError: that desk cannot be used any more.
        """
        if item.desk in ("", self._connector.id) or self.other_desk is None:
            return self._connector
        desk = self.other_desk(item.desk)
        desk.limit_time(self._limit)
        return desk

    def _limit_time(self, seconds: float | None) -> None:
        self._limit = seconds
        self._connector.limit_time(seconds)

    def _connector_status(self, item: PendingItem) -> ConnectorStatus:
        id_ = item.desk or self._connector.id
        clocks = (self._clock.now, self._clock.monotonic)
        current = id_ == self._connector.id
        return ConnectorStatus(self._outbox.store, self._outbox.memory, id_, clocks, current=current)

    def _is_certain(self, item: PendingItem) -> bool:
        return item.desk in ("", self._connector.id) and can_resend_after_lookup(self._connector, item)

    # -- one attempt -------------------------------------------------------------------------------

    def _attempt(self, item: PendingItem) -> None:
        """Deliver one item as far as possible now. Ends in a state, never in an error of the desk."""
        asked = item.report in self._outbox.memory.asked
        self._outbox.memory.asked.discard(item.report)
        if self._look_in(item) > 0:
            self._ledger.schedule_retry(item, self._clock.now() + self._look_in(item), None)
            return
        self._ledger.record_attempt(item.report)
        try:
            arrived = self._advance(item)
        except (DeskError, UsageError) as error:  # UsageError: a wrong setting, or just deleted
            log.info("report %s: %s (%s)", item.report, error.code, error.detail)
            self._settle(item, error)
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, AttributeError, OSError):
            # A mistake in a connector must not end the sender, nor be repeated for ever.
            log.exception("report %s: a mistake of this program", item.report)
            self._settle_mistake(item)
        else:
            if asked and arrived:
                self._pace.release()

    def _advance(self, item: PendingItem) -> bool:
        """Return whether it arrived."""
        task = job_for(self._outbox, self._ledger, self._desk_of(item), item)
        if item.number:
            return self._complete(task, TicketReceipt(item.number, item.url))
        if item.submitted or not self._outbox.is_sealed_by_us(item.report):
            found = task.find()
            if found is not None:
                return self._arrived(task, found)
            if item.submitted and not self._may_repeat(item):
                return False
        obstacle = task.obstacle()
        if obstacle is not None:
            self._ledger.mark_needs_attention(item, State.ATTENTION, obstacle)
            return False
        return self._arrived(task, task.send())

    def _arrived(self, task: DeliveryJob, receipt: TicketReceipt) -> bool:
        desk = task.connector
        path = desk.ticket_folder(receipt.number) if task.item.kind == TICKET else None
        self._ledger.record_created(task.item.report, receipt, desk.id, str(path or ""))
        standing = self._connector_status(task.item)
        standing.signed_in()
        standing.answered(self._rules.breaker)
        return self._complete(task, receipt)

    def _complete(self, task: DeliveryJob, receipt: TicketReceipt) -> bool:
        ended = task.complete(receipt, may_add=not self._may_still_arrive(task.item))
        if ended is None:  # a file whose request was cut may still arrive
            item = self._ledger.find_pending(task.item.report) or task.item
            self._ledger.schedule_retry(item, self._clock.now() + self._look_again_in(item), None)
            return False
        self._ledger.record_delivered(task.item.report, ended.note, ended.left_out)
        self._pace.forget(task.item.report)
        self._connector_status(task.item).answered(self._rules.breaker)
        if ended.whole:
            self._outbox.free_bytes(task.item.report)
        return True

    # -- after an unknown outcome ------------------------------------------------------------------

    def _look_in(self, item: PendingItem) -> float:
        """Return seconds until it may be looked up after an unknown outcome; 0 if there is none."""
        if not item.submitted or self._is_certain(item):
            return 0.0
        return max(self._rules.adopt_after - self._pace.since_submit(item), 0.0)

    def _may_still_arrive(self, item: PendingItem) -> bool:
        """Whether an earlier request may still create the ticket, or add files to it."""
        if not item.submitted or self._is_certain(item):
            return False
        return self._pace.since_submit(item) < self._rules.repeat_after

    def _look_again_in(self, item: PendingItem) -> float:
        """Return seconds after which a look-up that missed something is made again: ever more rarely."""
        passed = self._pace.since_submit(item)
        return min(max(passed, self._rules.adopt_after), self._rules.repeat_after - passed)

    def _may_repeat(self, item: PendingItem) -> bool:
        """Whether a look-up without a result allows a second request; otherwise schedule the next look-up."""
        if not self._desk_of(item).abilities.lookup and not self._is_certain(item):
            self._ledger.mark_needs_attention(item, State.ATTENTION, _UNKNOWN)
            return False
        passed = self._pace.since_submit(item)
        if passed < self._rules.repeat_after and (item.failure or not self._is_certain(item)):
            self._ledger.schedule_retry(item, self._clock.now() + self._look_again_in(item), None)
            return False
        if item.failure:
            self._ledger.record_no_effect(item.report)
            if item.rounds + 1 >= self._rules.rounds:
                reason = N_(
                    "The help desk's server returns an error each time ({error}). Contact your "
                    "administrator, or remove an attachment and send the ticket again.",
                    error=item.failure,
                )
                self._ledger.mark_needs_attention(replace(item, submitted=0.0), State.ATTENTION, reason)
                return False
        return True

    # -- how it ended ------------------------------------------------------------------------------

    def _settle(self, before: PendingItem, error: DeskError | UsageError) -> None:
        """Write down how an attempt ended that did not succeed.

        ``before`` is the report before the attempt: where nothing was sent, that is what it is again.
        """
        item = self._ledger.find_pending(before.report)
        if item is None:
            return
        settled = replace(item, submitted=before.submitted, rounds=before.rounds)
        standing, now = self._connector_status(item), self._clock.now()
        if isinstance(error, DeskBusyError):
            standing.pause(error.wait)
            self._ledger.schedule_retry(settled, now + standing.busy_for(), error.message)
        elif isinstance(error, DeskUnreachableError | DeskUntrustedError | OutcomeUnknownError):
            # A certificate that is not trusted is mended by someone else: it is sent on its own then.
            self._settle_failure(item, settled, error)
        elif isinstance(error, SignInNeededError):
            self._ledger.mark_needs_attention(settled, State.SIGN_IN_NEEDED, error.message)
            if not concerns_one_ticket(error):
                standing.sign_in_needed(error.message)
        elif isinstance(error, DeskRefusedError):
            standing.answered(self._rules.breaker)
            if item.number:
                self._ledger.record_delivered(item.report, unverified_message(item, error.message))
            else:
                self._ledger.mark_needs_attention(settled, State.ATTENTION, error.message)
        else:
            self._ledger.mark_needs_attention(settled, State.ATTENTION, error.message)

    def _settle_failure(self, item: PendingItem, settled: PendingItem, error: DeskError) -> None:
        """The desk was not reached, or failed: try again, ever more rarely, and after a while only one."""
        standing, now = self._connector_status(item), self._clock.now()
        pause = self._pace.backoff(item.attempts)
        if isinstance(error, OutcomeUnknownError) and item.sending and not item.number:
            until = now + max(self._rules.adopt_after, pause if self._is_certain(item) else 0.0)
            self._ledger.schedule_lookup(item, until, _server_error(error), error.message)
        elif isinstance(error, OutcomeUnknownError) and item.sending:
            self._ledger.schedule_retry(item, now + max(self._rules.adopt_after, pause), error.message)
        else:
            self._ledger.schedule_retry(settled, now + pause, error.message)
        failures = standing.failed()
        if failures >= self._rules.breaker:
            standing.postpone(now + self._pace.backoff(failures))

    def _settle_mistake(self, before: PendingItem) -> None:
        item = self._ledger.find_pending(before.report)
        if item is not None and item.sending:
            self._ledger.recover_interrupted(self._rules.adopt_after)
        elif item is not None:
            reason = N_("Something went wrong in the app while sending. Contact your administrator.")
            self._ledger.mark_needs_attention(item, State.ATTENTION, reason)


_UNKNOWN = N_(
    "The connection was lost, and this help desk system can't confirm that your ticket arrived. Ask "
    "the help desk; write a new ticket only if it's missing."
)


def _server_error(error: DeskError) -> str:
    """Return the status of a server error, "" if the line was lost."""
    status = error.detail.split(" ", 1)[0]
    return f"error {status}" if status.isdecimal() else ""
