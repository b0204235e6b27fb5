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

USUAL = gc.get_threshold()
NEVER = (*USUAL[:2], 1_000_000)
"""The last: looks at the middle generation until the old one is looked at as well (`gc.set_threshold`)."""


def wait_for_a_pause(application: QApplication) -> None:
    """Look for it, from now on, when she turns to something else or closes the window, not while she works.

    In the tray Python does it as usual: nobody waits, and the app may be there for weeks.
    """
    application.applicationStateChanged.connect(_turned)


def look_soon(owner: QObject) -> None:
    """Look for it in a moment: a window goes, and nobody sees one."""
    soon(owner, gc.collect)


def _turned(state: Qt.ApplicationState) -> None:
    from PySide6.QtCore import Qt  # its enumerations take 16 ms: not before the tray is there

    she_works = state is Qt.ApplicationState.ApplicationActive
    gc.set_threshold(*(NEVER if she_works else USUAL))
    if not she_works:
        gc.collect()
