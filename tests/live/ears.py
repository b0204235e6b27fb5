"""Hears what a screen reader hears: where the keyboard came to, and what is announced.

Interfaces: at-spi2-core, Event.xml and Registry.xml; an announcement carries its sentence in ``any_data``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection

REGISTRY = DBusAddress("/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry")
EVENTS = "org.a11y.atspi.Event.Object"
WANTED = ("object:state-changed:focused", "object:announcement")


@dataclass(frozen=True)
class Heard:
    """One event: what happened, to whom, and the words that came with it."""

    what: str
    who: tuple[str, str]
    words: str


class Ears:
    """Listens on the bus of a desktop's screen readers, as one of them."""

    def __init__(self, address: str) -> None:
        self._bus = open_dbus_connection(address)
        rule = MatchRule(type="signal", interface=EVENTS)
        self._bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=30)
        for name in WANTED:
            call = new_method_call(REGISTRY, "RegisterEvent", "sass", (name, [], ""))
            reply = self._bus.send_and_get_reply(call, timeout=30)
            assert reply.header.message_type is MessageType.method_return, reply.body
        self.everything: list[Heard] = []

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def listen(self, seconds: float = 0.05) -> Sequence[Heard]:
        """Return what came meanwhile, and wait for more."""
        before, end = len(self.everything), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self._take(self._bus.receive(timeout=left))
            except TimeoutError:
                break
        return self.everything[before:]

    def wait_for(self, wanted: Callable[[Heard], bool], seconds: float = 60) -> Heard:
        """Wait until something is heard; what was heard since the start counts."""
        end = time.monotonic() + seconds
        while True:
            for heard in self.everything:
                if wanted(heard):
                    return heard
            assert time.monotonic() < end, f"it was not said, but: {[h.words for h in self.said()]}"
            self.listen()

    def said(self) -> Sequence[Heard]:
        """Return what was announced."""
        return [heard for heard in self.everything if heard.what == "Announcement"]

    def _take(self, message: Message) -> None:
        if message.header.message_type is not MessageType.signal:
            return
        fields = message.header.fields
        if fields.get(HeaderFields.interface) != EVENTS or len(message.body) < 4:
            return
        what, (kind, value) = fields[HeaderFields.member], message.body[3]
        detail = f" {message.body[0]}" if message.body[0] and what == "StateChanged" else ""
        who = (fields[HeaderFields.sender], fields[HeaderFields.path])
        if what != "StateChanged" or message.body[1]:
            self.everything.append(Heard(what + detail, who, value if kind == "s" else ""))
