"""Asks an X server what Qt doesn't offer: the root window, window properties, whether it is XWayland.

libX11 is on every computer where Qt's own xcb plugin works, because that plugin is linked to it.
"""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from selfhelp.core.errors import UnavailableError
from selfhelp.core.foreign_functions import declare
from selfhelp.core.text import N_

CLIENT_MESSAGE = 33
"""ClientMessage (X.h)."""


_LONGEST = 25_000
"""Of a property, in units of four bytes: a title of so many characters, whatever their script."""


class ClientEvent(ctypes.Structure):
    """``XClientMessageEvent`` of Xlib.h, as long as the union ``XEvent``."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 24),
    )


def find_root_window() -> tuple[int, int, int]:
    """Return the window that is the whole desktop, all monitors: its number, its width and height in pixels.

    Raises:
        UnavailableError: there's no X server.
    """
    with open_x_server() as (x11, display):
        screen = x11.XDefaultScreen(display)
        size = x11.XDisplayWidth(display, screen), x11.XDisplayHeight(display, screen)
        return int(x11.XDefaultRootWindow(display)), *size


def is_xwayland() -> bool:
    """Whether the X server only shows X programs inside a Wayland desktop; its root is then black.

    XWayland 23.1 and later announces itself with an extension of this name.

    Raises:
        UnavailableError: there's no X server.
    """
    code, event, error = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    with open_x_server() as (x11, display):
        places = (ctypes.byref(code), ctypes.byref(event), ctypes.byref(error))
        return bool(x11.XQueryExtension(display, b"XWAYLAND", *places))


@contextmanager
def open_x_server() -> Iterator[tuple[Any, ctypes.c_void_p]]:
    """Connect for one question. A window that vanishes in the meantime must not end the process."""
    x11 = _library()
    display = x11.XOpenDisplay(None)
    if not display:
        raise UnavailableError(N_("No display is available for a screenshot."))
    _QUIET.enter(x11)
    try:
        yield x11, ctypes.c_void_p(display)
    finally:
        x11.XSync(ctypes.c_void_p(display), 0)
        _QUIET.leave(x11)
        x11.XCloseDisplay(ctypes.c_void_p(display))


def _answer_nothing(_display: int | None, _event: int | None) -> int:
    """Make a failed call return 0 instead of letting Xlib end the process."""
    return 0


_ignore_errors = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(_answer_nothing)


class _QuietErrors:
    """Has errors ignored while any thread is connected: Xlib has one handler for the whole process.

    Two threads that each restore what they found could leave the one that ends the process.
    """

    def __init__(self) -> None:
        self._one, self._users, self._before = threading.Lock(), 0, None

    def enter(self, x11: Any) -> None:
        """Ignore errors from now on."""
        with self._one:
            if not self._users:
                self._before = x11.XSetErrorHandler(_ignore_errors)
            self._users += 1

    def leave(self, x11: Any) -> None:
        """Restore the previous handler after the last connection."""
        with self._one:
            self._users -= 1
            if not self._users:
                x11.XSetErrorHandler(self._before)


_QUIET = _QuietErrors()


_X11 = (
    *("XCheckTypedEvent", "XCloseDisplay", "XConnectionNumber", "XDefaultRootWindow", "XDefaultScreen"),
    *("XDisplayHeight", "XDisplayWidth", "XFree", "XGetGeometry", "XGetWindowAttributes"),
    *("XGetWindowProperty", "XInternAtom", "XInternAtoms", "XNextEvent", "XOpenDisplay", "XPending"),
    *("XQueryExtension", "XQueryTree", "XSelectInput", "XSendEvent", "XSetErrorHandler", "XSync"),
)
"""What is used of Xlib, here and in `x11_windows`, `x11_ping` and `x11_window_events`."""


@functools.cache
def _library() -> Any:
    """Load libX11 and say what its calls return; Xlib's own types are 64 bits wide here."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError as error:
        message = N_("No display is available for a screenshot.")
        raise UnavailableError(message, detail=str(error)) from error
    return declare(ctypes, x11, *_X11)


def intern_atoms(x11: Any, display: ctypes.c_void_p, names: Sequence[bytes]) -> None:
    """Look up many atoms in one request; Xlib caches them for this connection."""
    told = (ctypes.c_char_p * len(names))(*names)
    x11.XInternAtoms(display, told, len(names), 0, (ctypes.c_ulong * len(names))())


def read_numbers(x11: Any, display: ctypes.c_void_p, window: int, name: bytes) -> Sequence[int]:
    """Return a property of an X11 window that holds numbers of 32 bits; Xlib gives each as a C long."""
    data, count, form = _property(x11, display, window, name)
    if not data:
        return ()
    found = [int(data[n]) & 0xFFFFFFFF for n in range(count)] if form == 32 else []
    x11.XFree(data)
    return found


def read_text(x11: Any, display: ctypes.c_void_p, window: int, name: bytes) -> bytes:
    """Return a property of an X11 window that holds a text."""
    data, count, form = _property(x11, display, window, name)
    if not data:
        return b""
    found = ctypes.string_at(data, count) if form == 8 else b""
    x11.XFree(data)
    return found


def _property(x11: Any, display: ctypes.c_void_p, window: int, name: bytes) -> tuple[Any, int, int]:
    """Ask for a property: its data (to be freed), how many items, and how many bits each has."""
    atom = x11.XInternAtom(display, name, 0)
    kind, form = ctypes.c_ulong(), ctypes.c_int()
    count, rest = ctypes.c_ulong(), ctypes.c_ulong()
    data = ctypes.POINTER(ctypes.c_ulong)()
    answers = (ctypes.byref(answer) for answer in (kind, form, count, rest, data))
    where = (ctypes.c_ulong(window), ctypes.c_ulong(atom), ctypes.c_long(0), ctypes.c_long(_LONGEST))
    x11.XGetWindowProperty(display, *where, 0, ctypes.c_ulong(0), *answers)
    return data, count.value, form.value
