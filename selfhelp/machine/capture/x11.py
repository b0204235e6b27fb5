"""X server queries that Qt doesn't offer: the root window, window properties, and XWayland detection.

libX11 is present wherever Qt's xcb plugin works, because that plugin is linked to it.
"""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from selfhelp.core.errors import UnavailableError
from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.text import N_

CLIENT_MESSAGE = 33
"""Type of the event ClientMessage (X.h)."""


_LONGEST = 25_000
"""Maximum length of a property, in units of four bytes: enough for a title in any script."""


class ClientEvent(ctypes.Structure):
    """The structure ``XClientMessageEvent`` of Xlib.h, padded to the size of the union ``XEvent``."""

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
    """Return the root window's number, and its width and height in pixels; it spans all displays.

    Raises:
        UnavailableError: there's no X server.
    """
    with open_x_server() as (x11, display):
        screen = x11.XDefaultScreen(display)
        size = x11.XDisplayWidth(display, screen), x11.XDisplayHeight(display, screen)
        return int(x11.XDefaultRootWindow(display)), *size


def is_xwayland() -> bool:
    """Return whether the X server is XWayland, whose root window is black.

    XWayland 23.1 and later has the extension "XWAYLAND".

    Raises:
        UnavailableError: there's no X server.
    """
    code, event, error = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    with open_x_server() as (x11, display):
        places = (ctypes.byref(code), ctypes.byref(event), ctypes.byref(error))
        return bool(x11.XQueryExtension(display, b"XWAYLAND", *places))


@contextmanager
def open_x_server() -> Iterator[tuple[Any, ctypes.c_void_p]]:
    """Connect to the X server for a block; yield the library and the display.

    X errors, as for a window that has just closed, don't end the process.

    Raises:
        UnavailableError: there's no X server.
    """
    x11 = _load_x11()
    display = x11.XOpenDisplay(None)
    if not display:
        raise UnavailableError(N_("No display is available for a screenshot."))
    _QUIET.start_ignoring_errors(x11)
    try:
        yield x11, ctypes.c_void_p(display)
    finally:
        x11.XSync(ctypes.c_void_p(display), 0)
        _QUIET.stop_ignoring_errors(x11)
        x11.XCloseDisplay(ctypes.c_void_p(display))


def _on_x_error(_display: int | None, _event: int | None) -> int:
    """Ignore an X error, so that the call returns 0 instead of Xlib ending the process."""
    return 0


_ignore_errors = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(_on_x_error)


class _X11ErrorGuard:
    """A guard that ignores X errors while any thread is connected: Xlib has one handler per process.

    Two threads that each restored the previous handler could leave the fatal handler.
    """

    def __init__(self) -> None:
        self._one, self._users, self._before = threading.Lock(), 0, None

    def start_ignoring_errors(self, x11: Any) -> None:
        """Ignore X errors until the matching `stop_ignoring_errors`."""
        with self._one:
            if not self._users:
                self._before = x11.XSetErrorHandler(_ignore_errors)
            self._users += 1

    def stop_ignoring_errors(self, x11: Any) -> None:
        """Restore the previous error handler after the last connection."""
        with self._one:
            self._users -= 1
            if not self._users:
                x11.XSetErrorHandler(self._before)


_QUIET = _X11ErrorGuard()


_X11 = (
    *("XCheckTypedEvent", "XCloseDisplay", "XConnectionNumber", "XDefaultRootWindow", "XDefaultScreen"),
    *("XDisplayHeight", "XDisplayWidth", "XFree", "XGetGeometry", "XGetWindowAttributes"),
    *("XGetWindowProperty", "XInternAtom", "XInternAtoms", "XNextEvent", "XOpenDisplay", "XPending"),
    *("XQueryExtension", "XQueryTree", "XSelectInput", "XSendEvent", "XSetErrorHandler", "XSync"),
)
"""The Xlib functions used here and in `x11_windows`, `x11_ping` and `x11_window_events`."""


@functools.cache
def _load_x11() -> Any:
    """Load libX11 and declare its functions; Xlib's own types are 64 bits wide here."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError as error:
        message = N_("No display is available for a screenshot.")
        raise UnavailableError(message, detail=str(error)) from error
    return declare_function_types(ctypes, x11, *_X11)


def cache_atom_numbers(x11: Any, display: ctypes.c_void_p, names: Sequence[bytes]) -> None:
    """Look up many atoms in one request; Xlib caches them for this connection."""
    told = (ctypes.c_char_p * len(names))(*names)
    x11.XInternAtoms(display, told, len(names), 0, (ctypes.c_ulong * len(names))())


def read_number_property(x11: Any, display: ctypes.c_void_p, window: int, name: bytes) -> Sequence[int]:
    """Return a property of an X11 window with 32-bit numbers; Xlib returns each as a C long."""
    data, count, form = _read_property(x11, display, window, name)
    if not data:
        return ()
    found = [int(data[n]) & 0xFFFFFFFF for n in range(count)] if form == 32 else []
    x11.XFree(data)
    return found


def read_text_property(x11: Any, display: ctypes.c_void_p, window: int, name: bytes) -> bytes:
    """Return a text property of an X11 window as bytes."""
    data, count, form = _read_property(x11, display, window, name)
    if not data:
        return b""
    found = ctypes.string_at(data, count) if form == 8 else b""
    x11.XFree(data)
    return found


def _read_property(x11: Any, display: ctypes.c_void_p, window: int, name: bytes) -> tuple[Any, int, int]:
    """Return a property's data (to be freed), the number of items, and the bits of each item."""
    atom = x11.XInternAtom(display, name, 0)
    kind, form = ctypes.c_ulong(), ctypes.c_int()
    count, rest = ctypes.c_ulong(), ctypes.c_ulong()
    data = ctypes.POINTER(ctypes.c_ulong)()
    answers = (ctypes.byref(answer) for answer in (kind, form, count, rest, data))
    where = (ctypes.c_ulong(window), ctypes.c_ulong(atom), ctypes.c_long(0), ctypes.c_long(_LONGEST))
    x11.XGetWindowProperty(display, *where, 0, ctypes.c_ulong(0), *answers)
    return data, count.value, form.value
