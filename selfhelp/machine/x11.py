"""Asks an X server what Qt does not tell: the root window, the active window, whether it is XWayland.

libX11 is on every computer where Qt's own xcb plugin works, because that plugin is linked to it.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from selfhelp.errors import UnavailableError
from selfhelp.text import N_

_ANY_PROPERTY_TYPE = 0
_MOST_ANCESTORS = 32  # a window manager adds one to three; a hostile client cannot make us loop


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the desktop, in the screen's own pixels."""

    x: int
    y: int
    width: int
    height: int


def root_window() -> int:
    """Return the window that is the whole desktop, all monitors.

    Raises:
        UnavailableError: there is no X server.
    """
    with x_server() as (x11, display):
        return int(x11.XDefaultRootWindow(display))


def is_xwayland() -> bool:
    """Whether the X server only shows X programs inside a Wayland desktop; its root is then black.

    XWayland 23.1 and later announces itself with an extension of this name.

    Raises:
        UnavailableError: there is no X server.
    """
    code, event, error = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    with x_server() as (x11, display):
        places = (ctypes.byref(code), ctypes.byref(event), ctypes.byref(error))
        return bool(x11.XQueryExtension(display, b"XWAYLAND", *places))


def active_window() -> Area | None:
    """Return where the active window is, with its frame; None where no window is active.

    The window manager names it in ``_NET_ACTIVE_WINDOW`` of the root window (freedesktop.org,
    "Extended Window Manager Hints" 1.5).

    Raises:
        UnavailableError: there is no X server.
    """
    with x_server() as (x11, display):
        root = int(x11.XDefaultRootWindow(display))
        window = _window_property(x11, display, root, b"_NET_ACTIVE_WINDOW")
        return _area(x11, display, _frame(x11, display, window, root)) if window else None


@contextmanager
def x_server() -> Iterator[tuple[Any, ctypes.c_void_p]]:
    """Connect for one question. A window that vanishes meanwhile must not end the process."""
    x11 = _library()
    display = x11.XOpenDisplay(None)
    if not display:
        raise UnavailableError(N_("There is no screen here that could be photographed."))
    before = x11.XSetErrorHandler(_ignore_errors)
    try:
        yield x11, ctypes.c_void_p(display)
    finally:
        x11.XSync(ctypes.c_void_p(display), 0)
        x11.XSetErrorHandler(before)
        x11.XCloseDisplay(ctypes.c_void_p(display))


def _answer_nothing(_display: int | None, _event: int | None) -> int:
    """Let the call that failed answer 0 instead of Xlib ending the process."""
    return 0


_ignore_errors = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(_answer_nothing)


@functools.cache
def _library() -> Any:
    """Load libX11 and say what its calls return; Xlib's own types are 64 bits wide here."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError as error:
        message = N_("There is no screen here that could be photographed.")
        raise UnavailableError(message, detail=str(error)) from error
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XSetErrorHandler.restype = ctypes.c_void_p
    x11.XSetErrorHandler.argtypes = [ctypes.c_void_p]
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XInternAtom.restype = ctypes.c_ulong
    return x11


def _window_property(x11: Any, display: ctypes.c_void_p, window: int, name: bytes) -> int:
    """Return a property that holds one window id; 0 where there is none."""
    atom = x11.XInternAtom(display, name, 1)
    kind, form = ctypes.c_ulong(), ctypes.c_int()
    count, rest = ctypes.c_ulong(), ctypes.c_ulong()
    data = ctypes.POINTER(ctypes.c_ulong)()
    answers = (ctypes.byref(answer) for answer in (kind, form, count, rest, data))
    asked = (ctypes.c_ulong(window), ctypes.c_ulong(atom), ctypes.c_long(0), ctypes.c_long(1), 0)
    x11.XGetWindowProperty(display, *asked, ctypes.c_ulong(_ANY_PROPERTY_TYPE), *answers)
    if not data:
        return 0
    found = int(data[0]) if form.value == 32 and count.value else 0
    x11.XFree(data)
    return found


def _frame(x11: Any, display: ctypes.c_void_p, window: int, root: int) -> int:
    """Return the window that the window manager put around this one."""
    for _ in range(_MOST_ANCESTORS):
        parent = _parent(x11, display, window)
        if parent in {0, root}:
            break
        window = parent
    return window


def _parent(x11: Any, display: ctypes.c_void_p, window: int) -> int:
    """Return the parent of a window; 0 where it is gone."""
    root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    children = ctypes.c_void_p()
    answers = (ctypes.byref(answer) for answer in (root, parent, children, count))
    x11.XQueryTree(display, ctypes.c_ulong(window), *answers)
    if children:
        x11.XFree(children)
    return parent.value


def _area(x11: Any, display: ctypes.c_void_p, window: int) -> Area | None:
    """Return a child of the root window as a rectangle; None where it is gone."""
    root, x, y = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_int()
    width, height, border, depth = (ctypes.c_uint() for _ in range(4))
    answers = (ctypes.byref(answer) for answer in (root, x, y, width, height, border, depth))
    if not x11.XGetGeometry(display, ctypes.c_ulong(window), *answers):
        return None
    return Area(x.value, y.value, width.value + 2 * border.value, height.value + 2 * border.value)
