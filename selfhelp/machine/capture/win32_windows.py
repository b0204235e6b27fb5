"""The open windows on Windows, and bringing a window to the front.

From Microsoft's documentation of EnumWindows, DwmGetWindowAttribute (the visible frame in physical pixels,
without the invisible resize border) and SetForegroundWindow; untested on Windows.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.machine.capture.open_windows import MOST, OpenWindow, WindowArea, clean_window_title

_EXTENDED_FRAME_BOUNDS, _CLOAKED = 9, 14  # DWMWINDOWATTRIBUTE, dwmapi.h
_EXTENDED_STYLE, _TOOL_WINDOW = -20, 0x80  # GWL_EXSTYLE, WS_EX_TOOLWINDOW (winuser.h)
_LONGEST = 512


class _WindowRectangle(ctypes.Structure):
    """The structure RECT of windef.h."""

    _fields_ = tuple((name, ctypes.c_long) for name in ("left", "top", "right", "bottom"))


def list_windows() -> Sequence[OpenWindow]:
    """Return the visible windows of other programs, frontmost first, without tool windows."""
    user, frames = _load_libraries()
    handles: list[int] = []

    def collect_window(handle: int, _unused: int) -> bool:
        handles.append(handle)
        return len(handles) < 5000

    callback = ctypes.WINFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)(collect_window)  # type: ignore[attr-defined,unused-ignore]
    user.EnumWindows(callback, None)
    found = (_read_window_facts(user, frames, handle) for handle in handles if handle)
    return [window for window in found if window is not None][:MOST]


def read_window_area(handle: int) -> WindowArea | None:
    """Return a window's current area; None if the window no longer exists or is hidden."""
    user, frames = _load_libraries()
    window = ctypes.c_void_p(handle)
    if not user.IsWindowVisible(window) or user.IsIconic(window):
        return None
    bounds = _WindowRectangle()
    attribute = (ctypes.c_uint(_EXTENDED_FRAME_BOUNDS), ctypes.byref(bounds), ctypes.sizeof(bounds))
    if frames.DwmGetWindowAttribute(window, *attribute) != 0:
        return None
    size = (bounds.right - bounds.left, bounds.bottom - bounds.top)
    return WindowArea(bounds.left, bounds.top, *size) if min(size) > 0 else None


def read_active_window_area() -> WindowArea | None:
    """Return the area of the foreground window; None if there is none."""
    user, _ = _load_libraries()
    handle = user.GetForegroundWindow()
    return read_window_area(handle) if handle else None


def bring_to_front(handle: int) -> None:
    """Bring a window to the front; allowed right after the user clicked in this app."""
    user, _ = _load_libraries()
    user.SetForegroundWindow(ctypes.c_void_p(handle))


def _read_window_facts(user: Any, frames: Any, handle: int) -> OpenWindow | None:
    area = read_window_area(handle)
    if area is None or _is_window_excluded(user, frames, ctypes.c_void_p(handle)):
        return None
    words = ctypes.create_unicode_buffer(_LONGEST)
    user.GetWindowTextW(ctypes.c_void_p(handle), words, _LONGEST)
    title = clean_window_title(words.value)
    return OpenWindow(handle, title, area) if title else None


def _is_window_excluded(user: Any, frames: Any, window: ctypes.c_void_p) -> bool:
    """Return whether a window is this app's own, a tool window, or hidden by the system."""
    owner, cloaked = ctypes.c_ulong(), ctypes.c_ulong()
    user.GetWindowThreadProcessId(window, ctypes.byref(owner))
    answer = (ctypes.c_uint(_CLOAKED), ctypes.byref(cloaked), ctypes.sizeof(cloaked))
    frames.DwmGetWindowAttribute(window, *answer)
    palette = user.GetWindowLongW(window, _EXTENDED_STYLE) & _TOOL_WINDOW
    return owner.value == os.getpid() or bool(cloaked.value) or bool(palette)


def _load_libraries() -> tuple[Any, Any]:
    """Return the libraries user32 and dwmapi, declared with window handles as wide as a pointer."""
    library: Any = ctypes
    user = declare_function_types(ctypes, library.windll.user32, *_USER32)
    return user, declare_function_types(ctypes, library.windll.dwmapi, "DwmGetWindowAttribute")


_USER32 = (
    *("EnumWindows", "GetForegroundWindow", "GetWindowLongW", "GetWindowTextW", "GetWindowThreadProcessId"),
    *("IsIconic", "IsWindowVisible", "SetForegroundWindow"),
)
