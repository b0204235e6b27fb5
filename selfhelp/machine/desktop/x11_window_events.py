"""Window events under X11, from properties of the root window.

"Extended Window Manager Hints" 1.5 (freedesktop.org): ``_NET_ACTIVE_WINDOW`` and ``_NET_CLIENT_LIST`` are
properties of the root window, so only changes of these properties are subscribed to. The kernel reports a
program's end (pidfd_open(2)). ``_NET_WM_PING`` checks whether a program responds when a window comes to or
leaves the front, and when the user captures a step; there are no periodic checks.
"""

from __future__ import annotations

import ctypes
import functools
import os
import select
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from selfhelp.core.errors import UnavailableError
from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.text import N_
from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.capture.x11 import (
    CLIENT_MESSAGE,
    ClientEvent,
    cache_atom_numbers,
    is_xwayland,
    open_x_server,
    read_number_property,
    read_text_property,
)
from selfhelp.machine.capture.x11_windows import read_window_area
from selfhelp.machine.desktop.program_names import read_program_names
from selfhelp.machine.desktop.window_events import (
    Hear,
    NearbyWindow,
    WindowEvent,
    WindowEventKind,
    WindowFacts,
    join_into_one_line,
)

PATIENCE = 5.0
"""Seconds a program may take to respond to a ping; Windows and GNOME wait as long."""

_PROPERTY_NOTIFY = 28  # X.h
_PROPERTY_CHANGE, _STRUCTURE = 1 << 22, 1 << 17 | 1 << 19  # X.h: PropertyChangeMask; answers to a ping
_VIEWABLE, _INPUT_OUTPUT = 2, 1  # X.h: IsViewable; InputOutput
_OUR_TIME = 1  # a window manager's own pings carry the server's time
_ALPHA_DEPTH = 32
_SETUP_MASK_OFFSET = 16
"""Offset in bytes of ``resource_id_mask`` in the server's setup data (X11 protocol, "Connection Setup")."""

_ATOMS = (
    *(b"_NET_ACTIVE_WINDOW", b"_NET_CLIENT_LIST", b"_NET_WM_WINDOW_TYPE", b"WM_TRANSIENT_FOR"),
    *(b"_NET_WM_WINDOW_TYPE_DIALOG", b"_NET_WM_WINDOW_OPACITY", b"_NET_FRAME_EXTENTS", b"_NET_WM_PID"),
    *(b"WM_CLIENT_MACHINE", b"WM_CLASS", b"_NET_WM_NAME", b"WM_NAME", b"_GTK_FRAME_EXTENTS"),
)
"""Properties read from each window, interned together because each round trip is slow on a busy computer."""

_HIGHEST_BAR = 200
_MOST_CHILDREN = 2_000
_MOST_ANCESTORS = 32
_DEEPEST_FRAME = 4
"""Maximum number of nested frame windows searched for a program's window.

KWin nests a program's window two levels below its frame, other window managers one level.
"""

_MOST_PARTS = 50


class X11WindowEvents:
    """Source of X11 window events; its separate connection and thread sleep until an event."""

    manual_only = False

    def __init__(self) -> None:
        if is_xwayland():
            raise UnavailableError(N_("No display is available for a screenshot."), detail="XWayland")
        self._hear: Hear = _ignore_event
        self._thread: threading.Thread | None = None
        self._wake: tuple[int, int] | None = None
        self._wishes: list[str] = []
        self._front: WindowFacts | None = None

    def start_listening(self, hear: Hear) -> None:
        """Start reporting events to ``hear``."""
        self._hear, self._wake = hear, os.pipe()
        self._thread = threading.Thread(target=self._listen_for_events, name="window-events", daemon=True)
        self._thread.start()

    def stop_listening(self) -> None:
        """Stop reporting events."""
        if self._thread is None or self._wake is None:
            return
        self._send_request("stop")
        self._thread.join()
        for end in self._wake:
            os.close(end)
        self._thread = self._wake = None

    def read_foreground_window(self) -> WindowFacts | None:
        """Return the foreground window of another program; None if there is none."""
        with open_x_server() as (x11, display):
            cache_atom_numbers(x11, display, _ATOMS)
            root = int(x11.XDefaultRootWindow(display))
            active = read_number_property(x11, display, root, b"_NET_ACTIVE_WINDOW")
            clients = read_number_property(x11, display, root, b"_NET_CLIENT_LIST")
            for handle in (*active[:1], self._front.handle if self._front else 0):
                facts = _read_window_facts(x11, display, handle) if handle in clients else None
                if facts is not None and facts.pid != os.getpid():
                    return facts
        return None

    def read_window(self, handle: int) -> WindowFacts | None:
        """Return a window's current state."""
        with open_x_server() as (x11, display):
            cache_atom_numbers(x11, display, _ATOMS)
            return _read_window_facts(x11, display, handle)

    def list_nearby_windows(self, handle: int) -> Sequence[NearbyWindow]:
        """Return the windows that may share pixels with a window, in drawing order."""
        with open_x_server() as (x11, display):
            cache_atom_numbers(x11, display, _ATOMS)
            return list(_iter_overlapping_windows(x11, display, handle))

    def report_hung_windows(self) -> None:
        """Ping the foreground program, so that it is reported if it doesn't respond."""
        if self._wake is not None:
            self._send_request("ask")

    def _send_request(self, what: str) -> None:
        self._wishes.append(what)
        if self._wake is not None:
            os.write(self._wake[1], b"!")

    def _listen_for_events(self) -> None:
        with suppress(UnavailableError), open_x_server() as (x11, display):
            watch = _X11WindowWatch(x11, display, self._report_event)
            try:
                self._process_x11_events(watch)
            finally:
                watch.close()

    def _process_x11_events(self, watch: _X11WindowWatch) -> None:
        assert self._wake is not None  # noqa: S101 - `start` made it
        watch.poll.register(self._wake[0], select.POLLIN)
        watch.watch_open_windows()
        while "stop" not in self._wishes:
            watch.process_events()
            for ready, _ in watch.poll.poll(watch.compute_wait_ms()):
                if ready == self._wake[0]:
                    os.read(ready, 100)
                    self._process_requests(watch)
                elif ready != watch.connection:
                    watch.report_program_end(ready)
            watch.report_hung_window()

    def _process_requests(self, watch: _X11WindowWatch) -> None:
        while "ask" in self._wishes:
            self._wishes.remove("ask")
            watch.ping_foreground()

    def _report_event(self, what: WindowEventKind, window: WindowFacts) -> None:
        if what is WindowEventKind.FOREGROUND:
            self._front = window
        self._hear(WindowEvent(what, window, time.time()))


class _X11WindowWatch:
    """State of the windows and watched programs, used on the listening thread."""

    def __init__(self, x11: Any, display: ctypes.c_void_p, tell: Any) -> None:
        self._x11, self._display, self._tell = x11, display, tell
        self._root = int(x11.XDefaultRootWindow(display))
        names = (b"_NET_ACTIVE_WINDOW", b"_NET_CLIENT_LIST", b"_NET_WM_PING", b"WM_PROTOCOLS")
        self._active, self._list, self._ping, self._protocols = (
            x11.XInternAtom(display, n, 0) for n in names
        )
        self._select_window_events(_PROPERTY_CHANGE)
        self.poll = select.poll()
        self.connection = int(x11.XConnectionNumber(display))
        self.poll.register(self.connection, select.POLLIN)
        self._known: dict[int, WindowFacts] = {}
        self._programs: dict[int, tuple[int, WindowFacts]] = {}
        self._asked: dict[int, tuple[float, WindowFacts]] = {}
        self._hung: dict[int, WindowFacts] = {}
        self._dialogs_told: set[int] = set()
        self._front: WindowFacts | None = None

    def close(self) -> None:
        """Close the descriptors of the watched programs."""
        for descriptor in self._programs:
            os.close(descriptor)

    def watch_open_windows(self) -> None:
        """Start watching the programs of all open windows; report only the foreground window."""
        self._on_clients_changed(news=False)
        self._on_foreground_changed()

    def compute_wait_ms(self) -> int | None:
        """Return the time until the next unanswered ping expires, in ms, or None for no limit."""
        if self._x11.XPending(self._display):
            return 0
        ends = [end for end, _ in self._asked.values()]
        return max(1, int((min(ends) - time.monotonic()) * 1000) + 1) if ends else None

    def process_events(self) -> None:
        """Process the events the server has sent."""
        event = ClientEvent()
        while self._x11.XPending(self._display):
            self._x11.XNextEvent(self._display, ctypes.byref(event))
            if event.type == _PROPERTY_NOTIFY and event.window == self._root:
                # XPropertyEvent has its atom where a client message has its type (Xlib.h).
                if event.message_type == self._list:
                    self._on_clients_changed()
                elif event.message_type == self._active:
                    self._on_foreground_changed()
            elif event.type == CLIENT_MESSAGE and event.data[0] == self._ping:
                self._on_ping_answered(int(event.data[2]))

    # -- windows -----------------------------------------------------------------------------------

    def _on_foreground_changed(self) -> None:
        named = read_number_property(self._x11, self._display, self._root, b"_NET_ACTIVE_WINDOW")
        facts = _read_window_facts(self._x11, self._display, named[0]) if named and named[0] else None
        before = self._front
        if facts is None or facts.pid == os.getpid():
            if before is not None:
                self._ping_window(before)
            return
        if before is None or before.handle != facts.handle:
            self._front = facts
            if before is not None:
                self._ping_window(before)
            new_dialog = facts.dialog and facts.handle not in self._dialogs_told
            self._dialogs_told.add(facts.handle)
            self._tell(WindowEventKind.DIALOG if new_dialog else WindowEventKind.FOREGROUND, facts)
        self._ping_window(facts)

    def _on_clients_changed(self, *, news: bool = True) -> None:
        handles = read_number_property(self._x11, self._display, self._root, b"_NET_CLIENT_LIST")
        for handle in handles:
            if handle not in self._known:
                facts = _read_window_facts(self._x11, self._display, handle)
                if facts is not None:
                    self._known[handle] = facts
                    self._watch_program_end(facts)
                    if not news:
                        self._dialogs_told.add(handle)
        gone = self._known.keys() - set(handles)
        for handle in gone:
            del self._known[handle]
            self._asked.pop(handle, None)
            self._hung.pop(handle, None)
            self._dialogs_told.discard(handle)

    def _watch_program_end(self, facts: WindowFacts) -> None:
        """Watch for the end of a window's program, through the kernel."""
        if facts.pid <= 1 or facts.pid == os.getpid() or not hasattr(os, "pidfd_open"):
            return
        if any(known.pid == facts.pid for _, known in self._programs.values()):
            return
        with suppress(OSError):
            descriptor = os.pidfd_open(facts.pid)
            self._programs[descriptor] = (facts.pid, facts)
            self.poll.register(descriptor, select.POLLIN)

    def report_program_end(self, descriptor: int) -> None:
        """Report the end of the program that this descriptor belongs to."""
        self.poll.unregister(descriptor)
        os.close(descriptor)
        pid, first = self._programs.pop(descriptor)
        latest = self._front if self._front is not None and self._front.pid == pid else first
        self._tell(WindowEventKind.ENDED, latest)

    # -- responsiveness ----------------------------------------------------------------------------

    def ping_foreground(self) -> None:
        """Send a ping to the foreground program."""
        if self._front is not None:
            self._ping_window(self._front)

    def _ping_window(self, facts: WindowFacts) -> None:
        protocols = read_number_property(self._x11, self._display, facts.handle, b"WM_PROTOCOLS")
        if facts.handle in self._asked or facts.handle in self._hung or self._ping not in protocols:
            return
        self._select_window_events(_PROPERTY_CHANGE | _STRUCTURE)
        message = ClientEvent(type=CLIENT_MESSAGE, window=facts.handle, format=32)
        message.message_type = self._protocols
        message.data[0], message.data[1], message.data[2] = self._ping, _OUR_TIME, facts.handle
        self._x11.XSendEvent(
            self._display, ctypes.c_ulong(facts.handle), 0, ctypes.c_long(0), ctypes.byref(message)
        )
        self._asked[facts.handle] = (time.monotonic() + PATIENCE, facts)

    def _on_ping_answered(self, handle: int) -> None:
        self._asked.pop(handle, None)
        late = self._hung.pop(handle, None)
        if late is not None:
            self._tell(WindowEventKind.ANSWERS, late)
        if not self._asked and not self._hung:
            self._select_window_events(_PROPERTY_CHANGE)

    def report_hung_window(self) -> None:
        """Report the programs that haven't answered a ping in time."""
        now = time.monotonic()
        for handle, (end, facts) in list(self._asked.items()):
            if end <= now:
                del self._asked[handle]
                if handle in self._known:
                    self._hung[handle] = facts
                    self._tell(WindowEventKind.HUNG, facts)

    def _select_window_events(self, mask: int) -> None:
        self._x11.XSelectInput(self._display, ctypes.c_ulong(self._root), ctypes.c_long(mask))


# -- window properties ------------------------------------------------------------------------------


def _read_window_facts(x11: Any, display: ctypes.c_void_p, handle: int) -> WindowFacts | None:
    """Return the current state of a window; None if it no longer exists."""
    attributes = _read_window_attributes(x11, display, handle)
    if attributes is None:
        return None
    kinds = read_number_property(x11, display, handle, b"_NET_WM_WINDOW_TYPE")
    owner = read_number_property(x11, display, handle, b"WM_TRANSIENT_FOR")
    dialog = x11.XInternAtom(display, b"_NET_WM_WINDOW_TYPE_DIALOG", 0) in kinds or bool(owner and owner[0])
    opacity = read_number_property(x11, display, handle, b"_NET_WM_WINDOW_OPACITY")
    frame = read_number_property(x11, display, handle, b"_NET_FRAME_EXTENTS")  # left, right, top, bottom
    pid = _read_window_pid(x11, display, handle)
    return WindowFacts(
        handle=handle,
        pid=pid,
        names=_read_program_names(x11, display, handle, pid),
        title=_read_window_title(x11, display, handle),
        area=read_window_area(x11, display, handle) if attributes.map_state == _VIEWABLE else None,
        dialog=dialog,
        title_bar=frame[2] if len(frame) == 4 and frame[2] <= _HIGHEST_BAR else 0,
        see_through=attributes.depth == _ALPHA_DEPTH or bool(opacity),
    )


def _read_window_pid(x11: Any, display: ctypes.c_void_p, handle: int) -> int:
    """Return a window's process ID; 0 if it isn't on this computer."""
    told = read_number_property(x11, display, handle, b"_NET_WM_PID")
    where = read_text_property(x11, display, handle, b"WM_CLIENT_MACHINE")
    return told[0] if told and where in (b"", socket.gethostname().encode()) else 0


def _read_program_names(x11: Any, display: ctypes.c_void_p, handle: int, pid: int) -> tuple[str, ...]:
    """Return the class and name in WM_CLASS (ICCCM 4.1.2.5), and the program's files."""
    told = read_text_property(x11, display, handle, b"WM_CLASS").decode("latin-1").split("\0")
    names = [join_into_one_line(name) for name in (*told[1:2], *told[:1]) if name]
    names += map(join_into_one_line, read_program_names(pid))
    return tuple(dict.fromkeys(name for name in names if name))


def _read_window_title(x11: Any, display: ctypes.c_void_p, handle: int) -> str:
    """Return a window's title; WM_NAME may be in Latin-1 (ICCCM)."""
    for name, encoding in ((b"_NET_WM_NAME", "utf-8"), (b"WM_NAME", "latin-1")):
        title = join_into_one_line(read_text_property(x11, display, handle, name).decode(encoding, "replace"))
        if title:
            return title
    return ""


class _XWindowAttributes(ctypes.Structure):
    """The structure ``XWindowAttributes`` of Xlib.h."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border_width", "depth")),
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("kind", "bit_gravity", "win_gravity", "backing_store")),
        *((name, ctypes.c_ulong) for name in ("backing_planes", "backing_pixel")),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("map_installed", "map_state")),
        *((name, ctypes.c_long) for name in ("all_event_masks", "your_event_mask", "do_not_propagate_mask")),
        ("override_redirect", ctypes.c_int),
        ("screen", ctypes.c_void_p),
    )


def _read_window_attributes(x11: Any, display: ctypes.c_void_p, handle: int) -> _XWindowAttributes | None:
    found = _XWindowAttributes()
    told = x11.XGetWindowAttributes(display, ctypes.c_ulong(handle), ctypes.byref(found))
    return found if told else None


# -- overlapping windows ----------------------------------------------------------------------------


def _iter_overlapping_windows(x11: Any, display: ctypes.c_void_p, handle: int) -> Iterator[NearbyWindow]:
    """Yield the other windows that share pixels with a window, lowest first, including menus and panels.

    Of the windows that don't overlap, only the areas are read.
    """
    root = int(x11.XDefaultRootWindow(display))
    clients = frozenset(read_number_property(x11, display, root, b"_NET_CLIENT_LIST"))
    own = _find_top_level(x11, display, handle, root)
    place, mask = _read_visible_area(x11, display, own), _read_resource_mask(x11, display)
    mine, above = _read_window_pid(x11, display, handle), False
    for child in _list_top_level_windows(x11, display, root):
        if child == own:
            above = True
            continue
        area = _read_visible_area(x11, display, child)
        if area is None or (place is not None and not area.overlaps_area(place)):
            continue
        client = _find_client_window(x11, display, child, clients)
        facts = _read_window_facts(x11, display, client)
        if facts is None:
            continue
        same = bool(mine and facts.pid == mine) or (mask > 0 and client & ~mask == handle & ~mask)
        yield NearbyWindow(replace(facts, area=area), above, same)


def _read_visible_area(x11: Any, display: ctypes.c_void_p, child: int) -> WindowArea | None:
    """Return the area of a top-level window; None if it isn't visible."""
    seen = _read_window_attributes(x11, display, child)
    if seen is None or seen.map_state != _VIEWABLE or seen.kind != _INPUT_OUTPUT:
        return None
    edge = 2 * seen.border_width
    return WindowArea(seen.x, seen.y, seen.width + edge, seen.height + edge)


def _find_client_window(x11: Any, display: ctypes.c_void_p, frame: int, clients: frozenset[int]) -> int:
    """Return the program's window inside the window manager's frame; the frame if there is none."""
    level = [frame]
    for _ in range(_DEEPEST_FRAME):
        found = next((window for window in level if window in clients), 0)
        if found:
            return found
        level = [
            child for window in level[:_MOST_PARTS] for child in _list_top_level_windows(x11, display, window)
        ]
    return frame


def _list_top_level_windows(x11: Any, display: ctypes.c_void_p, root: int) -> Sequence[int]:
    """Return the top-level windows, lowest first."""
    top, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    children = ctypes.POINTER(ctypes.c_ulong)()
    answers = (ctypes.byref(answer) for answer in (top, parent, children, count))
    x11.XQueryTree(display, ctypes.c_ulong(root), *answers)
    found = [int(children[n]) for n in range(min(count.value, _MOST_CHILDREN))] if children else []
    if children:
        x11.XFree(children)
    return found


def _find_top_level(x11: Any, display: ctypes.c_void_p, window: int, root: int) -> int:
    """Return the top-level window that contains a window."""
    top, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    for _ in range(_MOST_ANCESTORS):
        children = ctypes.c_void_p()
        answers = (ctypes.byref(answer) for answer in (top, parent, children, count))
        found = x11.XQueryTree(display, ctypes.c_ulong(window), *answers)
        if children:
            x11.XFree(children)
        if not found or parent.value in {0, root}:
            break
        window = parent.value
    return window


@functools.cache
def _load_xcb_libraries() -> tuple[Any, Any] | None:
    try:
        bridge, xcb = ctypes.CDLL("libX11-xcb.so.1"), ctypes.CDLL("libxcb.so.1")
    except OSError:
        return None
    return declare_function_types(ctypes, bridge, "XGetXCBConnection"), declare_function_types(
        ctypes, xcb, "xcb_get_setup"
    )


def _read_resource_mask(x11: Any, display: ctypes.c_void_p) -> int:
    """Return the bits of a window ID that its own program chose; 0 if unknown.

    Windows that differ only in these bits were created over one connection, often the only link from a menu
    to its program.
    """
    libraries = _load_xcb_libraries()
    if libraries is None:
        return 0
    bridge, xcb = libraries
    setup = xcb.xcb_get_setup(ctypes.c_void_p(bridge.XGetXCBConnection(display)))
    return ctypes.c_uint32.from_address(setup + _SETUP_MASK_OFFSET).value if setup else 0


def _ignore_event(_event: WindowEvent) -> None:
    """Ignore a window event; used while nothing listens."""
