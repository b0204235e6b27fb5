"""The open windows of an X11 desktop, and bringing a window to the front.

"Extended Window Manager Hints" 1.5 (freedesktop.org): the window manager lists its windows on the root
window. ``_GTK_FRAME_EXTENTS`` is the size of a shadow that a program draws itself.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Sequence
from typing import Any

from selfhelp.machine.capture.open_windows import MOST, OpenWindow, WindowArea, clean_window_title
from selfhelp.machine.capture.x11 import (
    CLIENT_MESSAGE,
    ClientEvent,
    open_x_server,
    read_number_property,
    read_text_property,
)

_MOST_ANCESTORS = 32  # a window manager adds one to three; limits a loop caused by a hostile client
_LEFT_OUT = (b"_NET_WM_WINDOW_TYPE_DOCK", b"_NET_WM_WINDOW_TYPE_DESKTOP")
_TO_THE_MANAGER = 1 << 19 | 1 << 20  # SubstructureNotifyMask, SubstructureRedirectMask (X.h)
_A_PERSON_ASKED = 2  # the source of the request, as sent by pagers


def list_windows() -> Sequence[OpenWindow]:
    """Return the visible windows of other programs, frontmost first, without panels and the desktop.

    Raises:
        UnavailableError: there's no X server.
    """
    with open_x_server() as (x11, display):
        root = int(x11.XDefaultRootWindow(display))
        return list(_iter_windows(x11, display, root))[:MOST]


def read_active_window_area() -> WindowArea | None:
    """Return the area of the active window, including its frame; None if no window is active.

    Raises:
        UnavailableError: there's no X server.
    """
    with open_x_server() as (x11, display):
        root = int(x11.XDefaultRootWindow(display))
        named = read_number_property(x11, display, root, b"_NET_ACTIVE_WINDOW")
        return read_window_area(x11, display, named[0]) if named and named[0] else None


def read_window_area_of_handle(handle: int) -> WindowArea | None:
    """Return a window's current area, including its frame; None if the window no longer exists.

    Raises:
        UnavailableError: there's no X server.
    """
    with open_x_server() as (x11, display):
        return read_window_area(x11, display, handle)


def bring_to_front(handle: int) -> None:
    """Ask the window manager to raise a window, so that nothing covers it.

    Raises:
        UnavailableError: there's no X server.
    """
    with open_x_server() as (x11, display):
        root = int(x11.XDefaultRootWindow(display))
        event = ClientEvent(type=CLIENT_MESSAGE, window=handle, format=32)
        event.message_type = x11.XInternAtom(display, b"_NET_ACTIVE_WINDOW", 0)
        event.data[0] = _A_PERSON_ASKED
        where = (ctypes.c_ulong(root), 0, ctypes.c_long(_TO_THE_MANAGER))
        x11.XSendEvent(display, *where, ctypes.byref(event))


def _iter_windows(x11: Any, display: ctypes.c_void_p, root: int) -> Iterator[OpenWindow]:
    left_out = {x11.XInternAtom(display, name, 0) for name in _LEFT_OUT}
    hidden = x11.XInternAtom(display, b"_NET_WM_STATE_HIDDEN", 0)
    stacked = read_number_property(x11, display, root, b"_NET_CLIENT_LIST_STACKING")
    for window in reversed(stacked or read_number_property(x11, display, root, b"_NET_CLIENT_LIST")):
        kinds = set(read_number_property(x11, display, window, b"_NET_WM_WINDOW_TYPE"))
        states = read_number_property(x11, display, window, b"_NET_WM_STATE")
        ours = list(read_number_property(x11, display, window, b"_NET_WM_PID")) == [os.getpid()]
        area = read_window_area(x11, display, window)
        if area is not None and not (kinds & left_out or hidden in states or ours):
            yield OpenWindow(window, _read_window_title(x11, display, window), area)


def _read_window_title(x11: Any, display: ctypes.c_void_p, window: int) -> str:
    """Return a window's title, or else the program's name; WM_NAME may be in Latin-1 (ICCCM)."""
    for name, encoding in ((b"_NET_WM_NAME", "utf-8"), (b"WM_NAME", "latin-1"), (b"WM_CLASS", "latin-1")):
        title = clean_window_title(read_text_property(x11, display, window, name).decode(encoding, "replace"))
        if title:
            return title
    return "?"


def read_window_area(x11: Any, display: ctypes.c_void_p, window: int) -> WindowArea | None:
    """Return the area of a window with its frame and without its own shadow."""
    shadow = read_number_property(x11, display, window, b"_GTK_FRAME_EXTENTS")
    area = _read_window_geometry(x11, display, _find_window_frame(x11, display, window))
    if area is None or len(shadow) != 4 or any(edge > 200 for edge in shadow):
        return area
    left, right, top, bottom = shadow
    size = (max(1, area.width - left - right), max(1, area.height - top - bottom))
    return WindowArea(area.x + left, area.y + top, *size)


def _find_window_frame(x11: Any, display: ctypes.c_void_p, window: int) -> int:
    """Return the frame window that the window manager put around a window."""
    root = int(x11.XDefaultRootWindow(display))
    for _ in range(_MOST_ANCESTORS):
        parent = _read_parent_window(x11, display, window)
        if parent in {0, root}:
            break
        window = parent
    return window


def _read_parent_window(x11: Any, display: ctypes.c_void_p, window: int) -> int:
    """Return the parent of a window; 0 if it no longer exists."""
    root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    children = ctypes.c_void_p()
    answers = (ctypes.byref(answer) for answer in (root, parent, children, count))
    x11.XQueryTree(display, ctypes.c_ulong(window), *answers)
    if children:
        x11.XFree(children)
    return parent.value


def _read_window_geometry(x11: Any, display: ctypes.c_void_p, window: int) -> WindowArea | None:
    """Return a child of the root window as a rectangle; None if it no longer exists."""
    root, x, y = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_int()
    width, height, border, depth = (ctypes.c_uint() for _ in range(4))
    answers = (ctypes.byref(answer) for answer in (root, x, y, width, height, border, depth))
    if not x11.XGetGeometry(display, ctypes.c_ulong(window), *answers):
        return None
    return WindowArea(x.value, y.value, width.value + 2 * border.value, height.value + 2 * border.value)
