"""Finds names on the screen through the accessibility interface (AT-SPI), if it is running.

Unlike OCR it is exact and needs no extra program; but it reports screen positions only under X11, must be
queried at the time of the screenshot, and misses programs without accessibility support. This app never
starts it. Interfaces: the XML files of at-spi2-core
(https://gitlab.gnome.org/GNOME/at-spi2-core/-/tree/main/xml), states: atspi-constants.h. The interfaces of
Windows (UI Automation) and macOS (AX) aren't used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from selfhelp.machine.capture.ocr import OcrWord

Spans = Callable[[str], Sequence[tuple[int, int, str]]]
"""Function that returns the names in a text, each as start, end and name."""

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_COMPONENT = "org.a11y.atspi.Component"
_TEXT = "org.a11y.atspi.Text"
_REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_SHOWING = 1 << 25  # ATSPI_STATE_SHOWING
_FOCUSED = 1 << 12  # ATSPI_STATE_FOCUSED
_PASSWORD = 40  # ATSPI_ROLE_PASSWORD_TEXT
_ON_SCREEN = 0  # ATSPI_COORD_TYPE_SCREEN
_TO_ITS_END = -1
_LONGEST_TEXT = 20_000  # characters that are searched
_AT_ONCE = 64
_MOST_NODES = 5_000

Node = tuple[str, str]
Ask = tuple[Node, str, str, str, tuple[Any, ...]]


def find_visible_names(spans: Spans, *, seconds: float = 1.0) -> Sequence[OcrWord]:
    """Return the areas of visible names, in pixels of the whole X11 desktop.

    Args:
        spans: finds the names in a text.
        seconds: the time limit; programs that respond slowly are left out.

    Returns: the names found in time; none if the accessibility interface isn't running.
    """
    try:
        from jeepney import DBusErrorResponse
        from jeepney.io.blocking import open_dbus_connection
    except ImportError:  # only Linux has it and the interface it talks to
        return ()

    end = monotonic() + seconds
    found: list[OcrWord] = []
    try:
        address = _find_accessibility_bus_address(end)
        if not address:
            return ()
        with open_dbus_connection(address) as bus:
            for word in _AccessibleTextSearch(bus, end, spans).iter_screen_words():
                found.append(word)
    except (OSError, KeyError, ValueError, TypeError, DBusErrorResponse):
        pass  # TimeoutError is an OSError: return the results so far
    return found


@dataclass(frozen=True, slots=True)
class ProgramInspection:
    """The result of inspecting a program through the accessibility interface; areas in X11 desktop pixels.

    Attributes:
        speaks: whether the program supports accessibility.
        complete: whether everything was inspected in time; true if there was nothing to inspect.
        password_focused: whether a password field has the keyboard focus.
        passwords: areas of its password fields.
        names: areas of the names searched for.
        titles: the titles of its windows; external text.
    """

    speaks: bool = False
    complete: bool = True
    password_focused: bool = False
    passwords: Sequence[OcrWord] = ()
    names: Sequence[OcrWord] = ()
    titles: Sequence[str] = ()


def inspect_program_windows(pid: int, spans: Spans, *, seconds: float = 1.0) -> ProgramInspection:
    """Return the areas of a program's password fields and names; empty without accessibility support.

    Args:
        pid: the program's process ID; 0: every other program.
        spans: finds the names in a text.
        seconds: the time limit.
    """
    try:
        from jeepney import DBusErrorResponse
        from jeepney.io.blocking import open_dbus_connection
    except ImportError:  # only Linux has it and the interface it talks to
        return ProgramInspection()

    end, search = monotonic() + seconds, None
    with suppress(OSError, KeyError, ValueError, TypeError, DBusErrorResponse):
        try:
            address = _find_accessibility_bus_address(end)
        except (KeyError, FileNotFoundError, ConnectionRefusedError):
            address = ""  # without a session bus, no program supports accessibility
        if not address:
            return ProgramInspection()
        with open_dbus_connection(address) as bus:
            search = _AccessibleTextSearch(bus, end, spans)
            search.inspect_program(pid)
    return search.get_inspection_so_far() if search is not None else ProgramInspection(complete=False)


def _find_accessibility_bus_address(end: float) -> str:
    """Return the accessibility bus address without starting the bus; "" if the bus isn't running."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection
    from jeepney.wrappers import unwrap_msg

    with open_dbus_connection("SESSION") as bus:
        if not Proxy(message_bus, bus).NameHasOwner("org.a11y.Bus")[0]:
            return ""
        service = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        call = new_method_call(service, "GetAddress")
        reply = bus.send_and_get_reply(call, timeout=max(0.01, end - monotonic()))
        return str(unwrap_msg(reply)[0])


class _AccessibleTextSearch:
    """A search in the tree of visible elements; it sends many requests in parallel."""

    def __init__(self, bus: Any, end: float, spans: Spans) -> None:
        self._bus, self._end, self._spans = bus, end, spans
        self._passwords: list[OcrWord] = []
        self._names: list[OcrWord] = []
        self._titles: list[str] = []
        self._speaks = self._done = self._focused = False

    def iter_screen_words(self) -> Iterator[OcrWord]:
        """Yield the areas of names, level by level, so that every window gets its turn."""
        level: Sequence[Node] = [
            node for node in self._list_visible_children([_REGISTRY]) if not self._is_own_element(node)
        ]
        level, seen = self._list_visible_children(level), 0
        while level and seen < _MOST_NODES:
            seen += len(level)
            states = self._call_methods([(node, _ACCESSIBLE, "GetState", "", ()) for node in level])
            shown = [n for n, state in zip(level, states, strict=True) if state and state[0][0] & _SHOWING]
            yield from self._read_level_words(shown)
            level = self._list_visible_children(shown)

    def inspect_program(self, pid: int) -> None:
        """Inspect everything visible of one program, level by level."""
        answer = self._call_methods([(_REGISTRY, _ACCESSIBLE, "GetChildren", "", ())])[0]
        if not answer:
            return  # unknown which programs support accessibility
        pids = {(name, path): self._read_process_id((name, path)) for name, path in answer[0]}
        programs = [node for node, its in pids.items() if its == pid or (not pid and its != os.getpid())]
        self._speaks = bool(programs)
        level, seen = self._list_visible_children(programs), 0
        first = len(level)  # windows: their title is drawn outside of them
        self._titles = [str(answer[0][1]) for answer in self._read_element_names(level) if answer]
        while level and seen < _MOST_NODES:
            seen += len(level)
            states = self._call_methods([(node, _ACCESSIBLE, "GetState", "", ()) for node in level])
            told = [(n, s[0][0]) for n, s in zip(level, states, strict=True) if s and s[0][0] & _SHOWING]
            self._inspect_tree_level(told, names=bool(seen > first))
            level = self._list_visible_children([node for node, _ in told])
        self._done = not level

    def get_inspection_so_far(self) -> ProgramInspection:
        """Return the inspection's results so far."""
        found = (self._passwords, self._names, self._titles)
        return ProgramInspection(self._speaks, self._done, self._focused, *found)

    def _inspect_tree_level(self, told: Sequence[tuple[Node, int]], *, names: bool) -> None:
        """Record the password fields of a level, and the names in other elements."""
        roles = self._call_methods([(node, _ACCESSIBLE, "GetRole", "", ()) for node, _ in told])
        plain = []
        for (node, state), role in zip(told, roles, strict=True):
            if not role or role[0] != _PASSWORD:
                plain.append(node)
                continue
            self._focused = self._focused or bool(state & _FOCUSED)
            self._passwords += _to_screen_word("", self._read_element_area(node))
        if names:
            self._names += self._read_level_words(plain)

    def _read_element_names(self, nodes: Sequence[Node]) -> Sequence[Any]:
        wanted = ("org.freedesktop.DBus.Properties", "Get", "ss", (_ACCESSIBLE, "Name"))
        return self._call_methods([(node, *wanted) for node in nodes])

    def _read_level_words(self, nodes: Sequence[Node]) -> Iterator[OcrWord]:
        texts = self._call_methods([(node, _TEXT, "GetText", "ii", (0, _TO_ITS_END)) for node in nodes])
        for node, text in zip(nodes, texts, strict=True):
            for start, stop, name in self._spans(text[0][:_LONGEST_TEXT]) if text else ():
                yield from _to_screen_word(
                    name, self._read_text_area(node, start, stop) or self._read_element_area(node)
                )
        silent = [node for node, text in zip(nodes, texts, strict=True) if not text]
        wanted = ("org.freedesktop.DBus.Properties", "Get", "ss", (_ACCESSIBLE, "Name"))
        for node, answer in zip(
            silent, self._call_methods([(node, *wanted) for node in silent]), strict=True
        ):
            for _, _, name in self._spans(str(answer[0][1])) if answer else ():
                yield from _to_screen_word(name, self._read_element_area(node))

    def _read_text_area(self, node: Node, start: int, stop: int) -> Sequence[int]:
        """Return the area that part of a text covers; empty if the program's answer is wrong.

        Qt 6.11 reports the area of the first paragraph for every paragraph of a QPlainTextEdit, so the
        character at that position is checked.
        """
        place = self._call_methods([(node, _TEXT, "GetRangeExtents", "iiu", (start, stop, _ON_SCREEN))])[0]
        if not place or len(place) != 4:
            return ()
        middle = (place[0] + place[2] // 2, place[1] + place[3] // 2)
        there = self._call_methods([(node, _TEXT, "GetOffsetAtPoint", "iiu", (*middle, _ON_SCREEN))])[0]
        return place if there and start <= there[0] < stop else ()

    def _read_element_area(self, node: Node) -> Sequence[int]:
        """Return the area of the whole element as four numbers; empty if unknown."""
        answer = self._call_methods([(node, _COMPONENT, "GetExtents", "u", (_ON_SCREEN,))])[0]
        return answer[0] if answer else ()

    def _list_visible_children(self, nodes: Sequence[Node]) -> Sequence[Node]:
        answers = self._call_methods([(node, _ACCESSIBLE, "GetChildren", "", ()) for node in nodes])
        return [(name, path) for answer in answers if answer for name, path in answer[0]]

    def _is_own_element(self, node: Node) -> bool:
        """Return whether an element belongs to this process: its windows aren't in the screenshot."""
        return self._read_process_id(node) == os.getpid()

    def _read_process_id(self, node: Node) -> int:
        """Return the PID of the program that an object belongs to; 0 if unknown."""
        from jeepney import DBusAddress, new_method_call

        service = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        call = new_method_call(service, "GetConnectionUnixProcessID", "s", (node[0],))
        reply = self._bus.send_and_get_reply(call, timeout=self._compute_seconds_left())
        return int(reply.body[0]) if reply.body and isinstance(reply.body[0], int) else 0

    def _call_methods(self, questions: Sequence[Ask]) -> Sequence[Any]:
        """Return a result for every method call, or None if it failed; many run in parallel."""
        answers: list[Any] = []
        for first in range(0, len(questions), _AT_ONCE):
            answers += self._call_in_parallel(questions[first : first + _AT_ONCE])
        return answers

    def _call_in_parallel(self, questions: Sequence[Ask]) -> Sequence[Any]:
        from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call

        waiting: dict[int, int] = {}
        for place, ((name, path), interface, method, signature, body) in enumerate(questions):
            serial = next(self._bus.outgoing_serial)
            call = new_method_call(DBusAddress(path, name, interface), method, signature or None, body)
            self._bus.send(call, serial=serial)
            waiting[serial] = place
        answers: list[Any] = [None] * len(questions)
        while waiting:
            message = self._bus.receive(timeout=self._compute_seconds_left())
            answered = waiting.pop(message.header.fields.get(HeaderFields.reply_serial, 0), None)
            if answered is not None and message.header.message_type is MessageType.method_return:
                answers[answered] = message.body
        return answers

    def _compute_seconds_left(self) -> float:
        left = self._end - monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _to_screen_word(name: str, extents: Any) -> Iterator[OcrWord]:
    """Yield a word if its area is valid."""
    if extents and len(extents) == 4 and extents[2] > 0 and extents[3] > 0:
        yield OcrWord(name, *extents)
