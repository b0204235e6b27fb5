"""Notifications on a Linux desktop, over D-Bus, with a button.

Qt's own message of a tray sign replaces the sign by a warning triangle there, and QtDBus cannot send the
unsigned number that ``Notify`` takes; so it is sent with jeepney.
Source: Desktop Notifications Specification 1.2, org.freedesktop.Notifications.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NOTIFICATIONS = "org.freedesktop.Notifications"
EXPIRE_MS = 15_000
PATIENCE = 60.0
"""Seconds to wait for a click; a notification can stay in a list for days, its waiter cannot."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is shown. ``button`` is the label of the one action, which a click on the message does too."""

    title: str
    body: str
    button: str


def notify(message: Message, stopped: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Show a message and wait until it is clicked or closed; says whether it was clicked.

    Blocks: call it on a pool thread. A session without notifications shows nothing, and is no error.

    Args:
        message: what is shown.
        stopped: asked every other second; true ends the waiting.
        patience: seconds to wait at most.
    """
    try:
        from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
        from jeepney.io.blocking import Proxy, open_dbus_connection
        from jeepney.wrappers import DBusErrorResponse
    except ImportError:
        return False
    address = DBusAddress("/org/freedesktop/Notifications", NOTIFICATIONS, NOTIFICATIONS)
    call = new_method_call(address, "Notify", "susssasa{sv}i", _arguments(message))
    try:
        with open_dbus_connection("SESSION") as bus:
            rule = MatchRule(type="signal", interface=NOTIFICATIONS)
            Proxy(message_bus, bus).AddMatch(rule)
            with bus.filter(rule) as signals:
                reply = bus.send_and_get_reply(call, timeout=5)
                return _clicked(bus, signals, reply.body[0], stopped, time.monotonic() + patience)
    except (OSError, KeyError, ValueError, TimeoutError, IndexError, DBusErrorResponse):
        return False


def _arguments(message: Message) -> tuple[Any, ...]:
    """Return the arguments of Notify; the body is markup there, so foreign text is escaped."""
    import html

    hints = {"urgency": ("y", 1), "desktop-entry": ("s", "selfhelp")}
    actions = ["default", message.button, "open", message.button]
    body = html.escape(message.body, quote=False)
    return ("selfhelp", 0, "selfhelp", message.title, body, actions, hints, EXPIRE_MS)


def _clicked(bus: Any, signals: Any, number: Any, stopped: Callable[[], bool], end: float) -> bool:
    """Wait for the click or the closing of this message."""
    from jeepney import HeaderFields

    while time.monotonic() < end and not stopped():
        try:
            signal = bus.recv_until_filtered(signals, timeout=2)
        except TimeoutError:
            continue
        if signal.body and signal.body[0] == number:
            member = signal.header.fields.get(HeaderFields.member)
            if member in ("ActionInvoked", "NotificationClosed"):
                return bool(member == "ActionInvoked")
    return False
