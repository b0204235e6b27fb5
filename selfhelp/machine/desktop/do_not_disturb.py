"""Whether the user is presenting or wants quiet, where the system doesn't hold notifications back itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from selfhelp.core.foreign_functions import windows_function
from selfhelp.core.model import Platform

ACCEPTS = 5
"""QUNS_ACCEPTS_NOTIFICATIONS of QUERY_USER_NOTIFICATION_STATE (shellapi.h); every other state asks for quiet:
no one there, a full screen, a presentation, the first hour."""


def is_do_not_disturb_on(platform: Platform) -> bool:
    """Whether a notification should wait. Linux and macOS hold it back themselves, and list it."""
    ask = _ASK.get(platform)
    return ask is not None and ask()


def _is_quiet_on_windows() -> bool:
    """Ask SHQueryUserNotificationState of shell32; no answer isn't quiet. Not tried on a real Windows."""
    import ctypes

    library: Any = getattr(ctypes, "windll", None)
    state = ctypes.c_int(ACCEPTS)
    if (
        library is None
        or windows_function(ctypes, "shell32", "SHQueryUserNotificationState")(ctypes.byref(state)) != 0
    ):
        return False
    return state.value != ACCEPTS


_ASK: Mapping[Platform, Callable[[], bool]] = {Platform.WINDOWS: _is_quiet_on_windows}
