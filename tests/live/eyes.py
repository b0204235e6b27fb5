"""Sees the window as a screen reader does: names, roles, places and states over AT-SPI.

Nothing of the product knows about it. Interfaces: the XML files of at-spi2-core
(https://gitlab.gnome.org/GNOME/at-spi2-core/-/tree/main/xml); states are bits of two 32-bit words,
atspi-constants.h.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

from jeepney import DBusAddress, MessageType, new_method_call
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
Key = tuple[str, str]


class Eyes:
    """Looks at every program of one desktop that can be seen by a screen reader."""

    def __init__(self, desk: Desk) -> None:
        ask = ["dbus-send", "--session", "--print-reply=literal", "--dest=org.a11y.Bus"]
        told = desk.run([*ask, "/org/a11y/bus", "org.a11y.Bus.GetAddress"])  # root may not enter her bus
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

    def find(self, name: str, role: str = "", seconds: float = 15) -> Seen:
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
        try:
            seen = self._look_at(key)
            children = self._children(key)
        except LookupError:
            return  # it went while we looked
        if seen.role != "application" and "visible" not in seen.states:
            return
        yield seen
        for child in children:
            yield from self._walk(child)

    def _look_at(self, key: Key) -> Seen:
        name, description = (self._property(key, name) for name in ("Name", "Description"))
        role = str(self._ask(key, ACCESSIBLE, "GetRoleName")[0])
        low, high = self._ask(key, ACCESSIBLE, "GetState")[0]
        bits = low | high << 32
        states = frozenset(name for bit, name in STATES.items() if bits >> bit & 1)
        place = (0, 0, 0, 0)
        if role != "application":
            place = self._ask(key, "org.a11y.atspi.Component", "GetExtents", "u", (0,))[0]
        return Seen(key, role, name, description, states, *place)

    def _children(self, key: Key) -> Sequence[Key]:
        return [(name, path) for name, path in self._ask(key, ACCESSIBLE, "GetChildren")[0]]

    def _property(self, key: Key, name: str) -> str:
        return str(self._ask(key, PROPERTIES, "Get", "ss", (ACCESSIBLE, name))[0][1])

    def _ask(self, key: Key, interface: str, method: str, signature: str = "", body: Any = ()) -> Any:
        call = new_method_call(DBusAddress(key[1], key[0], interface), method, signature, body)
        reply = self._bus.send_and_get_reply(call, timeout=10)
        if reply.header.message_type is not MessageType.method_return:
            raise LookupError(reply.body)
        return reply.body
