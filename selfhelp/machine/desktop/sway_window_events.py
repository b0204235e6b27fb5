"""Window events under sway, from the compositor's socket.

sway-ipc(7): a message is ``i3-ipc``, the length and the type as 32-bit numbers in native byte order, then
JSON. Tested with sway 1.10. Sway doesn't report hung programs. Nor does it report panels and notifications
(layer shell), so they can't be redacted if they cover a window.
"""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from selfhelp.core.errors import UnavailableError
from selfhelp.core.text import N_
from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.desktop.program_names import read_program_names
from selfhelp.machine.desktop.window_events import (
    Hear,
    NearbyWindow,
    WindowEvent,
    WindowEventKind,
    WindowFacts,
    join_into_one_line,
)

_MAGIC = b"i3-ipc"
_HEAD = struct.Struct("=6sII")
_COMMAND, _SUBSCRIBE, _OUTPUTS, _TREE = 0, 2, 3, 4
_WINDOW_EVENT = 0x80000003
_LONGEST = 16_000_000
"""Maximum size of a message, in bytes; a tree of a thousand windows fits."""

_DEEPEST = 64
_PATIENCE = 2.0
"""Timeout for the compositor, in seconds."""

_FROM_THE_EDGE = 24
_NEWS = {"new", "focus", "close"}


class SwayWindowEvents:
    """Source of sway's window events; its separate connection and thread sleep until an event."""

    manual_only = False

    def __init__(self) -> None:
        if not os.environ.get("SWAYSOCK") or not os.environ.get("WAYLAND_DISPLAY"):
            raise UnavailableError(N_("No display is available for a screenshot."), detail="no sway")
        _query_sway(_TREE)
        self._hear: Hear = _ignore_event
        self._thread: threading.Thread | None = None
        self._wake: tuple[int, int] | None = None
        self._front = 0
        self._bar = ""

    def start_listening(self, hear: Hear) -> None:
        """Start reporting events to ``hear``.

        Raises:
            UnavailableError: the compositor doesn't respond.
        """
        self._hear, self._wake = hear, os.pipe()
        told = _connect_to_sway()
        _send_message(told, _SUBSCRIBE, b'["window"]')
        _receive_message(told)
        self._thread = threading.Thread(
            target=self._listen_for_events, args=(told, self._wake[0]), name="window-events", daemon=True
        )
        self._thread.start()

    def stop_listening(self) -> None:
        """Stop reporting events."""
        if self._thread is None or self._wake is None:
            return
        os.write(self._wake[1], b"!")
        self._thread.join()
        for end in self._wake:
            os.close(end)
        self._thread = self._wake = None

    def read_foreground_window(self) -> WindowFacts | None:
        """Return the foreground window of another program; None if there is none."""
        node = _find_last_focused(_query_sway(_TREE))
        return _to_window_facts(node) if node is not None else None

    def read_window(self, handle: int) -> WindowFacts | None:
        """Return a window's current state.

        Raises:
            UnavailableError: the compositor returned no list.
        """
        tree = _query_sway(_TREE)
        if not isinstance(tree, dict) or "nodes" not in tree:
            raise _make_no_answer_error(ValueError("no tree"))
        node = next((one for one in _list_window_nodes(tree) if one.get("id") == handle), None)
        return _to_window_facts(node) if node is not None else None

    def list_nearby_windows(self, handle: int) -> Sequence[NearbyWindow]:
        """Return the windows that may overlap a window; floating windows are above tiled windows."""
        drawn = [node for node in _list_window_nodes(_query_sway(_TREE)) if node.get("visible")]
        place = next((place for place, node in enumerate(drawn) if node.get("id") == handle), len(drawn))
        mine = drawn[place].get("pid") if place < len(drawn) else None
        return [
            NearbyWindow(_to_window_facts(node), above > place, node.get("pid") == mine)
            for above, node in enumerate(drawn)
            if above != place
        ]

    def report_hung_windows(self) -> None:
        """Do nothing: sway doesn't report hung programs."""

    def keep_window_on_top(self, title: str) -> None:
        """Make this app's window with this title float at the lower edge of every workspace.

        Sway focuses each new window; the first time, the focus returns to the previous window.
        """
        first, self._bar = not self._bar, title
        self._move_bar_to_focused_display()
        before = _find_last_focused(_query_sway(_TREE)) if first else None
        if before is not None:
            _query_sway(_COMMAND, f"[con_id={_to_number(before.get('id'))}] focus".encode())

    # -- on the listening thread -------------------------------------------------------------------------

    def _listen_for_events(self, told: socket.socket, wake: int) -> None:
        with told, _SwayPrograms(self._emit_event) as programs, suppress(UnavailableError):
            self._watch_open_windows(programs)
            poll = programs.poll
            for ready in (told.fileno(), wake):
                poll.register(ready, select.POLLIN)
            while True:
                for ready, _ in poll.poll():
                    if ready == wake:
                        return
                    if ready == told.fileno():
                        self._handle_message(_receive_message(told), programs)
                    else:
                        programs.report_program_end(ready)

    def _watch_open_windows(self, programs: _SwayPrograms) -> None:
        """Start watching the programs of all open windows; report only the foreground window."""
        tree = _query_sway(_TREE)
        for node in _list_window_nodes(tree):
            programs.watch_program_end(_to_window_facts(node))
        front = _find_last_focused(tree)
        if front is not None:
            self._on_foreground_changed(front, new=False)

    def _handle_message(self, message: tuple[int, Any], programs: _SwayPrograms) -> None:
        kind, told = message
        node = told.get("container") if kind == _WINDOW_EVENT and isinstance(told, dict) else None
        if not isinstance(node, dict) or told.get("change") not in _NEWS:
            return
        ours = node.get("pid") == os.getpid()
        if told["change"] == "new":
            programs.fresh.add(_to_number(node.get("id")))
            programs.watch_program_end(_to_window_facts(node))
            if ours:
                self._move_bar_to_focused_display()
        elif told["change"] == "focus" and not ours:
            self._on_foreground_changed(node, new=_to_number(node.get("id")) in programs.fresh)
            programs.fresh.discard(_to_number(node.get("id")))

    def _on_foreground_changed(self, node: Mapping[str, Any], *, new: bool) -> None:
        facts = _to_window_facts(node)
        if facts.pid == os.getpid() or facts.handle == self._front:
            return
        self._front = facts.handle
        others = (n for n in _list_window_nodes(_query_sway(_TREE)) if n.get("id") != facts.handle)
        dialog = new and facts.dialog and any(n.get("pid") == facts.pid for n in others)
        self._emit_event(WindowEventKind.DIALOG if dialog else WindowEventKind.FOREGROUND, facts)

    def _emit_event(self, what: WindowEventKind, window: WindowFacts) -> None:
        self._hear(WindowEvent(what, window, time.time()))

    def _move_bar_to_focused_display(self) -> None:
        """Move this app's bar to the focused display.

        Under Wayland, programs can't place their own windows.
        """
        ours = [
            n
            for n in _list_window_nodes(_query_sway(_TREE))
            if n.get("pid") == os.getpid() and n.get("name") == self._bar
        ]
        outputs = [o for o in _to_list(_query_sway(_OUTPUTS)) if isinstance(o, dict) and o.get("focused")]
        if not ours or not outputs or not self._bar:
            return
        size, screen = _read_node_area(ours[0]), _read_node_area(outputs[0])
        left = screen.x + max(0, (screen.width - size.width) // 2)
        top = screen.y + screen.height - size.height - _FROM_THE_EDGE
        wish = f"floating enable, border none, sticky enable, move absolute position {left} {top}"
        _query_sway(_COMMAND, f"[con_id={_to_number(ours[0].get('id'))}] {wish}".encode())


class _SwayPrograms:
    """Programs whose end the kernel reports (pidfd_open(2)), and windows that weren't reported yet."""

    def __init__(self, tell: Any) -> None:
        self._emit_event, self.poll, self.fresh = tell, select.poll(), set[int]()
        self._known: dict[int, WindowFacts] = {}

    def __enter__(self) -> _SwayPrograms:
        return self

    def __exit__(self, *_: object) -> None:
        for descriptor in self._known:
            os.close(descriptor)

    def watch_program_end(self, facts: WindowFacts) -> None:
        """Watch for the end of a window's program, through the kernel."""
        known = {one.pid for one in self._known.values()} | {0, 1, os.getpid()}
        if facts.pid in known or not hasattr(os, "pidfd_open"):
            return
        with suppress(OSError):
            descriptor = os.pidfd_open(facts.pid)
            self._known[descriptor] = facts
            self.poll.register(descriptor, select.POLLIN)

    def report_program_end(self, descriptor: int) -> None:
        """Report the end of the program that this descriptor belongs to."""
        self.poll.unregister(descriptor)
        os.close(descriptor)
        self._emit_event(WindowEventKind.ENDED, self._known.pop(descriptor))


# -- the compositor's window tree --------------------------------------------------------------------


def _list_window_nodes(tree: Any) -> Sequence[Mapping[str, Any]]:
    """Return the windows of a tree in drawing order, floating windows last."""
    return [
        node
        for node in _iter_tree_nodes(tree, _DEEPEST)
        if _to_number(node.get("pid")) > 0 and not _list_child_nodes(node)
    ]


def _iter_tree_nodes(node: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, dict) and depth > 0:
        yield node
        for child in _list_child_nodes(node):
            yield from _iter_tree_nodes(child, depth - 1)


def _find_last_focused(node: Any, depth: int = _DEEPEST) -> Mapping[str, Any] | None:
    """Return the node of the other program's window that last had the focus; None if unknown."""
    if not isinstance(node, dict) or depth <= 0:
        return None
    children = {
        _to_number(child.get("id")): child for child in _list_child_nodes(node) if isinstance(child, dict)
    }
    for number in _to_list(node.get("focus")):
        found = _find_last_focused(children.get(number), depth - 1) if isinstance(number, int) else None
        if found is not None:
            return found
    pid = _to_number(node.get("pid"))
    seen = not children and pid > 0 and pid != os.getpid() and node.get("visible")
    return node if seen else None


def _list_child_nodes(node: Mapping[str, Any]) -> Sequence[Any]:
    return [*_to_list(node.get("nodes")), *_to_list(node.get("floating_nodes"))]


def _to_window_facts(node: Mapping[str, Any]) -> WindowFacts:
    """Return a node as window facts; the node's area excludes the title bar (sway-ipc(7))."""
    told = node.get("window_properties")
    x11 = told if isinstance(told, dict) else {}
    names = [
        join_into_one_line(str(name))
        for name in (node.get("app_id"), x11.get("class"), x11.get("instance"))
        if name
    ]
    pid = _to_number(node.get("pid"))
    return WindowFacts(
        handle=_to_number(node.get("id")),
        pid=pid,
        names=tuple(dict.fromkeys((*names, *map(join_into_one_line, read_program_names(pid))))),
        title=join_into_one_line(str(node.get("name") or "")),
        area=_read_node_area(node) if node.get("visible") else None,
        dialog=node.get("type") == "floating_con",
        see_through=True,
    )


def _read_node_area(node: Mapping[str, Any]) -> WindowArea:
    told = node.get("rect")
    rect = told if isinstance(told, dict) else {}
    return WindowArea(*(_to_number(rect.get(name)) for name in ("x", "y", "width", "height")))


def _to_number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _to_list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


# -- the socket ------------------------------------------------------------------------------------


def _query_sway(kind: int, text: bytes = b"") -> Any:
    """Send one request and return the compositor's reply.

    Raises:
        UnavailableError: there's no reply.
    """
    with _connect_to_sway() as asked:
        _send_message(asked, kind, text)
        return _receive_message(asked)[1]


def _connect_to_sway() -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.settimeout(_PATIENCE)
    try:
        made.connect(os.environ.get("SWAYSOCK", ""))
    except OSError as error:
        made.close()
        raise _make_no_answer_error(error) from error
    return made


def _send_message(to: socket.socket, kind: int, text: bytes) -> None:
    try:
        to.sendall(_HEAD.pack(_MAGIC, len(text), kind) + text)
    except OSError as error:
        raise _make_no_answer_error(error) from error


def _receive_message(of: socket.socket) -> tuple[int, Any]:
    """Return the type and content of the next message.

    Raises:
        UnavailableError: no message arrived, or it isn't a sway message.
    """
    try:
        magic, length, kind = _HEAD.unpack(_receive_exact_bytes(of, _HEAD.size))
        if magic != _MAGIC or length > _LONGEST:
            raise ValueError(length)
        return kind, json.loads(_receive_exact_bytes(of, length))
    except (OSError, ValueError, RecursionError) as error:
        raise _make_no_answer_error(error) from error


def _receive_exact_bytes(of: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = of.recv(count - len(data))
        if not part:
            raise OSError("closed")
        data += part
    return bytes(data)


def _make_no_answer_error(error: Exception) -> UnavailableError:
    return UnavailableError(N_("The desktop didn't respond."), detail=repr(error)[:300])


def _ignore_event(_event: WindowEvent) -> None:
    """Ignore a window event; used while nothing listens."""
