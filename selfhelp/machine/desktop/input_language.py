"""The session's language and keyboard layouts: environment on Linux, user32.dll on Windows.

The Windows functions come from winuser.h: GetKeyboardLayout, GetKeyboardLayoutList,
WM_INPUTLANGCHANGEREQUEST. Untested on Windows.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from selfhelp.core.errors import StepError
from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine.desktop import remote_session

WM_INPUTLANGCHANGEREQUEST = 0x0050
HWND_BROADCAST = 0xFFFF


def read_session_layouts() -> Json:
    """Return the language and input settings of this Linux session.

    ``language``: from the environment (LC_CTYPE is ignored: Python itself may have set it, PEP 538).
    ``remote``: whether the session is remote. ``desktop``: "wayland", "x11" or "".
    """
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LANG"))
    wayland = os.environ.get("XDG_SESSION_TYPE") == "wayland" or bool(os.environ.get("WAYLAND_DISPLAY"))
    x11 = "x11" if os.environ.get("DISPLAY") else ""
    return {
        "language": next((name for name in named if name), ""),
        "remote": bool(remote_session.read_remote_transport(Platform.LINUX)),
        "desktop": "wayland" if wayland else x11,
    }


def read_windows_layouts() -> Json:
    """Return Windows' keyboard layouts by handle: the foreground window's layout, and all loaded layouts."""
    user32, ctypes = _load_user32()
    thread = user32.GetWindowThreadProcessId(ctypes.c_void_p(user32.GetForegroundWindow()), None)
    count = user32.GetKeyboardLayoutList(0, None)
    handles = (ctypes.c_void_p * count)()
    user32.GetKeyboardLayoutList(count, handles)
    return {
        "used": _format_handle(user32.GetKeyboardLayout(thread)),
        "loaded": [_format_handle(handle) for handle in handles],
        "remote": bool(remote_session.read_remote_transport(Platform.WINDOWS)),
    }


def set_layout_in_all_windows(layout: str) -> Json:
    """Ask every window of the session to use a loaded layout; return true.

    Raises:
        StepError: the layout isn't loaded, or the request couldn't be sent.
    """
    user32, ctypes = _load_user32()
    if layout not in read_windows_layouts()["loaded"]:
        raise StepError(N_("The keyboard layout couldn't be changed."), detail=f"not loaded: {layout[:40]}")
    sent = user32.PostMessageW(
        ctypes.c_void_p(HWND_BROADCAST), WM_INPUTLANGCHANGEREQUEST, 0, ctypes.c_void_p(int(layout, 16))
    )
    if not sent:
        raise StepError(N_("The keyboard layout couldn't be changed."), detail=str(ctypes.WinError()))
    return True


def _load_user32() -> tuple[Any, Any]:
    ctypes: Any = import_module("ctypes")
    user32 = declare_function_types(
        ctypes,
        ctypes.windll.user32,
        "GetForegroundWindow",
        "GetKeyboardLayout",
        "GetKeyboardLayoutList",
        "GetWindowThreadProcessId",
        "PostMessageW",
    )
    return user32, ctypes


def _format_handle(handle: int | None) -> str:
    """Return a layout's handle in hexadecimal; its last four digits are the language."""
    return f"0x{handle or 0:08x}"
