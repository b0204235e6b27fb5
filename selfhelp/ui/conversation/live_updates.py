"""When to fetch the conversation again that the user is looking at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from selfhelp.policy.policy import TicketUpdates
    from selfhelp.ui.conversation.conversation_loader import LoadedConversation

STALE = 30.0
"""Seconds after which a conversation that the user is looking at is fetched again."""

WRITING = 1 / 3
"""Share of the interval after which a conversation is fetched again while the user writes a reply."""

LONGEST = 900.0
"""Maximum interval after failures, in seconds."""

SHARE = 0.1
"""Interval in proportion to the policy's minimum interval between background checks."""


class LiveUpdates(QObject):
    """Times the updates of the shown conversation; the timer runs only while the window is active.

    Signals:
        due: the conversation must be fetched again.
    """

    due = Signal()

    def __init__(self, page: QWidget, policy: TicketUpdates) -> None:
        super().__init__(page)
        self._page, self._policy = page, policy
        self._failures = 0
        self.timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.VeryCoarseTimer)
        self.timer.timeout.connect(self._on_timeout)

    def record_fetch(self, talk: LoadedConversation) -> None:
        """Count the fetches that failed in a row, and schedule the next."""
        self._failures = self._failures + 1 if talk.trouble is not None else 0
        self.schedule_next(talk)

    def schedule_next(self, talk: LoadedConversation | None) -> None:
        """Schedule the next fetch, unless the ticket can't have news or the user can't see it."""
        self.timer.stop()
        if talk is not None and self._policy.enabled and self._is_seen() and _may_have_news(talk):
            self.timer.start(int(self.compute_interval(talk) * 1000))

    def compute_interval(self, talk: LoadedConversation) -> float:
        """Return the seconds until the next fetch: longer after failures, or if the help desk asks for it."""
        usual = max(STALE, SHARE * 60 * self._policy.min_interval_minutes)
        after_failures = min(usual * 2.0 ** min(self._failures, 10), max(usual, LONGEST))
        return max(after_failures, talk.wait)

    def is_due_while_writing(self, talk: LoadedConversation, age: float) -> bool:
        """Return whether a conversation that was fetched ``age`` seconds ago is too old to reply to."""
        awaited = self._policy.enabled and self._is_seen() and _may_have_news(talk)
        return awaited and age >= max(self.compute_interval(talk) * WRITING, talk.wait)

    def _is_seen(self) -> bool:
        return self._page.isVisible() and self._page.window().isActiveWindow()

    def _on_timeout(self) -> None:
        if self._is_seen():
            self.due.emit()


def _may_have_news(talk: LoadedConversation) -> bool:
    known = talk.sent is not None and talk.abilities.status
    return known and not (talk.here or talk.lost or talk.is_closed)
