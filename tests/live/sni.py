"""A tray without pixels: owns org.kde.StatusNotifierWatcher, reads a sign and its menu, clicks an entry.

Source: https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/ and libdbusmenu's interface.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import open_dbus_connection

from tests.live.desk import wait_for

WATCHER = "org.kde.StatusNotifierWatcher"


class TrayHost:
    """Answers signs that register, on a thread of its own."""

    def __init__(self, bus: str) -> None:
        self._bus = open_dbus_connection(bus)
        self.items: list[tuple[str, str]] = []
        self.registered_at: list[float] = []
        self._stop = threading.Event()
        assert self._bus.send_and_get_reply(message_bus.RequestName(WATCHER)).body[0] == 1
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Leave the bus."""
        self._stop.set()
        self._thread.join()
        self._bus.close()

    def wait(self, count: int = 1, seconds: float = 10) -> None:
        """Wait until that many signs have registered."""
        wait_for(lambda: len(self.items) >= count, seconds)

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                call = self._bus.receive(timeout=0.05)
            except TimeoutError:
                continue
            if call.header.message_type is MessageType.method_call:
                self._bus.send(self._answer(call))

    def _answer(self, call: Message) -> Message:
        fields = call.header.fields
        values: dict[str, tuple[str, Any]] = {
            "IsStatusNotifierHostRegistered": ("b", True),
            "ProtocolVersion": ("i", 0),
            "RegisteredStatusNotifierItems": ("as", [name + path for name, path in self.items]),
        }
        match fields.get(HeaderFields.member):
            case "RegisterStatusNotifierItem":
                given = call.body[0]
                is_path = given.startswith("/")
                self.registered_at.append(time.monotonic())
                name = fields[HeaderFields.sender] if is_path else given
                self.items.append((name, given if is_path else "/StatusNotifierItem"))
                return new_method_return(call)
            case "RegisterStatusNotifierHost":
                return new_method_return(call)
            case "Get":
                return new_method_return(call, "v", (values[call.body[1]],))
            case "GetAll":
                return new_method_return(call, "a{sv}", (values,))
            case "Introspect":
                return new_method_return(call, "s", ("<node/>",))
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")


class Sign:
    """One sign, as a tray sees it."""

    def __init__(self, bus: str, item: tuple[str, str]) -> None:
        self._bus = open_dbus_connection(bus)
        self._name, path = item
        self._address = DBusAddress(path, self._name, "org.kde.StatusNotifierItem")

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def properties(self) -> dict[str, Any]:
        """Return title, tool tip, picture and so on."""
        reply = self._bus.send_and_get_reply(Properties(self._address).get_all(), timeout=30)
        return {name: value for name, (_, value) in reply.body[0].items()}

    def menu(self) -> list[tuple[int, dict[str, Any]]]:
        """Return number and properties of each entry."""
        menu = self._menu_address()
        self._ask(new_method_call(menu, "AboutToShow", "i", (0,)))
        _, root = self._ask(new_method_call(menu, "GetLayout", "iias", (0, -1, [])))
        return [(entry[1][0], {k: v for k, (_, v) in entry[1][1].items()}) for entry in root[2]]

    def labels(self) -> list[str]:
        """Return what the menu says, without lines and underscores."""
        return [p["label"].replace("_", "") for _, p in self.menu() if p.get("label")]

    def click(self, label: str) -> None:
        """Choose an entry of the menu."""
        entries = self.menu()
        number = next(n for n, p in entries if p.get("label", "").replace("_", "") == label)
        moment = int(time.time()) & 0xFFFFFFFF
        event = (number, "clicked", ("i", 0), moment)
        self._ask(new_method_call(self._menu_address(), "Event", "isvu", event))

    def activate(self) -> None:
        """Click the sign."""
        self._ask(new_method_call(self._address, "Activate", "ii", (0, 0)))

    def _menu_address(self) -> DBusAddress:
        return DBusAddress(self.properties()["Menu"], self._name, "com.canonical.dbusmenu")

    def _ask(self, call: Message) -> Any:
        reply = self._bus.send_and_get_reply(call, timeout=30)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body
