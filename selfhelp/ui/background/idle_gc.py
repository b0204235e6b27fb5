"""Runs Python's garbage collector while the user isn't using the window.

Python does it on its own now and then, in the middle of whatever happens. With the repairs loaded it takes 57
to 85 ms on a slow computer, as much as it takes to build a screen: both together are felt. What is young is
still looked at all the time, which takes less than 10.
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
"""Idle time before a collection; longer than the window hides for a screenshot."""

USUAL = gc.get_threshold()
NEVER = (*USUAL[:2], 1_000_000)
"""The last: looks at the middle generation until the old one is looked at as well (`gc.set_threshold`)."""


class IdleCollector(QObject):
    """Runs the garbage collector when the user has left or closed the window, not while they work.

    In the tray Python does it as usual: no one waits, and the app may be there for weeks.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.later = QTimer(self, singleShot=True, interval=AWAY_MS)
        self.later.timeout.connect(self._look)
        application.applicationStateChanged.connect(self._on_state_changed)

    def _on_state_changed(self) -> None:
        """Ask for the state: PySide can't convert the signal's argument before its names are loaded."""
        from PySide6.QtCore import Qt  # they take 16 ms: not before the tray is there

        if QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
            self.later.stop()
            gc.set_threshold(*NEVER)
        else:
            self.later.start()

    def _look(self) -> None:
        gc.set_threshold(*USUAL)
        gc.collect()


def schedule_collection(owner: QObject) -> None:
    """Collect garbage in a moment: a window is being closed, and no one waits for it."""
    call_soon(owner, gc.collect)
