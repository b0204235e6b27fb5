"""Asks the windows of an X server whether their programs still listen, as a window manager does.

"Extended Window Manager Hints" 1.5, ``_NET_WM_PING``: a message to the window, which its program sends back
to the root window as soon as it looks at its messages. Windows that never promised to answer are not asked.
A Wayland desktop does not let one program see another's windows: there only programs that still speak X
(through XWayland) are asked, and of the others no one but the desktop itself can tell.
"""

from __future__ import annotations

import ctypes
import socket
import time
from collections.abc import Iterator, Sequence
from typing import Any

from selfhelp.core.errors import UnavailableError
from selfhelp.machine.capture.x11 import CLIENT_MESSAGE, ClientEvent, open_x_server, read_numbers, read_text

PATIENCE = 5.0
"""Seconds a program may take: as long as Windows and GNOME wait."""

MOST_WINDOWS = 500
STRUCTURE = 1 << 17 | 1 << 19
"""StructureNotifyMask and SubstructureNotifyMask (X.h): answers are sent to those who listen to them on the
root window; the hints name the second, and Qt 6 uses the first."""
OUR_TIME = 1
"""The time in our question; a window manager's own questions carry the server's, so it takes no notice."""


def find_unresponsive_pids(patience: float = PATIENCE) -> Sequence[int]:
    """Return the numbers of programs none of whose windows answers; none where there's no X server.

    A window names its program itself (``_NET_WM_PID``); one that comes from another computer is left out.
    Whether the number is true, and whose the program is, is for the caller to look up.
    """
    try:
        with open_x_server() as (x11, display):
            return _ask(x11, display, patience)
    except UnavailableError:
        return ()


def _ask(x11: Any, display: ctypes.c_void_p, patience: float) -> Sequence[int]:
    root = int(x11.XDefaultRootWindow(display))
    x11.XSelectInput(display, ctypes.c_ulong(root), ctypes.c_long(STRUCTURE))
    asked = {window: pid for window, pid in _iter_windows(x11, display, root) if _ping(x11, display, window)}
    answered: set[int] = set()
    end = time.monotonic() + patience
    while set(asked.values()) - answered and time.monotonic() < end:
        heard = [asked[window] for window in _answers(x11, display) if window in asked]
        answered.update(heard)
        if not heard:
            time.sleep(0.02)
    left = {pid for _, pid in _iter_windows(x11, display, root)}  # a window may have been closed meanwhile
    return sorted(left & set(asked.values()) - answered)


def _iter_windows(x11: Any, display: ctypes.c_void_p, root: int) -> Iterator[tuple[int, int]]:
    """Return the windows that answer pings, each with the number of its program."""
    here = socket.gethostname().encode()
    ping = x11.XInternAtom(display, b"_NET_WM_PING", 0)
    for window in read_numbers(x11, display, root, b"_NET_CLIENT_LIST")[:MOST_WINDOWS]:
        pids = read_numbers(x11, display, window, b"_NET_WM_PID")
        machine = read_text(x11, display, window, b"WM_CLIENT_MACHINE")
        promised = ping in read_numbers(x11, display, window, b"WM_PROTOCOLS")
        if promised and pids and pids[0] > 1 and machine in (b"", here):
            yield window, pids[0]


def _ping(x11: Any, display: ctypes.c_void_p, window: int) -> bool:
    """Send the question; false if the window has gone."""
    message = ClientEvent(type=CLIENT_MESSAGE, window=window, format=32)
    message.message_type = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
    message.data[0] = x11.XInternAtom(display, b"_NET_WM_PING", 0)
    message.data[1], message.data[2] = OUR_TIME, window
    sent = x11.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    return bool(sent)


def _answers(x11: Any, display: ctypes.c_void_p) -> Iterator[int]:
    """Return the windows whose answers have arrived, also those to the window manager's own question."""
    ping = x11.XInternAtom(display, b"_NET_WM_PING", 0)
    message = ClientEvent()
    while x11.XCheckTypedEvent(display, CLIENT_MESSAGE, ctypes.byref(message)):
        if message.data[0] == ping:
            yield message.data[2]
