"""Pings the windows of an X server to find unresponsive programs, as a window manager does.

"Extended Window Manager Hints" 1.5, ``_NET_WM_PING``: a message to the window, which its program returns to
the root window when it processes its messages. Windows without support for it aren't pinged. A Wayland
desktop hides other programs' windows: only windows under XWayland can be pinged.
"""

from __future__ import annotations

import ctypes
import socket
import time
from collections.abc import Iterator, Sequence
from typing import Any

from selfhelp.core.errors import UnavailableError
from selfhelp.machine.capture.x11 import (
    CLIENT_MESSAGE,
    ClientEvent,
    open_x_server,
    read_number_property,
    read_text_property,
)

PATIENCE = 5.0
"""Timeout of a ping in seconds; Windows and GNOME wait as long."""

MOST_WINDOWS = 500
STRUCTURE = 1 << 17 | 1 << 19
"""Event masks StructureNotifyMask and SubstructureNotifyMask (X.h).

Replies are sent to clients that select them on the root window; the specification names
SubstructureNotifyMask, and Qt 6 uses StructureNotifyMask.
"""
OUR_TIME = 1
"""Time stamp in this app's pings.

A window manager ignores the replies, because its own pings contain the server's time.
"""


def find_unresponsive_pids(patience: float = PATIENCE) -> Sequence[int]:
    """Return the PIDs of programs without a responding window; [] without an X server.

    A window names its program itself (``_NET_WM_PID``); windows of other computers are left out. The caller
    must verify the PID and its owner.
    """
    try:
        with open_x_server() as (x11, display):
            return _ping_windows(x11, display, patience)
    except UnavailableError:
        return ()


def _ping_windows(x11: Any, display: ctypes.c_void_p, patience: float) -> Sequence[int]:
    root = int(x11.XDefaultRootWindow(display))
    x11.XSelectInput(display, ctypes.c_ulong(root), ctypes.c_long(STRUCTURE))
    asked = {
        window: pid
        for window, pid in _iter_windows(x11, display, root)
        if _send_window_ping(x11, display, window)
    }
    answered: set[int] = set()
    end = time.monotonic() + patience
    while set(asked.values()) - answered and time.monotonic() < end:
        heard = [asked[window] for window in _iter_ping_replies(x11, display) if window in asked]
        answered.update(heard)
        if not heard:
            time.sleep(0.02)
    left = {
        pid for _, pid in _iter_windows(x11, display, root)
    }  # a window may have been closed in the meantime
    return sorted(left & set(asked.values()) - answered)


def _iter_windows(x11: Any, display: ctypes.c_void_p, root: int) -> Iterator[tuple[int, int]]:
    """Yield the windows that support pings, each with its PID."""
    here = socket.gethostname().encode()
    ping = x11.XInternAtom(display, b"_NET_WM_PING", 0)
    for window in read_number_property(x11, display, root, b"_NET_CLIENT_LIST")[:MOST_WINDOWS]:
        pids = read_number_property(x11, display, window, b"_NET_WM_PID")
        machine = read_text_property(x11, display, window, b"WM_CLIENT_MACHINE")
        promised = ping in read_number_property(x11, display, window, b"WM_PROTOCOLS")
        if promised and pids and pids[0] > 1 and machine in (b"", here):
            yield window, pids[0]


def _send_window_ping(x11: Any, display: ctypes.c_void_p, window: int) -> bool:
    """Send a ping; return false if the window no longer exists."""
    message = ClientEvent(type=CLIENT_MESSAGE, window=window, format=32)
    message.message_type = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
    message.data[0] = x11.XInternAtom(display, b"_NET_WM_PING", 0)
    message.data[1], message.data[2] = OUR_TIME, window
    sent = x11.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    return bool(sent)


def _iter_ping_replies(x11: Any, display: ctypes.c_void_p) -> Iterator[int]:
    """Yield the windows whose replies have arrived, including replies to the window manager's own pings."""
    ping = x11.XInternAtom(display, b"_NET_WM_PING", 0)
    message = ClientEvent()
    while x11.XCheckTypedEvent(display, CLIENT_MESSAGE, ctypes.byref(message)):
        if message.data[0] == ping:
            yield message.data[2]
