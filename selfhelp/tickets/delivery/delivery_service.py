"""Decides when items are sent and sent again, so that each arrives exactly once."""

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
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import ReplyKind, TicketReceipt
from selfhelp.helpdesk.connectors import Connector
from selfhelp.network import exchange
from selfhelp.network.failures import ENTRY_MISSING, TICKET_REFUSED, does_error_concern_one_ticket
from selfhelp.tickets.delivery.connector_status import ConnectorStatus
from selfhelp.tickets.delivery.delivery_jobs import (
    DeliveryJob,
    can_resend_after_lookup,
    create_job,
    make_unverified_message,
)
from selfhelp.tickets.delivery.delivery_log import WAITING, DeliveryLog, PendingItem
from selfhelp.tickets.delivery.retry_scheduler import DeliveryClock, RandomSource, RetryScheduler, SystemClock
from selfhelp.tickets.delivery.retry_scheduler import RetryRules as RetryRules  # noqa: PLC0414 - part of how a sender is made
from selfhelp.tickets.delivery.sender_lock import SenderLock
from selfhelp.tickets.outbox.outbox import TICKET, Outbox, OutboxItem
from selfhelp.tickets.outbox.stored_messages import CLOSE_REFUSED, CLOSE_REFUSED_AFTER_MESSAGE

log = logging.getLogger(__name__)
HANDOVER = 5.0
"""Interval for checking whether another sender has finished, in seconds."""


class DeliveryService:
    """Sends the outbox's items to the desk, without threads of its own.

    Attributes:
        other_desk: returns the connector of an ID, for tickets sent to a desk that policy no longer names.
        locked: True if the keyring would have to prompt the user. Items waiting for the keyring are checked
            with each regular delivery, never by a timer.
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

    def deliver_due_items(self) -> float | None:
        """Send all due items; return the seconds until the next attempt, None if no item is pending.

        Raises:
            StorageError: a result couldn't be saved; it is looked up next time.
        """
        if self._outbox.store.read_only:
            return None
        with SenderLock(self._outbox.folder) as ours:
            if not ours:
                return HANDOVER
            self._recover_items()
            self._pace.start_round()
            self._limit_time(None)
            for done, item in enumerate(self._iter_due_items()):
                if done:
                    self._clock.sleep(self._outbox.limits.pause)
                self._attempt_delivery(item)
            self._record_postponed_requests()
            self._ledger.give_up_items_older_than(self._outbox.limits.days)
        return self._pace.finish_round(min((wait for wait, _ in self._iter_waiting_items()), default=None))

    def deliver(self, report: str, wait: float) -> OutboxItem:
        """Send one ticket now, and retry for up to ``wait`` seconds; return its outbox item.

        With 0, it is tried once. The desk's own pause and the rules after an unknown outcome apply.

        Raises:
            UsageError: there's no such ticket.
            StorageError: a result couldn't be saved; it is looked up next time.
        """
        self.deliver_by_ref(report, wait)
        return self._outbox.find_item(report)

    def deliver_by_ref(self, ref: str, wait: float) -> State:
        """Send one ticket or reply as `deliver` does; return its resulting state.

        A reply's ticket and earlier replies go first.

        Raises:
            UsageError: there's no such item.
            StorageError: a result couldn't be saved; it is looked up next time.
        """
        end = self._clock.monotonic() + wait
        if self._outbox.read_delivery_stage(ref) in WAITING:
            self._outbox.memory.asked.add(ref)
        while True:
            tried = self._try_sending(ref, end)
            state = self._outbox.read_delivery_stage(ref)
            left = end - self._clock.monotonic()
            if state not in WAITING or left <= 0:
                return state
            self._clock.sleep(min(left, self._compute_retry_pause(ref) if tried else 0.2))

    # -- due items --------------------------------------------------------------------------------

    def _recover_items(self) -> None:
        certain = self._connector.abilities.certain_lookup
        self._ledger.recover_interrupted_items(0.0 if certain else self._rules.adopt_after)
        if self._ledger.is_waiting_for_keyring() and not self.locked():
            self._ledger.release_keyring_waits()
        accepted = self._outbox.memory.accepted
        while accepted:
            desk, asked = accepted.popitem()
            self._get_status_of_desk(desk).resume_after_accepted_request(asked)

    def _iter_due_items(self) -> Iterator[PendingItem]:
        """Yield due items one by one until none is left.

        Items the user asked for come first, then the least attempted, then the oldest, so that one that
        always fails never holds up the others.
        """
        asked = self._outbox.memory.asked
        while due := [item for wait, item in self._iter_waiting_items() if wait <= 0]:
            due.sort(key=lambda item: (item.report not in asked, item.attempts))
            for place, item in enumerate(due):
                if place and asked and item.report not in asked:
                    break  # the user asked for another one in the meantime
                now = self._ledger.find_next_due_item(item.report)
                if (
                    now is not None
                    and self._compute_seconds_until_due(
                        now, self._get_connector_status(now).compute_pause_seconds()
                    )
                    <= 0
                ):
                    yield now

    def _iter_waiting_items(self) -> Iterator[tuple[float, PendingItem]]:
        """Yield waiting items, with the seconds until they may be sent automatically."""
        busy: dict[str, float] = {}
        for item in self._ledger.list_pending_items():
            if item.desk not in busy:
                busy[item.desk] = self._get_connector_status(item).compute_pause_seconds()
            yield self._compute_seconds_until_due(item, busy[item.desk]), item

    def _record_postponed_requests(self) -> None:
        """Store the next attempt's time for each item that the user asked to send, but that must wait."""
        asked, now = self._outbox.memory.asked, self._clock.now()
        for wait, item in list(self._iter_waiting_items() if asked else ()):
            if item.report in asked and wait > 0:
                self._ledger.schedule_retry(item, now + wait, None)

    def _compute_seconds_until_due(self, item: PendingItem, busy: float) -> float:
        """Return the seconds until an item may be sent automatically.

        A never attempted item was just sent by the user, perhaps in another process: it doesn't wait.
        """
        must = max(busy, self._compute_seconds_until_lookup(item))
        if item.report in self._outbox.memory.asked:
            return must
        held = self._pace.compute_seconds_held() if item.attempts else 0.0
        return max(must, self._pace.compute_seconds_until_due(item), held)

    def _try_sending(self, ref: str, end: float) -> bool:
        """Make one attempt and return True; return False if another process is sending."""
        if self._outbox.store.read_only:
            return True
        with SenderLock(self._outbox.folder) as ours:
            if not ours:
                return False
            self._recover_items()
            for mark in self._ledger.list_refs_until(ref):
                item = self._ledger.find_next_due_item(mark)
                if item is None or self._get_connector_status(item).compute_pause_seconds() > 0:
                    break
                left = end - self._clock.monotonic()
                self._limit_time(left if left > 0 else self._rules.attempt)
                with exchange.share_deadline(left) if left > 0 else nullcontext():
                    self._attempt_delivery(item)
            self._ledger.give_up_items_older_than(self._outbox.limits.days)
        return True

    def _compute_retry_pause(self, ref: str) -> float:
        item = self._ledger.find_pending_item(ref)
        if item is None:
            return 0.05
        due = max(
            self._pace.compute_seconds_until_due(item),
            self._compute_seconds_until_lookup(item),
            self._get_connector_status(item).compute_pause_seconds(),
            0.05,
        )
        return min(due, self._rules.patience)

    # -- the desk ----------------------------------------------------------------------------------

    def _get_connector_for(self, item: PendingItem) -> Connector:
        """Return the desk that has the item, or the policy's current desk if it hasn't been sent.

        Raises:
            ConfigurationError: that desk can't be used any more.
        """
        if item.desk in ("", self._connector.id) or self.other_desk is None:
            return self._connector
        desk = self.other_desk(item.desk)
        desk.limit_time(self._limit)
        return desk

    def _limit_time(self, seconds: float | None) -> None:
        self._limit = seconds
        self._connector.limit_time(seconds)

    def _get_connector_status(self, item: PendingItem) -> ConnectorStatus:
        return self._get_status_of_desk(item.desk or self._connector.id)

    def _get_status_of_desk(self, id_: str) -> ConnectorStatus:
        clocks = (self._clock.now, self._clock.monotonic)
        current = id_ == self._connector.id
        return ConnectorStatus(self._outbox.store, self._outbox.memory, id_, clocks, current=current)

    def _is_outcome_certain(self, item: PendingItem) -> bool:
        return item.desk in ("", self._connector.id) and can_resend_after_lookup(self._connector, item)

    # -- one attempt -------------------------------------------------------------------------------

    def _attempt_delivery(self, item: PendingItem) -> None:
        """Deliver one item as far as possible now; desk errors are stored as a state, not raised."""
        asked = item.report in self._outbox.memory.asked
        self._outbox.memory.asked.discard(item.report)
        self._outbox.memory.absent.discard(item.report)
        if self._compute_seconds_until_lookup(item) > 0:
            self._ledger.schedule_retry(
                item, self._clock.now() + self._compute_seconds_until_lookup(item), None
            )
            return
        self._ledger.record_attempt(item.report)
        self._outbox.memory.first.update(() if item.attempts or item.submitted else (item.report,))
        try:
            arrived = self._send_or_complete_item(item, asked=asked)
        except (DeskError, UsageError) as error:  # UsageError: a wrong setting, or just deleted
            log.info("report %s: %s (%s)", item.report, error.code, error.detail)
            self._record_error(item, error)
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, AttributeError, OSError):
            # A mistake in a connector must not end the sender, nor be repeated for ever.
            log.exception("report %s: a mistake of this program", item.report)
            self._record_internal_error(item)
        else:
            if asked and arrived:
                self._pace.release_outbox_hold()
        finally:
            self._outbox.memory.first.discard(item.report)

    def _send_or_complete_item(self, item: PendingItem, *, asked: bool) -> bool:
        """Send or complete an item; return whether it is delivered.

        An item that the user asked to send is sent immediately if repeating it is harmless.
        """
        task = create_job(self._outbox, self._ledger, self._get_connector_for(item), item)
        if item.number:
            return self._complete_item(task, TicketReceipt(item.number, item.url))
        if item.submitted or not self._outbox.was_saved_by_this_process(item.report):
            found = task.find_existing_receipt()
            if found is not None:
                return self._record_arrival(task, found)
            at_once = asked and self._is_outcome_certain(item)
            if item.submitted and not at_once and not self._may_resend_item(item):
                return False
        obstacle = task.find_sending_obstacle()
        if obstacle is not None:
            self._ledger.mark_needs_attention(self._forget_absent_request(item), State.ATTENTION, obstacle)
            return False
        return self._record_arrival(task, task.send())

    def _record_arrival(self, task: DeliveryJob, receipt: TicketReceipt) -> bool:
        desk = task.connector
        path = desk.find_ticket_folder(receipt.number) if task.item.kind == TICKET else None
        state = task.find_resulting_state(receipt)
        if state is not None:
            self._ledger.record_ticket_state(task.item.parent, state)
        self._ledger.record_ticket_created(task.item.report, receipt, desk.id, str(path or ""))
        standing = self._get_connector_status(task.item)
        standing.resume_after_sign_in()
        standing.record_response(self._rules.breaker)
        return self._complete_item(task, receipt)

    def _complete_item(self, task: DeliveryJob, receipt: TicketReceipt) -> bool:
        ended = task.complete(receipt, may_add=not self._may_request_still_arrive(task.item))
        if ended is None:  # a file whose request was cut may still arrive
            item = self._ledger.find_pending_item(task.item.report) or task.item
            self._ledger.schedule_retry(
                item, self._clock.now() + self._compute_seconds_until_next_lookup(item), None
            )
            return False
        self._ledger.record_delivered(task.item.report, ended.note, ended.left_out)
        self._pace.forget_item(task.item.report)
        self._get_connector_status(task.item).record_response(self._rules.breaker)
        if ended.whole:
            self._outbox.delete_item_files(task.item.report)
        return True

    # -- after an unknown outcome ------------------------------------------------------------------

    def _compute_seconds_until_lookup(self, item: PendingItem) -> float:
        """Return the seconds until a look-up is possible after an unknown outcome; 0 if none is needed."""
        if not item.submitted or self._is_outcome_certain(item):
            return 0.0
        return max(self._rules.adopt_after - self._pace.compute_seconds_since_submit(item), 0.0)

    def _may_request_still_arrive(self, item: PendingItem) -> bool:
        """Return whether an earlier request may still take effect at the desk."""
        if not item.submitted or self._is_outcome_certain(item):
            return False
        return self._pace.compute_seconds_since_submit(item) < self._rules.repeat_after

    def _compute_seconds_until_next_lookup(self, item: PendingItem) -> float:
        """Return the seconds until an unsuccessful look-up is repeated; the interval increases."""
        passed = self._pace.compute_seconds_since_submit(item)
        return min(max(passed, self._rules.adopt_after), self._rules.repeat_after - passed)

    def _may_resend_item(self, item: PendingItem) -> bool:
        """Return whether an item that a look-up didn't find may be sent again; else schedule a look-up."""
        if not self._get_connector_for(item).abilities.lookup and not self._is_outcome_certain(item):
            self._ledger.mark_needs_attention(item, State.ATTENTION, _UNKNOWN)
            return False
        passed = self._pace.compute_seconds_since_submit(item)
        if passed < self._rules.repeat_after and (item.failure or not self._is_outcome_certain(item)):
            self._outbox.memory.absent.add(item.report)
            self._ledger.schedule_retry(
                item, self._clock.now() + self._compute_seconds_until_next_lookup(item), None
            )
            return False
        if item.failure:
            self._ledger.record_attempt_without_effect(item.report)
            if item.rounds + 1 >= self._rules.rounds:
                reason = N_(
                    "The help desk's server returned an error on every attempt ({error}). Contact "
                    "your administrator, or remove an attachment and send the ticket again.",
                    error=item.failure,
                )
                self._ledger.mark_needs_attention(replace(item, submitted=0.0), State.ATTENTION, reason)
                return False
        return True

    def _forget_absent_request(self, item: PendingItem) -> PendingItem:
        """Return an item without its earlier request if a look-up has just shown that it left nothing behind.

        Then the item isn't sent; otherwise its outcome stays unknown.
        """
        looked_up = item.speaks or item.kind not in (ReplyKind.SOLVE, ReplyKind.REOPEN)
        passed = self._pace.compute_seconds_since_submit(item)
        if (
            looked_up
            and self._get_connector_for(item).abilities.lookup
            and passed >= self._rules.repeat_after
        ):
            return replace(item, submitted=0.0)
        return item

    # -- outcomes -------------------------------------------------------------------------------

    def _record_error(self, before: PendingItem, error: DeskError | UsageError) -> None:
        """Record the outcome of a failed attempt.

        ``before`` is the item before the attempt: if nothing was sent, that state is restored.
        """
        item = self._ledger.find_pending_item(before.report)
        if item is None:
            return
        settled = replace(item, submitted=before.submitted, rounds=before.rounds)
        if item.sending and isinstance(error, SignInNeededError | DeskRefusedError):
            settled = replace(settled, submitted=self._forget_absent_request(before).submitted)
        standing, now = self._get_connector_status(item), self._clock.now()
        if _is_close_refused(item, error):
            standing.record_response(self._rules.breaker)
            self._record_close_refused(settled)
        elif isinstance(error, DeskBusyError):
            standing.pause(error.wait)
            self._ledger.schedule_retry(settled, now + standing.compute_pause_seconds(), error.message)
        elif isinstance(error, DeskUnreachableError | DeskUntrustedError | OutcomeUnknownError):
            # A certificate that is not trusted is mended by someone else: it is sent on its own then.
            self._schedule_after_failure(item, settled, error)
        elif isinstance(error, SignInNeededError):
            self._ledger.mark_needs_attention(settled, State.SIGN_IN_NEEDED, error.message)
            if not does_error_concern_one_ticket(error):
                standing.mark_sign_in_required(error.message)
        elif isinstance(error, DeskRefusedError):
            standing.record_response(self._rules.breaker)
            if item.number:
                self._ledger.record_unverified(item.report, make_unverified_message(item, error.message))
            else:
                self._ledger.mark_needs_attention(settled, State.ATTENTION, _explain_refusal(settled, error))
        else:
            self._ledger.mark_needs_attention(settled, State.ATTENTION, error.message)

    def _record_close_refused(self, item: PendingItem) -> None:
        """Record that the help desk doesn't let the user close a ticket, so that it isn't offered again."""
        said = any(
            reply.kind is ReplyKind.COMMENT and reply.state is State.DELIVERED
            for reply in self._outbox.list_replies(item.parent)
        )
        self._outbox.memory.not_closable.add(item.parent)
        self._ledger.mark_needs_attention(
            item, State.ATTENTION, CLOSE_REFUSED_AFTER_MESSAGE if said else CLOSE_REFUSED
        )

    def _schedule_after_failure(self, item: PendingItem, settled: PendingItem, error: DeskError) -> None:
        """Schedule a retry with a growing delay after the desk failed or was unreachable."""
        standing, now = self._get_connector_status(item), self._clock.now()
        pause = self._pace.compute_backoff(item.attempts)
        if isinstance(error, OutcomeUnknownError) and item.sending and not item.number:
            until = now + max(self._rules.adopt_after, pause if self._is_outcome_certain(item) else 0.0)
            self._ledger.schedule_lookup(item, until, _parse_error_status(error), error.message)
        elif isinstance(error, OutcomeUnknownError) and item.sending:
            self._ledger.schedule_retry(item, now + max(self._rules.adopt_after, pause), error.message)
        else:
            self._ledger.schedule_retry(settled, now + pause, error.message)
        failures = standing.record_failure()
        if failures >= self._rules.breaker:
            standing.postpone(now + self._pace.compute_backoff(failures))

    def _record_internal_error(self, before: PendingItem) -> None:
        item = self._ledger.find_pending_item(before.report)
        if item is not None and item.sending:
            self._ledger.recover_interrupted_items(self._rules.adopt_after)
        elif item is not None:
            reason = N_("Something went wrong in the app while sending. Contact your administrator.")
            self._ledger.mark_needs_attention(item, State.ATTENTION, reason)


_UNKNOWN = N_(
    "The connection was lost, and this help desk system can't confirm that your "
    "ticket arrived. Ask the help desk; write a new ticket only if it didn't "
    "arrive."
)


def _explain_refusal(item: PendingItem, error: DeskError) -> Text:
    """Return the reason for a refusal; a new ticket can't be missing, so the user may not create it."""
    is_new = item.kind == TICKET and not item.submitted
    return TICKET_REFUSED if is_new and error.message == ENTRY_MISSING else error.message


def _is_close_refused(item: PendingItem, error: DeskError | UsageError) -> bool:
    """Return whether the help desk refused "Mark as resolved" because the user lacks the permission."""
    refused = isinstance(error, SignInNeededError | DeskRefusedError) and error.detail.startswith("403")
    return refused and item.kind == ReplyKind.SOLVE and not item.speaks


def _parse_error_status(error: DeskError) -> str:
    """Return the status of a server error as text; "" if the connection was lost."""
    status = error.detail.split(" ", 1)[0]
    return f"error {status}" if status.isdecimal() else ""
