"""Send waiting tickets in the background, and schedule retries."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from selfhelp.core.errors import NO_SPACE_TO_SEND, ConfigurationError, SelfhelpError, is_about_full_disk
from selfhelp.core.progress import Progress
from selfhelp.core.text import Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.outbox.stored_messages import is_waiting_for_keyring
from selfhelp.ui.background.keyring_watcher import KeyringWatcher
from selfhelp.ui.jobs import JobRunner

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.outbox.outbox import Outbox, OutboxItem, ReplyItem

LATEST = 1800.0
"""Maximum interval between two rounds, in seconds."""


NOTICEABLE = 0.8
"""Minimum duration of a requested attempt, in seconds, so that the user notices the attempt."""

SOON = 10.0
"""Maximum delay in seconds with which a retry still counts as the attempt that the user requested."""


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """A ticket or reply that a requested attempt failed to deliver.

    ``subject`` is "" for a reply.
    """

    ref: str
    subject: str
    state: DeliveryState
    reason: Text | None


@dataclass(frozen=True, slots=True)
class SendRound:
    """The result of one sending round.

    Attributes:
        wait: seconds until the next round; None if nothing is pending.
        changed: tickets whose state has changed.
        answers: replies whose state has changed.
        locked: whether an item is waiting for the user's keyring to be unlocked.
        failed: the requested attempts that failed.
    """

    wait: float | None
    changed: Sequence[OutboxItem]
    answers: Sequence[ReplyItem] = ()
    locked: bool = False
    failed: Sequence[FailedAttempt] = ()


class OutboxSender(QObject):
    """Sends due tickets and replies on a pool thread, one round at a time.

    Signals:
        ended: a round has ended; carries the `SendRound`.
    """

    ended = Signal(object)

    def __init__(self, app: App, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app, self._jobs = app, jobs
        self._running = self._again = self._asked = False
        self.locked = False
        self._later = QTimer(self, singleShot=True)
        self._later.setTimerType(Qt.TimerType.CoarseTimer)
        self._later.timeout.connect(self.send_due_items)
        self._unlocked = KeyringWatcher(jobs, self)
        self._unlocked.happened.connect(self.retry_after_unlock)

    @property
    def is_active(self) -> bool:
        """Whether a round is running, or a retry is scheduled."""
        return self._running or self._later.isActive()

    def send_on_user_request(self) -> None:
        """Start a round, because the user has just sent an item.

        The system may ask for the password of a locked keyring.
        """
        self._asked = True
        self.send_due_items()

    def retry_after_unlock(self) -> None:
        """Start a round for the items that were waiting for the keyring, without a dialog."""
        if self.locked:
            self.send_due_items()

    def send_due_items(self) -> None:
        """Start a round now, or after the running round."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._later.stop()
        asked, self._asked = self._asked, False
        self._jobs.start_job(
            partial(self._run_delivery, asked), self._on_delivery_done, self._on_delivery_failed
        )

    def stop_listening(self) -> None:
        """Stop watching the keyring."""
        self._unlocked.set_listening(False)

    def _run_delivery(self, asked: bool, _progress: Progress) -> SendRound:
        """Send all due items and return the result; apply the organisation's retention before and after."""
        self._app.apply_retention()
        outbox = self._app.get_outbox()
        self._app.notify_tickets_stored()  # sending may take minutes; until then, the icon shows what waits
        awaited, began = set(outbox.memory.awaited), time.monotonic()
        before = {item.report: item.stage for item in outbox.list_items()}
        before |= {reply.ref: reply.stage for reply in outbox.list_replies()}
        if not outbox.has_pending_items():
            return SendRound(None, ())
        try:
            wait = self._deliver_due_items(asked)
        except SelfhelpError as error:
            why = NO_SPACE_TO_SEND if is_about_full_disk(error.user_message) else error.user_message
            # a policy error is shown only as long as it is in the policy
            outbox.memory.obstacle = None if isinstance(error, ConfigurationError) else why
            failed = _take_failed_attempts(outbox, awaited, began, why)
            return SendRound(LATEST, (), locked=self.locked, failed=failed)
        outbox.memory.obstacle = None
        self._app.apply_retention()
        items, replies = outbox.list_items(), outbox.list_replies()
        changed = [item for item in items if before.get(item.report, item.stage) != item.stage]
        answers = [reply for reply in replies if before.get(reply.ref, reply.stage) != reply.stage]
        standing = [(one.stage, one.reason) for one in items] + [(one.stage, one.reason) for one in replies]
        locked = any(is_waiting_for_keyring(*how) for how in standing)
        ended = awaited if wait is None or wait > SOON else awaited - outbox.memory.asked
        return SendRound(wait, changed, answers, locked, _take_failed_attempts(outbox, ended, began))

    def _deliver_due_items(self, asked: bool) -> float | None:
        delivery = self._app.create_delivery_service()
        if asked:
            self._app.secrets.unlock_if_needed()
        return delivery.deliver_due_items()

    def _on_delivery_done(self, round_: SendRound) -> None:
        self._running, self.locked = False, round_.locked
        if self._again:
            self._again = False
            self.send_due_items()
        elif round_.wait is not None:
            self._later.start(int(min(max(round_.wait, 1.0), LATEST) * 1000))
        self._unlocked.set_listening(self.locked)
        self.ended.emit(round_)

    def _on_delivery_failed(self, error: SelfhelpError) -> None:
        """Schedule a retry after an error that prevents all sending, such as a policy error."""
        self._on_delivery_done(SendRound(LATEST, (), locked=self.locked))


def _take_failed_attempts(
    outbox: Outbox, ended: set[str], began: float, why: Text | None = None
) -> Sequence[FailedAttempt]:
    """Return each undelivered item whose requested attempt has ended, and remove it from the awaited items.

    Args:
        outbox: the outbox.
        ended: references of the items whose attempts have ended.
        began: monotonic time at the start of the attempts.
        why: the reason why no item could be sent; None if sending was attempted.
    """
    found = _list_failed(outbox, ended, why)
    if found:
        time.sleep(max(0.0, began + NOTICEABLE - time.monotonic()))
    memory = outbox.memory
    postponed = memory.asked if why is None else set()
    for ref in ended:
        memory.failed.pop(ref, None)
    memory.failed.update((one.ref, datetime.now(UTC)) for one in found if one.ref not in postponed)
    memory.awaited.difference_update(ended)
    return found


def _list_failed(outbox: Outbox, ended: set[str], why: Text | None) -> Sequence[FailedAttempt]:
    found = [
        FailedAttempt(item.report, item.subject, item.state, why or item.reason)
        for item in outbox.list_items()
        if item.report in ended and item.state is not DeliveryState.DELIVERED
    ]
    return found + [
        FailedAttempt(reply.ref, "", reply.state, why or reply.reason)
        for reply in outbox.list_replies()
        if reply.ref in ended and reply.state is not DeliveryState.DELIVERED
    ]
