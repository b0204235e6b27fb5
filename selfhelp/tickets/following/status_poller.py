"""Asks the help desk how tickets stand: seldom, only if something may have happened, never about closed
ones."""

from __future__ import annotations

import logging
import queue
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from selfhelp.core.errors import ConfigurationError, DeskBusyError, DeskError, SelfhelpError
from selfhelp.core.parallel import ParallelTask, run_tasks
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.core.ticket import TicketComment, TicketState, TicketStatus
from selfhelp.helpdesk.connectors import Connector
from selfhelp.network.failures import concerns_one_ticket
from selfhelp.tickets.delivery.retry_scheduler import RandomSource
from selfhelp.tickets.following.conversations import Conversations, ConversationSummary
from selfhelp.tickets.outbox.outbox import Outbox
from selfhelp.tickets.outbox.queued import ticket_state_of

log = logging.getLogger(__name__)

HOUR, DAY = 3600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class PollingRules:
    """When a desk is asked, in seconds.

    Attributes:
        steps: how long to wait, by how long nothing has happened in the ticket; the last one counts for all
            that is older. An answer mostly follows soon on a message, or not today.
        least: never sooner than this, whatever the steps say (policy).
        spread: each wait is longer or shorter by up to this share, so that a company's computers do not
            ask in the same second.
        solved: how long a solved ticket is still asked about; a technician may write once more.
        saving: when to look again whether the computer still saves power.
        failed: the wait after the first failure; doubled each time, up to the last of the steps.
        at_once: tickets that are asked about in one round.
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
    """A ticket with a number that the outbox knows; ``state`` is the last one seen."""

    report: str
    connector: str
    number: str
    subject: str
    state: TicketState
    changed: float


@dataclass(frozen=True, slots=True)
class TicketUpdate:
    """The news of one ticket. ``last`` is the desk's newest message, if it is new.

    Attributes:
        state: the state, where that is another than before; None if it is the same.
        count: how many messages are new.
    """

    report: str
    number: str
    subject: str
    state: TicketState | None
    count: int
    last: TicketComment | None


@dataclass(frozen=True, slots=True)
class PollCycle:
    """The result of one round: seconds until the next (None: nothing to ask about), and the news."""

    wait: float | None
    news: Sequence[TicketUpdate]


class StatusPoller:
    """Follows one user's tickets at the desk set by policy."""

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
        """Create the poller without asking anything yet.

        Args:
            outbox: has the tickets.
            conversations: keeps what the desk said.
            desk: makes the connector of an id; each thread that asks has its own. May raise
                `ConfigurationError`.
            name: the id of the desk that policy names: one of earlier days is only asked where they look.
            rules: when it is asked.
            now: seconds since 1970.
            chance: where the spread comes from.
        """
        self._outbox = outbox
        self._kept = conversations
        self._desk = desk
        self._name = name
        self._rules = rules or PollingRules()
        self._now = now
        self._chance = chance or random.SystemRandom()

    # -- on its own ---------------------------------------------------------------------------------

    def wait(self) -> float | None:
        """Return the seconds until a ticket is due, or None if none is polled any more."""
        glances = self._kept.summaries()
        planned = [self._next_poll_time(ticket, glances) for ticket in self._asked_about(glances)]
        return max(0.0, min(planned) - self._now()) if planned else None

    def round(self, progress: Progress, saves_power: Callable[[], bool] = lambda: False) -> PollCycle:
        """Ask about every due ticket, one by one.

        Never raises for a desk: one that cannot be asked is asked later.

        Raises:
            CancelledError: the user asked to stop.
            StorageError: the outbox cannot be read, or an answer could not be kept.
        """
        due = self._due_now()
        if not due:
            return PollCycle(self.wait(), ())
        if saves_power():
            return PollCycle(self._add_jitter(self._rules.saving), ())
        desk = self._usable_desk()
        if desk is None:
            for ticket in due:
                self._kept.schedule_poll(ticket.report, self._now() + self._rules.steps[-1][1])
            return PollCycle(self.wait(), ())
        news = self._ask_due(desk, due, progress)
        return PollCycle(self.wait(), news)

    def _ask_due(
        self, desk: Connector, due: Sequence[TrackedTicket], progress: Progress
    ) -> Sequence[TicketUpdate]:
        news: list[TicketUpdate] = []
        for place, ticket in enumerate(due):
            progress.check()
            try:
                found = self._ask_one(desk, ticket)
            except (DeskError, ConfigurationError) as error:
                if isinstance(error, ConfigurationError) or not concerns_one_ticket(error):
                    self._postpone(due[place:], error)  # the others would wait for the same answer
                    break
                self._postpone([ticket], error)  # it is gone, or not the user's any more
            else:
                news += [found] if found else []
        return news

    # -- because the user looks -------------------------------------------------------------------------

    def ask(self, report: str) -> TicketStatus | None:
        """Ask about one ticket now, whatever was planned; return it, or None if it has no number yet.

        Raises:
            DeskError, ConfigurationError: it cannot be asked; what is kept still counts.
            UsageError: there's no such report.
        """
        ticket = next((one for one in self._tickets() if one.report == report), None)
        if ticket is None:
            return None
        desk = self._desk(ticket.connector)
        if not desk.abilities.status:
            return self._kept.stored_status(report)
        self._ask_one(desk, ticket, fresh=self._kept.stored_status(report) is None)
        return self._kept.stored_status(report)

    def ask_all(
        self, progress: Progress, workers: int = 4, seconds: float = 20.0, closed: bool = False
    ) -> SelfhelpError | None:
        """Ask about all tickets that are not closed, several at the same time; return what went wrong.

        Args:
            progress: can stop it.
            workers: requests at the same time.
            seconds: what has not answered by then is left as it was.
            closed: ask about closed ones as well.
        """
        tickets = [t for t in self._tickets_of_desk() if closed or t.state is not TicketState.CLOSED]
        if not tickets:
            return None
        try:
            desk = self._desk(self._name)
        except ConfigurationError as error:
            return error
        if not desk.abilities.status:
            return None
        asking = _Asking(tickets, progress)
        pieces = [
            ParallelTask(
                str(number),
                seconds,
                lambda: asking.poll_until_done(self._new_connector, self._ask_one),
                lambda: LATE,
            )
            for number in range(min(workers, len(tickets)))
        ]
        try:
            answers = [answer[1] for answer in run_tasks(pieces) if answer is not None]
        finally:
            asking.stop()
        return next((trouble for trouble in answers if trouble is not None), None)

    # -- parts -------------------------------------------------------------------------------------

    def _ask_one(self, desk: Connector, ticket: TrackedTicket, fresh: bool = False) -> TicketUpdate | None:
        """Ask about one ticket, keep the answer and plan the next time.

        Raises:
            DeskError: it cannot be asked.
            ConfigurationError: the desk does not take what policy says of us.
        """
        glance = self._kept.summary(ticket.report)
        mark = "" if fresh or glance is None else glance.mark
        polled = desk.poll(ticket.number, mark)
        status = polled.status
        if status is None:
            self._kept.record_unchanged(ticket.report, polled.mark)
            self._plan(ticket, glance.active if glance else ticket.changed, ticket.state)
            return None
        kept = self._kept.store_status(ticket.report, status, polled.mark)
        self._outbox.update_ticket_state(ticket.number, ticket.connector, status.state, status.updated)
        self._plan(ticket, max(kept.active, ticket.changed), status.state)
        changed = status.state if kept.before is not None else None
        if not kept.messages and changed is None:
            return None
        last = kept.messages[-1] if kept.messages else None
        return TicketUpdate(
            ticket.report, ticket.number, status.subject or ticket.subject, changed, len(kept.messages), last
        )

    def _plan(self, ticket: TrackedTicket, active: float, state: TicketState) -> None:
        self._kept.schedule_poll(ticket.report, self._now() + self._add_jitter(self.interval(active, state)))

    def interval(self, active: float, state: TicketState = TicketState.OPEN) -> float:
        """Return the seconds until a ticket is asked about again in which something last happened then."""
        quiet = max(0.0, self._now() - active)
        steps = self._rules.steps[2:] if state is TicketState.SOLVED else self._rules.steps
        step = next(wait for limit, wait in steps if quiet < limit or limit == steps[-1][0])
        return max(step, self._rules.least)

    def _postpone(self, tickets: Sequence[TrackedTicket], error: DeskError | ConfigurationError) -> None:
        """Ask later: as the desk says, or longer each time."""
        log.info("tickets are asked about later: %s %s", error.code, error.detail[:200])
        glances = self._kept.summaries()
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

    def _new_connector(self) -> Connector:
        return self._desk(self._name)

    def _usable_desk(self) -> Connector | None:
        """Return the desk, or None if it can't report states."""
        try:
            desk = self._desk(self._name)
        except ConfigurationError:
            return None
        return desk if desk.abilities.status else None

    def _due_now(self) -> Sequence[TrackedTicket]:
        glances, now = self._kept.summaries(), self._now()
        planned = [(self._next_poll_time(ticket, glances), ticket) for ticket in self._asked_about(glances)]
        due = sorted(((at, ticket) for at, ticket in planned if at <= now), key=lambda pair: pair[0])
        return [ticket for _at, ticket in due[: self._rules.at_once]]

    def _next_poll_time(self, ticket: TrackedTicket, glances: Mapping[str, ConversationSummary]) -> float:
        """Return when it is asked about; a plan that a turned clock put far away counts as due."""
        planned = glances[ticket.report].next if ticket.report in glances else 0.0
        farthest = self._now() + 2 * max(self._rules.steps[-1][1], self._rules.least, DAY)
        return planned if planned <= farthest else 0.0

    def _asked_about(self, glances: Mapping[str, ConversationSummary]) -> Sequence[TrackedTicket]:
        return [ticket for ticket in self._tickets_of_desk() if self._may_have_news(ticket, glances)]

    def _tickets_of_desk(self) -> Sequence[TrackedTicket]:
        """Return the tickets of the desk that policy names."""
        return [ticket for ticket in self._tickets() if ticket.connector == self._name]

    def _may_have_news(self, ticket: TrackedTicket, glances: Mapping[str, ConversationSummary]) -> bool:
        if ticket.state is not TicketState.SOLVED:
            return ticket.state is not TicketState.CLOSED
        glance = glances.get(ticket.report)
        active = max(glance.active if glance else 0.0, ticket.changed)
        return self._now() - active < self._rules.solved

    def _tickets(self) -> Sequence[TrackedTicket]:
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
                ticket_state_of(row),
                row["changed"],
            )
            for row in rows
        ]


class _Asking:
    """Tickets shared by several threads, each taken once."""

    def __init__(self, tickets: Sequence[TrackedTicket], progress: Progress) -> None:
        self._tickets: queue.SimpleQueue[TrackedTicket] = queue.SimpleQueue()
        self._progress = progress
        self._stopped = False
        for ticket in tickets:
            self._tickets.put(ticket)

    def stop(self) -> None:
        """Stop polling after the current ticket."""
        self._stopped = True

    def poll_until_done(
        self, make: Callable[[], Connector], ask: Callable[[Connector, TrackedTicket], TicketUpdate | None]
    ) -> SelfhelpError | None:
        """Ask about tickets until none is left; return errors, never raise."""
        trouble: SelfhelpError | None = None
        try:
            desk = make()
            while not (self._stopped or self._progress.is_cancelled):
                try:
                    ask(desk, self._tickets.get_nowait())
                except DeskError as error:
                    if not concerns_one_ticket(error):
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
