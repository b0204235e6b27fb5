"""Window events under sway, from the compositor's socket.

sway-ipc(7): a message is ``i3-ipc``, the length and the kind as 32-bit numbers in the machine's order, then
JSON. Tried with sway 1.10. It tells nothing of panels and notifications (layer shell), so what of them lies
over a window cannot be covered, and nothing of programs that hang.
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
from selfhelp.machine.desktop.program_names import program_names
from selfhelp.machine.desktop.window_events import (
    Hear,
    NearbyWindow,
    WindowEvent,
    WindowFacts,
    WindowHappening,
    one_line,
)

_MAGIC = b"i3-ipc"
_HEAD = struct.Struct("=6sII")
_COMMAND, _SUBSCRIBE, _OUTPUTS, _TREE = 0, 2, 3, 4
_WINDOW_EVENT = 0x80000003
_LONGEST = 16_000_000
"""Bytes of a message; a tree of a thousand windows has one."""

_DEEPEST = 64
_PATIENCE = 2.0
"""Seconds for an answer of the compositor, which draws the screen: only one that hangs takes that long."""

_FROM_THE_EDGE = 24
_NEWS = {"new", "focus", "close"}


class SwayWindowEvents:
    """Listens to the compositor on a separate connection and thread, which sleep until an event."""

    manual_only = False

    def __init__(self) -> None:
        if not os.environ.get("SWAYSOCK") or not os.environ.get("WAYLAND_DISPLAY"):
            raise UnavailableError(N_("No display is available for a screenshot."), detail="no sway")
        _ask(_TREE)
        self._hear: Hear = _ignore
        self._thread: threading.Thread | None = None
        self._wake: tuple[int, int] | None = None
        self._front = 0
        self._bar = ""

    def start(self, hear: Hear) -> None:
        """Start reporting.

        Raises:
            UnavailableError: the compositor does not answer.
        """
        self._hear, self._wake = hear, os.pipe()
        told = _connect()
        _send(told, _SUBSCRIBE, b'["window"]')
        _receive(told)
        self._thread = threading.Thread(
            target=self._listen, args=(told, self._wake[0]), name="window-events", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop reporting."""
        if self._thread is None or self._wake is None:
            return
        os.write(self._wake[1], b"!")
        self._thread.join()
        for end in self._wake:
            os.close(end)
        self._thread = self._wake = None

    def foreground(self) -> WindowFacts | None:
        """Return the window in front, ours not counted."""
        node = _last_focused(_ask(_TREE))
        return _facts(node) if node is not None else None

    def look_again(self, handle: int) -> WindowFacts | None:
        """Return a window's current state.

        Raises:
            UnavailableError: the compositor lists no windows at all.
        """
        tree = _ask(_TREE)
        if not isinstance(tree, dict) or "nodes" not in tree:
            raise _no_answer_error(ValueError("no tree"))
        node = next((one for one in _list_windows(tree) if one.get("id") == handle), None)
        return _facts(node) if node is not None else None

    def nearby(self, handle: int) -> Sequence[NearbyWindow]:
        """Return the windows that may share pixels with one: floating ones lie over those in tiles."""
        drawn = [node for node in _list_windows(_ask(_TREE)) if node.get("visible")]
        place = next((place for place, node in enumerate(drawn) if node.get("id") == handle), len(drawn))
        mine = drawn[place].get("pid") if place < len(drawn) else None
        return [
            NearbyWindow(_facts(node), above > place, node.get("pid") == mine)
            for above, node in enumerate(drawn)
            if above != place
        ]

    def ask_whether_it_answers(self) -> None:
        """Do nothing: sway doesn't report it."""

    def keep_in_sight(self, title: str) -> None:
        """Float our window with this title at the lower edge of every workspace.

        Sway gives each new window the focus; the first time it goes back to the window before.
        """
        first, self._bar = not self._bar, title
        self._place_bar()
        before = _last_focused(_ask(_TREE)) if first else None
        if before is not None:
            _ask(_COMMAND, f"[con_id={_number(before.get('id'))}] focus".encode())

    # -- on the thread that listens ----------------------------------------------------------------

    def _listen(self, told: socket.socket, wake: int) -> None:
        with told, _Programs(self._emit_event) as programs, suppress(UnavailableError):
            self._look(programs)
            poll = programs.poll
            for ready in (told.fileno(), wake):
                poll.register(ready, select.POLLIN)
            while True:
                for ready, _ in poll.poll():
                    if ready == wake:
                        return
                    if ready == told.fileno():
                        self._handle_message(_receive(told), programs)
                    else:
                        programs.ended(ready)

    def _look(self, programs: _Programs) -> None:
        """Read the open windows; only the one in front is reported."""
        tree = _ask(_TREE)
        for node in _list_windows(tree):
            programs.follow(_facts(node))
        front = _last_focused(tree)
        if front is not None:
            self._on_foreground(front, new=False)

    def _handle_message(self, message: tuple[int, Any], programs: _Programs) -> None:
        kind, told = message
        node = told.get("container") if kind == _WINDOW_EVENT and isinstance(told, dict) else None
        if not isinstance(node, dict) or told.get("change") not in _NEWS:
            return
        ours = node.get("pid") == os.getpid()
        if told["change"] == "new":
            programs.fresh.add(_number(node.get("id")))
            programs.follow(_facts(node))
            if ours:
                self._place_bar()
        elif told["change"] == "focus" and not ours:
            self._on_foreground(node, new=_number(node.get("id")) in programs.fresh)
            programs.fresh.discard(_number(node.get("id")))

    def _on_foreground(self, node: Mapping[str, Any], *, new: bool) -> None:
        facts = _facts(node)
        if facts.pid == os.getpid() or facts.handle == self._front:
            return
        self._front = facts.handle
        others = (n for n in _list_windows(_ask(_TREE)) if n.get("id") != facts.handle)
        dialog = new and facts.dialog and any(n.get("pid") == facts.pid for n in others)
        self._emit_event(WindowHappening.DIALOG if dialog else WindowHappening.FOREGROUND, facts)

    def _emit_event(self, what: WindowHappening, window: WindowFacts) -> None:
        self._hear(WindowEvent(what, window, time.time()))

    def _place_bar(self) -> None:
        """Place the bar if it is visible: under Wayland no program can place itself."""
        ours = [
            n
            for n in _list_windows(_ask(_TREE))
            if n.get("pid") == os.getpid() and n.get("name") == self._bar
        ]
        outputs = [o for o in _list(_ask(_OUTPUTS)) if isinstance(o, dict) and o.get("focused")]
        if not ours or not outputs or not self._bar:
            return
        size, screen = _area(ours[0]), _area(outputs[0])
        left = screen.x + max(0, (screen.width - size.width) // 2)
        top = screen.y + screen.height - size.height - _FROM_THE_EDGE
        wish = f"floating enable, border none, sticky enable, move absolute position {left} {top}"
        _ask(_COMMAND, f"[con_id={_number(ours[0].get('id'))}] {wish}".encode())


class _Programs:
    """The programs whose end the kernel reports (pidfd_open(2)), and the windows not reported yet."""

    def __init__(self, tell: Any) -> None:
        self._emit_event, self.poll, self.fresh = tell, select.poll(), set[int]()
        self._known: dict[int, WindowFacts] = {}

    def __enter__(self) -> _Programs:
        return self

    def __exit__(self, *_: object) -> None:
        for descriptor in self._known:
            os.close(descriptor)

    def follow(self, facts: WindowFacts) -> None:
        """Watch for the end of a window's program, through the kernel."""
        known = {one.pid for one in self._known.values()} | {0, 1, os.getpid()}
        if facts.pid in known or not hasattr(os, "pidfd_open"):
            return
        with suppress(OSError):
            descriptor = os.pidfd_open(facts.pid)
            self._known[descriptor] = facts
            self.poll.register(descriptor, select.POLLIN)

    def ended(self, descriptor: int) -> None:
        """Report that a program has ended."""
        self.poll.unregister(descriptor)
        os.close(descriptor)
        self._emit_event(WindowHappening.ENDED, self._known.pop(descriptor))


# -- what the compositor says of windows -----------------------------------------------------------


def _list_windows(tree: Any) -> Sequence[Mapping[str, Any]]:
    """Return the windows of a tree, in the order in which they are drawn, floating ones last."""
    return [node for node in _nodes(tree, _DEEPEST) if _number(node.get("pid")) > 0 and not _children(node)]


def _nodes(node: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, dict) and depth > 0:
        yield node
        for child in _children(node):
            yield from _nodes(child, depth - 1)


def _last_focused(node: Any, depth: int = _DEEPEST) -> Mapping[str, Any] | None:
    """Return the window of another program that last had the focus; None if unknown."""
    if not isinstance(node, dict) or depth <= 0:
        return None
    children = {_number(child.get("id")): child for child in _children(node) if isinstance(child, dict)}
    for number in _list(node.get("focus")):
        found = _last_focused(children.get(number), depth - 1) if isinstance(number, int) else None
        if found is not None:
            return found
    pid = _number(node.get("pid"))
    seen = not children and pid > 0 and pid != os.getpid() and node.get("visible")
    return node if seen else None


def _children(node: Mapping[str, Any]) -> Sequence[Any]:
    return [*_list(node.get("nodes")), *_list(node.get("floating_nodes"))]


def _facts(node: Mapping[str, Any]) -> WindowFacts:
    """Return a window; sway reports only the position of its frame, which isn't in the image."""
    told = node.get("window_properties")
    x11 = told if isinstance(told, dict) else {}
    names = [
        one_line(str(name)) for name in (node.get("app_id"), x11.get("class"), x11.get("instance")) if name
    ]
    pid = _number(node.get("pid"))
    return WindowFacts(
        handle=_number(node.get("id")),
        pid=pid,
        names=tuple(dict.fromkeys((*names, *map(one_line, program_names(pid))))),
        title=one_line(str(node.get("name") or "")),
        area=_area(node) if node.get("visible") else None,
        dialog=node.get("type") == "floating_con",
        see_through=True,
    )


def _area(node: Mapping[str, Any]) -> WindowArea:
    told = node.get("rect")
    rect = told if isinstance(told, dict) else {}
    return WindowArea(*(_number(rect.get(name)) for name in ("x", "y", "width", "height")))


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


# -- the socket ------------------------------------------------------------------------------------


def _ask(kind: int, text: bytes = b"") -> Any:
    """Return the compositor's answer to one question.

    Raises:
        UnavailableError: it gives none.
    """
    with _connect() as asked:
        _send(asked, kind, text)
        return _receive(asked)[1]


def _connect() -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.settimeout(_PATIENCE)
    try:
        made.connect(os.environ.get("SWAYSOCK", ""))
    except OSError as error:
        made.close()
        raise _no_answer_error(error) from error
    return made


def _send(to: socket.socket, kind: int, text: bytes) -> None:
    try:
        to.sendall(_HEAD.pack(_MAGIC, len(text), kind) + text)
    except OSError as error:
        raise _no_answer_error(error) from error


def _receive(of: socket.socket) -> tuple[int, Any]:
    """Return the kind of the next message, and what it says.

    Raises:
        UnavailableError: there is none, or it is none of sway's.
    """
    try:
        magic, length, kind = _HEAD.unpack(_exactly(of, _HEAD.size))
        if magic != _MAGIC or length > _LONGEST:
            raise ValueError(length)
        return kind, json.loads(_exactly(of, length))
    except (OSError, ValueError, RecursionError) as error:
        raise _no_answer_error(error) from error


def _exactly(of: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = of.recv(count - len(data))
        if not part:
            raise OSError("closed")
        data += part
    return bytes(data)


def _no_answer_error(error: Exception) -> UnavailableError:
    return UnavailableError(N_("The desktop didn't respond."), detail=repr(error)[:300])


def _ignore(_event: WindowEvent) -> None:
    """Ignore an event."""
