"""Run Python's garbage collector on the GUI thread only, with full collections while the user is away.

Python would run the collector at arbitrary times, on any thread that allocates memory. Freeing a widget on
another thread can crash the program: PySide calls the destructors of this project's widget classes on the
collector's thread (tested with 6.11). With the fixes loaded, a full collection takes 57 to 85 ms on a slow
computer. That is as long as building a screen, and noticeable. Collecting the young generation takes less
than 10 ms.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractEventDispatcher, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from selfhelp.ui.widgets.delayed_call import call_soon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

AWAY_MS = 5_000
"""Milliseconds of inactivity before a collection; longer than the window is hidden for a screenshot."""

PAUSE_MS = 2_000
"""Milliseconds without a collection after which the survivors of earlier collections are collected."""

MOST_ROUNDS = 100
"""Maximum number of collections that the survivors wait for a pause."""

YOUNG, ALL = 1, 2
"""The oldest generation to collect: while the window is in use, and otherwise."""


class IdleCollector(QObject):
    """Collects garbage before the event loop waits, as often as Python would.

    While only the tray icon is shown, all generations may be collected: the user isn't waiting, and the app
    may run for weeks. While the window is in use, only the young generation is collected; the others follow
    when the user has left the window. The objects that survived earlier collections belong to the young
    generation as well, but they wait for a pause: while the search is loading, they took 17 ms at the moment
    when its first results are shown. The garbage of a job is collected after the job's end, which wakes the
    event loop.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        gc.disable()
        self.later = QTimer(self, singleShot=True, interval=AWAY_MS)
        self.later.timeout.connect(self._collect_all_garbage)
        self._oldest = ALL
        self._survivors = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._survivors.timeout.connect(self._collect_survivors)
        application.applicationStateChanged.connect(self._on_application_state_changed)
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self._collect_due_generation)

    def _on_application_state_changed(self) -> None:
        """Start the timer when the user leaves the window; stop it when the user returns."""
        from PySide6.QtCore import Qt  # importing them takes 16 ms, so wait until the tray is shown

        if QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
            self.later.stop()
            self._oldest = YOUNG
        else:
            self.later.start()

    def _collect_due_generation(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if counts[0] > thresholds[0]:
            oldest = max((n for n in range(1, self._oldest + 1) if counts[n] > thresholds[n]), default=0)
            if oldest and self._oldest == YOUNG and counts[YOUNG] <= MOST_ROUNDS:
                oldest = 0
                self._survivors.start()  # again, as long as the user works
            gc.collect(oldest)

    def _collect_survivors(self) -> None:
        gc.collect(YOUNG)

    def _collect_all_garbage(self) -> None:
        self._oldest = ALL
        gc.collect()


def schedule_garbage_collection(owner: QObject) -> None:
    """Run a full collection from the event loop, for example after a window was closed."""
    call_soon(owner, gc.collect)
