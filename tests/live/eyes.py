"""Sees the window as a screen reader does: names, roles, places and states over AT-SPI.

Nothing of the product knows about it. Interfaces: the XML files of at-spi2-core
(https://gitlab.gnome.org/GNOME/at-spi2-core/-/tree/main/xml); states are bits of two 32-bit words,
atspi-constants.h.
"""

# mypy: disable-error-code="return-value"

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.fingers import Seen
from tests.live.desk import Desk

ACCESSIBLE = "org.a11y.atspi.Accessible"
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
STATES = {
    4: "checked", 8: "enabled", 9: "expandable", 10: "expanded", 11: "focusable", 12: "focused",
    20: "pressed", 23: "selected", 25: "showing", 30: "visible", 41: "checkable", 42: "has popup",
}  # fmt: skip
LABELLED_BY = 2
Key = tuple[str, str]

QUESTIONS: Sequence[tuple[str, str, str, Any]] = (
    (PROPERTIES, "Get", "ss", (ACCESSIBLE, "Name")),
    (PROPERTIES, "Get", "ss", (ACCESSIBLE, "Description")),
    (ACCESSIBLE, "GetRoleName", "", ()),
    (ACCESSIBLE, "GetState", "", ()),
    (ACCESSIBLE, "GetChildren", "", ()),
    ("org.a11y.atspi.Component", "GetExtents", "u", (0,)),
)
"""What is asked of every part; the last is not answered by a program as a whole."""


class Eyes:
    """Looks at every program of one desktop that can be seen by a screen reader."""

    def __init__(self, desk: Desk) -> None:
        ask = ["dbus-send", "--session", "--print-reply=literal", "--dest=org.a11y.Bus"]
        told = desk.run([*ask, "/org/a11y/bus", "org.a11y.Bus.GetAddress"])  # closed to root
        assert told.returncode == 0, told.stderr
        self.address = told.stdout.decode().strip()
        self._bus = open_dbus_connection(self.address)

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def everything(self) -> Sequence[Seen]:
        """Return all that is visible now, in the order of the tree."""
        return [seen for program in self._children(ROOT) for seen in self._walk(program)]

    def within(self, key: Key) -> Sequence[Seen]:
        """Return one thing and what is visible in it: a menu is no part of its window's tree."""
        return list(self._walk(key))

    def labels(self, thing: Seen) -> str:
        """Return the names of what labels a thing: a box itself is called what is chosen in it."""
        relations = self._ask(thing.key, ACCESSIBLE, "GetRelationSet")[0]
        keys = [key for kind, targets in relations if kind == LABELLED_BY for key in targets]
        names = self._ask_all([((name, path), *QUESTIONS[0]) for name, path in keys])
        return " ".join(str(name[0][1]) for name in names if name is not None)

    def find(self, name: str, role: str = "", seconds: float = 60) -> Seen:
        """Wait for a thing whose whole name or description matches a regular expression; return the first."""
        end = time.monotonic() + seconds
        while True:
            seen = self.everything()
            for thing in seen:
                said = (thing.name, thing.description)
                if role in ("", thing.role) and any(re.fullmatch(name, text, re.DOTALL) for text in said):
                    return thing
            assert time.monotonic() < end, f"{name!r} is not there, but: " + "\n".join(
                f"{thing.role}: {thing.name}" for thing in seen if thing.name
            )
            time.sleep(0.1)

    def focused(self) -> Seen | None:
        """Return what has the focus."""
        return next((thing for thing in self.everything() if "focused" in thing.states), None)

    def text(self, thing: Seen) -> str:
        """Return the whole text of a field."""
        return str(self._ask(thing.key, "org.a11y.atspi.Text", "GetText", "ii", (0, -1))[0])

    # -- parts -------------------------------------------------------------------------------------

    def _walk(self, key: Key) -> Iterator[Seen]:
        """Yield what is visible in a part, in the order of the tree.

        It is asked level by level, many questions at once: one after the other would take seconds.
        """
        tree: dict[Key, tuple[Seen, Sequence[Key]]] = {}
        level: Sequence[Key] = [key]
        while level:
            found = self._look_at_all(level)
            tree |= found
            level = [child for _, children in found.values() for child in children if child not in tree]
        yield from _in_order(tree, key)

    def _look_at_all(self, keys: Sequence[Key]) -> dict[Key, tuple[Seen, Sequence[Key]]]:
        """Look at parts; those that went while we looked, or are not visible, are left out."""
        questions = [(key, *question) for key in keys for question in QUESTIONS]
        answers = self._ask_all(questions)
        found = {}
        for number, key in enumerate(keys):
            part = answers[number * len(QUESTIONS) : (number + 1) * len(QUESTIONS)]
            if any(answer is None for answer in part[:-1]):
                continue
            name, description, role, (bits,), (children,), place = part
            low, high = bits
            states = frozenset(name for bit, name in STATES.items() if (low | high << 32) >> bit & 1)
            if role[0] != "application" and "visible" not in states:
                continue
            box = place[0] if place is not None else (0, 0, 0, 0)
            seen = Seen(key, role[0], name[0][1], description[0][1], states, *box)
            found[key] = (seen, [(owner, path) for owner, path in children])
        return found

    def _ask_all(self, questions: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Ask many questions at once; None stands for one that was not answered."""
        numbers = []
        for key, interface, method, signature, body in questions:
            call = new_method_call(DBusAddress(key[1], key[0], interface), method, signature, body)
            numbers.append(next(self._bus.outgoing_serial))
            self._bus.send(call, serial=numbers[-1])
        answers: dict[int, Any] = {}
        waiting = set(numbers)
        while waiting:
            reply = self._bus.receive(timeout=60)
            number = reply.header.fields.get(HeaderFields.reply_serial)
            if number in waiting:
                waiting.discard(number)
                fine = reply.header.message_type is MessageType.method_return
                answers[number] = reply.body if fine else None
        return [answers[number] for number in numbers]

    def _children(self, key: Key) -> Sequence[Key]:
        return [(name, path) for name, path in self._ask(key, ACCESSIBLE, "GetChildren")[0]]

    def _ask(self, key: Key, interface: str, method: str, signature: str = "", body: Any = ()) -> Any:
        call = new_method_call(DBusAddress(key[1], key[0], interface), method, signature, body)
        reply = self._bus.send_and_get_reply(call, timeout=60)
        if reply.header.message_type is not MessageType.method_return:
            raise LookupError(reply.body)
        return reply.body


def _in_order(tree: dict[Key, tuple[Seen, Sequence[Key]]], key: Key) -> Iterator[Seen]:
    if key in tree:
        seen, children = tree[key]
        yield seen
        for child in children:
            yield from _in_order(tree, child)
