"""Run Python's garbage collector while the user isn't using the window.

Python would run it at arbitrary times. With the fixes loaded, a full collection takes 57 to 85 ms on a slow
computer, as long as building a screen, which is noticeable. Young generations are still collected all the
time, in less than 10 ms.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from selfhelp.ui.widgets.soon import call_soon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

AWAY_MS = 5_000
"""Milliseconds of inactivity before a collection; longer than the window is hidden for a screenshot."""

USUAL = gc.get_threshold()
NEVER = (*USUAL[:2], 1_000_000)
"""Thresholds for `gc.set_threshold` that practically disable full collections."""


class IdleCollector(QObject):
    """Runs a full garbage collection when the user has left the window.

    In the tray, Python collects as usual: no one waits, and the app may run for weeks.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.later = QTimer(self, singleShot=True, interval=AWAY_MS)
        self.later.timeout.connect(self._collect_garbage)
        application.applicationStateChanged.connect(self._on_application_state_changed)

    def _on_application_state_changed(self) -> None:
        """Start the timer when the user leaves the window; stop it when the user returns."""
        from PySide6.QtCore import Qt  # importing them takes 16 ms, so wait until the tray is shown

        if QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
            self.later.stop()
            gc.set_threshold(*NEVER)
        else:
            self.later.start()

    def _collect_garbage(self) -> None:
        gc.set_threshold(*USUAL)
        gc.collect()


def schedule_garbage_collection(owner: QObject) -> None:
    """Run a full collection from the event loop, for example after a window was closed."""
    call_soon(owner, gc.collect)
