"""Do Not Disturb, on systems that don't hold notifications back themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Platform

ACCEPTS = 5
"""QUNS_ACCEPTS_NOTIFICATIONS of QUERY_USER_NOTIFICATION_STATE (shellapi.h).

Every other state asks for quiet: user away, full screen, presentation, first hour after setup.
"""


def is_do_not_disturb_on(platform: Platform) -> bool:
    """Return whether a notification should wait because Do Not Disturb is on.

    Always false on Linux and macOS, which hold notifications back themselves.
    """
    ask = _ASK.get(platform)
    return ask is not None and ask()


def _is_quiet_on_windows() -> bool:
    """Return whether SHQueryUserNotificationState (shell32) asks for quiet; false if it fails.

    Untested on Windows.
    """
    import ctypes

    library: Any = getattr(ctypes, "windll", None)
    state = ctypes.c_int(ACCEPTS)
    if (
        library is None
        or load_windows_function(ctypes, "shell32", "SHQueryUserNotificationState")(ctypes.byref(state)) != 0
    ):
        return False
    return state.value != ACCEPTS


_ASK: Mapping[Platform, Callable[[], bool]] = {Platform.WINDOWS: _is_quiet_on_windows}
