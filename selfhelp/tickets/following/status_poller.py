"""Polls the help desk for the status of open tickets, rarely and only if news is likely."""

from __future__ import annotations

import logging
import queue
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from selfhelp.core.errors import (
    ConfigurationError,
    DeskBusyError,
    DeskError,
    DeskUnreachableError,
    SelfhelpError,
)
from selfhelp.core.parallel import ParallelTask, run_tasks_in_parallel
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState, TicketComment, TicketState, TicketStatus
from selfhelp.helpdesk.connectors import Connector
from selfhelp.network.failures import does_error_concern_one_ticket
from selfhelp.tickets.delivery.connector_status import ConnectorStatus
from selfhelp.tickets.delivery.retry_scheduler import RandomSource
from selfhelp.tickets.following.conversations import Conversations, ConversationSummary
from selfhelp.tickets.outbox.outbox import Outbox
from selfhelp.tickets.outbox.outbox_items import parse_ticket_state

log = logging.getLogger(__name__)

HOUR, DAY = 3600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class PollingRules:
    """Intervals at which a desk is polled, in seconds.

    Attributes:
        steps: poll interval by time since the last activity; the last interval applies to anything older.
            Most replies come soon after a message, or not on the same day.
        least: minimum interval (policy).
        spread: jitter as a share of each interval, so that an organisation's computers don't poll in the same
            second.
        solved: time for which a resolved ticket is still polled, as a technician may write once more.
        saving: interval for checking whether the computer still saves power.
        failed: delay after the first failure; doubled each time, up to the last of the steps.
        at_once: maximum number of tickets per round.
    """

    steps: Sequence[tuple[float, float]] = (
        (HOUR, 300.0),
        (8 * HOUR, 900.0),
        (2 * DAY, HOUR),
        (7 * DAY, 4 * HOUR),
        (float("inf"), 12 * HOUR),
    )
    least: float = 300.0
    spread: float = 0.2
    solved: float = 3 * DAY
    saving: float = 1800.0
    failed: float = 900.0
    at_once: int = 20


@dataclass(frozen=True, slots=True)
class TrackedTicket:
    """A ticket with a number in the outbox; ``state`` is the last known state."""

    report: str
    connector: str
    number: str
    subject: str
    state: TicketState
    changed: float


@dataclass(frozen=True, slots=True)
class TicketUpdate:
    """The news of one ticket; ``last`` is the desk's newest message, if it is new.

    Attributes:
        state: the new state; None if unchanged.
        count: number of new messages.
    """

    report: str
    number: str
    subject: str
    state: TicketState | None
    count: int
    last: TicketComment | None


@dataclass(frozen=True, slots=True)
class PollCycle:
    """One polling round's result.

    Attributes:
        wait: seconds until the next round; None if no ticket is polled.
        news: the updates.
        resumed: whether items in the outbox became due because the desk answered.
    """

    wait: float | None
    news: Sequence[TicketUpdate]
    resumed: bool = False


class StatusPoller:
    """Polls the tickets of one user at the desk set by policy."""

    def __init__(  # noqa: PLR0913 - time and chance only for tests
        self,
        outbox: Outbox,
        conversations: Conversations,
        desk: Callable[[str], Connector],
        name: str,
        *,
        rules: PollingRules | None = None,
        now: Callable[[], float] = time.time,
        chance: RandomSource | None = None,
    ) -> None:
        """Create the poller without any request.

        Args:
            outbox: contains the tickets.
            conversations: stores the desk's responses.
            desk: creates the connector of an ID; each thread has its own. May raise
                `ConfigurationError`.
            name: ID of the desk that policy names; former desks are polled only when the user opens a ticket.
            rules: the polling intervals.
            now: returns seconds since 1970.
            chance: source of jitter.
        """
        self._outbox = outbox
        self._kept = conversations
        self._desk = desk
        self._name = name
        self._rules = rules or PollingRules()
        self._now = now
        self._chance = chance or random.SystemRandom()
        self.has_answer = False
        """Whether the desk has answered a request of this poller."""

    # -- automatic ----------------------------------------------------------------------------------

    def compute_seconds_until_poll(self) -> float | None:
        """Return the seconds until the next ticket is due, or None if no ticket is polled any more."""
        glances = self._kept.read_summaries()
        planned = [
            self._find_next_poll_time(ticket, glances) for ticket in self._list_polled_tickets(glances)
        ]
        return max(0.0, min(planned) - self._now()) if planned else None

    def poll_due_tickets(
        self, progress: Progress, saves_power: Callable[[], bool] = lambda: False
    ) -> PollCycle:
        """Poll all due tickets in sequence; if the desk is unreachable, schedule later polls.

        Raises:
            CancelledError: the user cancelled.
            StorageError: the outbox can't be read, or a response couldn't be stored.
        """
        due = self._list_due_tickets()
        if not due:
            return PollCycle(self.compute_seconds_until_poll(), ())
        if saves_power():
            return PollCycle(self._add_jitter(self._rules.saving), ())
        desk = self._find_usable_desk()
        if desk is None:
            for ticket in due:
                self._kept.schedule_poll(ticket.report, self._now() + self._rules.steps[-1][1])
            return PollCycle(self.compute_seconds_until_poll(), ())
        news = self._poll_tickets(desk, due, progress)
        return PollCycle(self.compute_seconds_until_poll(), news, self._outbox.memory.take_resumed())

    def _poll_tickets(
        self, desk: Connector, due: Sequence[TrackedTicket], progress: Progress
    ) -> Sequence[TicketUpdate]:
        news: list[TicketUpdate] = []
        for place, ticket in enumerate(due):
            progress.check()
            try:
                found = self._poll_ticket(desk, ticket)
            except (DeskError, ConfigurationError) as error:
                if isinstance(error, ConfigurationError) or not does_error_concern_one_ticket(error):
                    self._postpone_tickets(due[place:], error)  # the others would wait for the same answer
                    break
                self._postpone_tickets([ticket], error)  # it is gone, or not the user's any more
            else:
                news += [found] if found else []
        return news

    # -- on request --------------------------------------------------------------------------

    def poll_ticket(self, report: str) -> TicketStatus | None:
        """Poll one ticket now and return its status, or None if it has no number yet.

        Raises:
            DeskError, ConfigurationError: it can't be polled; the stored status still applies.
            UsageError: there's no such ticket.
        """
        ticket = next((one for one in self._list_tickets() if one.report == report), None)
        if ticket is None:
            return None
        desk = self._desk(ticket.connector)
        if not desk.abilities.status:
            return self._kept.read_stored_status(report)
        self._poll_ticket(desk, ticket, fresh=self._kept.read_stored_status(report) is None)
        return self._kept.read_stored_status(report)

    def poll_all_tickets(
        self, progress: Progress, workers: int = 4, seconds: float = 20.0, closed: bool = False
    ) -> SelfhelpError | None:
        """Poll all open tickets in parallel; return the first error, or None.

        Args:
            progress: can cancel the polling.
            workers: number of parallel requests.
            seconds: time limit for all of them.
            closed: include closed tickets.
        """
        tickets = [t for t in self._list_tickets_of_desk() if closed or t.state is not TicketState.CLOSED]
        if not tickets:
            return None
        try:
            desk = self._desk(self._name)
        except ConfigurationError as error:
            return error
        if not desk.abilities.status:
            return None
        asking = _PollingQueue(tickets, progress)
        pieces = [
            ParallelTask(
                str(number),
                seconds,
                lambda: asking.poll_until_done(self._create_connector, self._poll_ticket),
                lambda: LATE,
            )
            for number in range(min(workers, len(tickets)))
        ]
        try:
            answers = [answer[1] for answer in run_tasks_in_parallel(pieces) if answer is not None]
        finally:
            asking.stop()
        return next((trouble for trouble in answers if trouble is not None), None)

    # -- parts -------------------------------------------------------------------------------------

    def _poll_ticket(
        self, desk: Connector, ticket: TrackedTicket, fresh: bool = False
    ) -> TicketUpdate | None:
        """Poll one ticket, store the response and schedule the next poll.

        Raises:
            DeskError: it can't be polled.
            ConfigurationError: the desk rejects the configured account.
        """
        glance = self._kept.read_summary(ticket.report)
        mark = "" if fresh or glance is None else glance.mark
        asked = self._now()
        try:
            polled = desk.poll_ticket(ticket.number, mark)
        except DeskUnreachableError:
            self._outbox.memory.hastened.clear()  # its next answer is news again
            raise
        self.has_answer = True
        self._resume_delivery(ticket.connector, asked)
        status = polled.status
        if status is None:
            self._kept.record_poll_without_news(ticket.report, polled.mark)
            self._schedule_next_poll(ticket, glance.active if glance else ticket.changed, ticket.state)
            return None
        kept = self._kept.store_status(ticket.report, status, polled.mark)
        self._resume_lookups(ticket.report, status)
        self._outbox.update_ticket_state(ticket.number, ticket.connector, status.state, status.updated, asked)
        self._schedule_next_poll(ticket, max(kept.active, ticket.changed), status.state)
        news = kept.before is not None and status.state is not ticket.state  # not the user's own change
        changed = status.state if news else None
        if not kept.messages and changed is None:
            return None
        last = kept.messages[-1] if kept.messages else None
        return TicketUpdate(
            ticket.report, ticket.number, status.subject or ticket.subject, changed, len(kept.messages), last
        )

    def _resume_delivery(self, connector: str, asked: float) -> None:
        """Resume sending of items that were waiting for this desk to be reachable, or for a sign-in.

        The desk has just accepted the user's credentials in a request started at ``asked``.
        """
        outbox, clocks = self._outbox, (self._now, time.monotonic)
        if outbox.store.read_only:
            return
        desk = ConnectorStatus(
            outbox.store, outbox.memory, connector, clocks, current=connector == self._name
        )
        if desk.compute_pause_seconds() > 0:
            return
        if desk.resume_after_answer():
            outbox.memory.resumed = True
        if desk.list_sign_in_waits(asked):
            outbox.memory.accepted[connector] = asked
            outbox.memory.resumed = True

    def _resume_lookups(self, report: str, status: TicketStatus) -> None:
        """Look up a reply again that the conversation shows, although its look-up was refused."""
        shown = {comment.ref for comment in status.comments if comment.ref}
        if not shown or self._outbox.store.read_only:
            return
        for reply in self._outbox.list_replies(report):
            stopped = reply.state is DeliveryState.UNKNOWN and reply.stage is not DeliveryState.UNKNOWN
            if stopped and reply.ref in shown:
                self._outbox.resume_lookup(reply.ref)

    def _schedule_next_poll(self, ticket: TrackedTicket, active: float, state: TicketState) -> None:
        self._kept.schedule_poll(
            ticket.report, self._now() + self._add_jitter(self.compute_poll_interval(active, state))
        )

    def compute_poll_interval(self, active: float, state: TicketState = TicketState.OPEN) -> float:
        """Return the seconds until a ticket's next poll, given the time of its last activity."""
        quiet = max(0.0, self._now() - active)
        steps = self._rules.steps[2:] if state is TicketState.SOLVED else self._rules.steps
        step = next(wait for limit, wait in steps if quiet < limit or limit == steps[-1][0])
        return max(step, self._rules.least)

    def _postpone_tickets(
        self, tickets: Sequence[TrackedTicket], error: DeskError | ConfigurationError
    ) -> None:
        """Schedule later polls, as the desk asks or with increasing delays."""
        log.info("tickets are asked about later: %s %s", error.code, error.detail[:200])
        glances = self._kept.read_summaries()
        for ticket in tickets:
            failures = glances[ticket.report].failures + 1 if ticket.report in glances else 1
            longest = self._rules.steps[-1][1]
            wait = min(self._rules.failed * 2.0 ** min(failures - 1, 10), longest)
            if isinstance(error, DeskBusyError):
                wait = max(wait, error.wait)
            self._kept.schedule_poll(ticket.report, self._now() + self._add_jitter(wait), failures)

    def _add_jitter(self, seconds: float) -> float:
        share = self._rules.spread
        return seconds * self._chance.uniform(1 - share, 1 + share)

    def _create_connector(self) -> Connector:
        return self._desk(self._name)

    def _find_usable_desk(self) -> Connector | None:
        """Return the desk, or None if it can't report ticket states."""
        try:
            desk = self._desk(self._name)
        except ConfigurationError:
            return None
        return desk if desk.abilities.status else None

    def _list_due_tickets(self) -> Sequence[TrackedTicket]:
        glances, now = self._kept.read_summaries(), self._now()
        planned = [
            (self._find_next_poll_time(ticket, glances), ticket)
            for ticket in self._list_polled_tickets(glances)
        ]
        due = sorted(((at, ticket) for at, ticket in planned if at <= now), key=lambda pair: pair[0])
        return [ticket for _at, ticket in due[: self._rules.at_once]]

    def _find_next_poll_time(
        self, ticket: TrackedTicket, glances: Mapping[str, ConversationSummary]
    ) -> float:
        """Return the time of a ticket's next poll; an implausible time after a clock change counts as due."""
        planned = glances[ticket.report].next if ticket.report in glances else 0.0
        farthest = self._now() + 2 * max(self._rules.steps[-1][1], self._rules.least, DAY)
        return planned if planned <= farthest else 0.0

    def _list_polled_tickets(self, glances: Mapping[str, ConversationSummary]) -> Sequence[TrackedTicket]:
        return [
            ticket for ticket in self._list_tickets_of_desk() if self._may_ticket_have_news(ticket, glances)
        ]

    def _list_tickets_of_desk(self) -> Sequence[TrackedTicket]:
        """Return the user's tickets at the desk set by policy."""
        return [ticket for ticket in self._list_tickets() if ticket.connector == self._name]

    def _may_ticket_have_news(
        self, ticket: TrackedTicket, glances: Mapping[str, ConversationSummary]
    ) -> bool:
        if ticket.state is not TicketState.SOLVED:
            return ticket.state is not TicketState.CLOSED
        glance = glances.get(ticket.report)
        active = max(glance.active if glance else 0.0, ticket.changed)
        return self._now() - active < self._rules.solved

    def _list_tickets(self) -> Sequence[TrackedTicket]:
        """Return the tickets that have a number, newest first."""
        rows = self._outbox.store.query_rows(
            "SELECT report, connector, number, subject, desk_state, max(desk_updated, updated) AS changed"
            " FROM reports WHERE kind = 'ticket' AND number <> '' ORDER BY id DESC"
        )
        return [
            TrackedTicket(
                row["report"],
                row["connector"],
                row["number"],
                row["subject"],
                parse_ticket_state(row),
                row["changed"],
            )
            for row in rows
        ]


class _PollingQueue:
    """A queue of tickets shared by several threads, each ticket polled once."""

    def __init__(self, tickets: Sequence[TrackedTicket], progress: Progress) -> None:
        self._list_tickets: queue.SimpleQueue[TrackedTicket] = queue.SimpleQueue()
        self._progress = progress
        self._stopped = False
        for ticket in tickets:
            self._list_tickets.put(ticket)

    def stop(self) -> None:
        """Stop polling after the current ticket."""
        self._stopped = True

    def poll_until_done(
        self, make: Callable[[], Connector], ask: Callable[[Connector, TrackedTicket], TicketUpdate | None]
    ) -> SelfhelpError | None:
        """Poll tickets until none is left; return an error instead of raising it."""
        trouble: SelfhelpError | None = None
        try:
            desk = make()
            while not (self._stopped or self._progress.is_cancelled):
                try:
                    ask(desk, self._list_tickets.get_nowait())
                except DeskError as error:
                    if not does_error_concern_one_ticket(error):
                        raise
                    trouble = error
        except queue.Empty:
            return trouble
        except SelfhelpError as error:
            self.stop()  # the others would wait for the same answer
            return error
        except Exception as error:
            log.exception("unexpected error while tickets were asked about")
            return SelfhelpError(LATE.message, detail=repr(error))
        return trouble


LATE = SelfhelpError(N_("The help desk's server isn't responding. You're seeing the last known status."))
