"""Poll the help desk for replies with one timer; the timer runs only while tickets are open."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.ui.jobs import JobRunner

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.following.status_poller import PollCycle, TicketUpdate

log = logging.getLogger(__name__)

LEAST, MOST = 60.0, 21_600.0
"""Minimum and maximum interval between two polls, in seconds."""

AFTER_FAILURE = 3600.0


class ReplyPoller(QObject):
    """Polls for replies on a pool thread, one cycle at a time.

    Signals:
        heard: carries a list of `selfhelp.tickets.following.status_poller.TicketUpdate`.
        resumed: waiting items became due, because the help desk answered.
    """

    heard, resumed = Signal(list), Signal()

    def __init__(self, app: App, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app, self._jobs = app, jobs
        self._running = False
        self._later = QTimer(self, singleShot=True)
        self._later.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._later.timeout.connect(self._start_polling)

    @property
    def milliseconds_until_next_poll(self) -> int:
        """Milliseconds until the next poll; -1 while polling is paused."""
        return self._later.remainingTime()

    def schedule_next_poll(self) -> None:
        """Schedule the next poll; call this method after the start, and after a ticket was sent."""
        if self._app.policy.ticket_updates.enabled and not self._running:
            self._running = True
            self._jobs.start_job(self._compute_poll_delay, self._start_poll_timer, self._on_polling_failed)

    def _compute_poll_delay(self, _progress: Progress) -> float | None:
        return self._app.create_ticket_poller().compute_seconds_until_poll()

    def _start_poll_timer(self, wait: float | None) -> None:
        self._running = False
        if wait is None:
            self._later.stop()
        else:
            self._later.start(int(min(max(wait, LEAST), MOST) * 1000))

    def _start_polling(self) -> None:
        if not self._running:
            self._running = True
            self._jobs.start_job(self._poll_help_desk, self._on_help_desk_polled, self._on_polling_failed)

    def _poll_help_desk(self, progress: Progress) -> PollCycle:
        return self._app.create_ticket_poller().poll_due_tickets(progress, self._app.is_saving_power)

    def _on_help_desk_polled(self, round_: PollCycle) -> None:
        self._start_poll_timer(round_.wait)
        if round_.resumed:
            self.resumed.emit()
        news: Sequence[TicketUpdate] = round_.news
        if news:
            self.heard.emit(list(news))

    def _on_polling_failed(self, error: SelfhelpError) -> None:
        """Keep the stored conversations after an error, and poll again in an hour."""
        log.info("answers are looked for later: %s", error.code)
        self._start_poll_timer(AFTER_FAILURE)
