"""Looks for garbage in the whole memory while nobody waits for the window.

Python does it by itself now and then, in the middle of whatever happens. With the repairs loaded it takes 57
to 85 ms on a slow computer, as much as it takes to build a screen: both together are felt. What is young is
still looked at all the time, which takes less than 10.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from selfhelp.ui.widgets.soon import soon

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, Qt
    from PySide6.QtWidgets import QApplication

NEVER = 1_000_000
"""Looks at the middle generation until the old one is looked at as well (`gc.set_threshold`)."""


def wait_for_a_pause(application: QApplication) -> None:
    """Look for it from now on only when she has turned to something else, or closed the window."""
    young, middle, _old = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)
    application.applicationStateChanged.connect(_turned)


def look_soon(owner: QObject) -> None:
    """Look for it in a moment: a window goes, and nobody sees one."""
    soon(owner, gc.collect)


def _turned(state: Qt.ApplicationState) -> None:
    from PySide6.QtCore import Qt  # its enumerations take 16 ms: not before the tray is there

    if state is not Qt.ApplicationState.ApplicationActive:
        gc.collect()
