"""macOS screen capture: the permission, and the open windows.

From Apple's documentation of Core Graphics ("Quartz Window Services", CGPreflightScreenCaptureAccess,
CGRequestScreenCaptureAccess) and Core Foundation (CFPropertyListCreateData); untested on macOS.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping, Sequence
from typing import Any

from selfhelp.core.errors import UnavailableError
from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine.capture.open_windows import MOST, OpenWindow, WindowArea, clean_window_title

NOT_ALLOWED = N_(
    "Your Mac doesn't let this app record the screen yet. Allow it in System "
    "Settings > Privacy & Security > Screen & System Audio Recording. Then quit "
    "and reopen this app, and take the screenshot again."
)
_GRAPHICS = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics"
_FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_ON_SCREEN_WITHOUT_DESKTOP = 1 << 0 | 1 << 4
_BINARY_PROPERTY_LIST = 200
_ORDINARY_LAYER = 0


def has_screen_permission() -> bool:
    """Return whether this app may capture the screen; the user isn't asked."""
    graphics = _load_library(_GRAPHICS)
    name = "CGPreflightScreenCaptureAccess"
    if getattr(graphics, name, None) is None:  # before macOS 10.15 no permission was needed
        return True
    return bool(declare_function_types(ctypes, graphics, name).CGPreflightScreenCaptureAccess())


def request_screen_permission() -> None:
    """Request the screen recording permission if it is missing; macOS asks the user once.

    Raises:
        UnavailableError: the permission was denied; the message names the setting to turn on.
    """
    graphics = _load_library(_GRAPHICS)
    for name in ("CGPreflightScreenCaptureAccess", "CGRequestScreenCaptureAccess"):
        if getattr(graphics, name, None) is None:  # since macOS 10.15; before, no permission was needed
            return
        if getattr(declare_function_types(ctypes, graphics, name), name)():
            return
    raise UnavailableError(NOT_ALLOWED)


def list_quartz_windows() -> Sequence[OpenWindow]:
    """Return the visible windows of other apps, frontmost first; areas are in points.

    Raises:
        UnavailableError: the system returned no list.
    """
    listed = _copy_window_list(_load_library(_GRAPHICS), _load_library(_FOUNDATION))
    return [window for window in map(parse_window_description, listed) if window is not None][:MOST]


def read_window_descriptions() -> Sequence[Mapping[str, Json]]:
    """Return the system's description of every window, frontmost first.

    Raises:
        UnavailableError: the system returned no list.
    """
    return _copy_window_list(_load_library(_GRAPHICS), _load_library(_FOUNDATION))


def parse_window_description(told: Mapping[str, Json]) -> OpenWindow | None:
    """Return the window of a description; None if it isn't selectable (menu bar, Dock, this app's windows).

    The keys come from "Required Window List Keys" and "Optional Window List Keys".
    """
    bounds, owner = told.get("kCGWindowBounds"), told.get("kCGWindowOwnerPID")
    if told.get("kCGWindowLayer") != _ORDINARY_LAYER or owner == os.getpid() or not isinstance(bounds, dict):
        return None
    place = (round(bounds.get(name, 0)) for name in ("X", "Y", "Width", "Height"))
    title = clean_window_title(str(told.get("kCGWindowName") or told.get("kCGWindowOwnerName") or ""))
    area = WindowArea(*place)
    if not title or area.width < 1 or area.height < 1:
        return None
    return OpenWindow(int(told.get("kCGWindowNumber", 0)), title, area)


def _copy_window_list(graphics: Any, foundation: Any) -> Sequence[Mapping[str, Json]]:
    """Return the list of windows, converted through a property list."""
    import plistlib

    declare_function_types(ctypes, graphics, "CGWindowListCopyWindowInfo")
    names = ("CFPropertyListCreateData", "CFDataGetBytePtr", "CFDataGetLength", "CFRelease")
    declare_function_types(ctypes, foundation, *names)
    told = graphics.CGWindowListCopyWindowInfo(
        ctypes.c_uint32(_ON_SCREEN_WITHOUT_DESKTOP), ctypes.c_uint32(0)
    )
    if not told:
        raise UnavailableError(N_("The list of open windows isn't available."))
    made = (ctypes.c_void_p(told), ctypes.c_long(_BINARY_PROPERTY_LIST), ctypes.c_ulong(0), None)
    data = foundation.CFPropertyListCreateData(None, *made)
    foundation.CFRelease(ctypes.c_void_p(told))
    if not data:
        raise UnavailableError(N_("The list of open windows isn't available."))
    start, length = (
        foundation.CFDataGetBytePtr(ctypes.c_void_p(data)),
        foundation.CFDataGetLength(ctypes.c_void_p(data)),
    )
    listed = plistlib.loads(ctypes.string_at(start, length))
    foundation.CFRelease(ctypes.c_void_p(data))
    return [entry for entry in listed if isinstance(entry, dict)]


def _load_library(path: str) -> Any:
    try:
        return ctypes.CDLL(path)
    except OSError as error:
        message = N_("No display is available for a screenshot.")
        raise UnavailableError(message, detail=str(error)) from error
