"""Sends waiting tickets in the background and schedules retries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.tickets.outbox.stored_text import is_waiting_for_keyring
from selfhelp.ui.background.keyring_watcher import KeyringWatcher
from selfhelp.ui.jobs import JobRunner

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.outbox.outbox import OutboxItem, ReplyItem

LATEST = 1800.0
"""Seconds after which it looks again, whatever the sender said."""


@dataclass(frozen=True, slots=True)
class SendRound:
    """The result of one round: seconds until the next (None: nothing waits), and the changed items.

    Attributes:
        locked: something waits until the user's keyring is unlocked.
    """

    wait: float | None
    changed: Sequence[OutboxItem]
    answers: Sequence[ReplyItem] = ()
    locked: bool = False


class OutboxSender(QObject):
    """Sends due tickets and replies on a pool thread, one round at a time.

    Signals:
        ended: a round is over; carries it.
    """

    ended = Signal(object)

    def __init__(self, app: App, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app, self._jobs = app, jobs
        self._running = self._again = self._asked = False
        self.locked = False
        self._later = QTimer(self, singleShot=True)
        self._later.setTimerType(Qt.TimerType.CoarseTimer)
        self._later.timeout.connect(self.run_now)
        self._unlocked = KeyringWatcher(jobs, self)
        self._unlocked.happened.connect(self.retry_waiting)

    @property
    def is_waiting(self) -> bool:
        """Whether something is being sent, or will be retried automatically."""
        return self._running or self._later.isActive()

    def send_requested(self) -> None:
        """The user sent something just now: a locked keyring may ask them for its password."""
        self._asked = True
        self.run_now()

    def retry_waiting(self) -> None:
        """Send what waited for the keyring, once it is unlocked; shows no dialog."""
        if self.locked:
            self.run_now()

    def run_now(self) -> None:
        """Send what is due now."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._later.stop()
        asked, self._asked = self._asked, False
        self._jobs.start_job(partial(self._round, asked), self._on_round_done, self._on_failed)

    def close(self) -> None:
        """Stop listening to the keyring."""
        self._unlocked.set_listening(False)

    def _round(self, asked: bool, _progress: Progress) -> SendRound:
        """Send what is due; apply the organisation's retention before and after."""
        self._app.apply_retention()
        outbox = self._app.outbox()
        before = {item.report: item.state for item in outbox.list_items()}
        before |= {reply.ref: reply.state for reply in outbox.list_replies()}
        if not outbox.has_pending():
            return SendRound(None, ())
        delivery = self._app.delivery()
        if asked:
            self._app.secrets.unlock_if_needed()
        wait = delivery.deliver_due()
        self._app.apply_retention()
        items, replies = outbox.list_items(), outbox.list_replies()
        changed = [item for item in items if before.get(item.report, item.state) != item.state]
        answers = [reply for reply in replies if before.get(reply.ref, reply.state) != reply.state]
        standing = [(one.state, one.reason) for one in items] + [(one.state, one.reason) for one in replies]
        locked = any(is_waiting_for_keyring(*how) for how in standing)
        return SendRound(wait, changed, answers, locked)

    def _on_round_done(self, round_: SendRound) -> None:
        self._running, self.locked = False, round_.locked
        if self._again:
            self._again = False
            self.run_now()
        elif round_.wait is not None:
            self._later.start(int(min(max(round_.wait, 1.0), LATEST) * 1000))
        self._unlocked.set_listening(self.locked)
        self.ended.emit(round_)

    def _on_failed(self, error: SelfhelpError) -> None:
        """The tickets are safe on disk, but cannot be sent now (no folder, a mistake in the policy)."""
        self._on_round_done(SendRound(LATEST, (), locked=self.locked))
