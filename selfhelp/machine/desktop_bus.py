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
LIMIT = 300
"""Characters shown of each text; a name of 10 kB must not cover the screen."""

ANSWER = 5.0
"""Seconds in which the session's notifier must answer."""

PATIENCE = 60.0
"""Seconds to wait for a click; a notification can stay in a list for days, its waiter cannot."""


TRAY = "org.kde.StatusNotifierWatcher"
"""Who shows signs of programs, by the name that every desktop's tray takes (StatusNotifierItem)."""


def is_offered(name: str) -> bool:
    """Whether a service of this name runs in the session, or would be started when it is asked."""
    try:
        from jeepney import message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection
        from jeepney.wrappers import DBusErrorResponse
    except ImportError:
        return False
    try:
        with open_dbus_connection("SESSION") as bus:
            told = Proxy(message_bus, bus, timeout=ANSWER)
            running: Any = told.NameHasOwner(name)[0]
            startable: Any = told.ListActivatableNames()[0]
            return bool(running) or name in startable
    except (OSError, KeyError, ValueError, TimeoutError, DBusErrorResponse):
        return False


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
        from jeepney import DBusAddress, MatchRule, message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection
        from jeepney.wrappers import DBusErrorResponse
    except ImportError:
        return False
    address = DBusAddress("/org/freedesktop/Notifications", NOTIFICATIONS, NOTIFICATIONS)
    try:
        with open_dbus_connection("SESSION") as bus:
            rule = MatchRule(type="signal", interface=NOTIFICATIONS)
            Proxy(message_bus, bus).AddMatch(rule)
            with bus.filter(rule) as signals:
                markup = "body-markup" in _ask(bus, address, "GetCapabilities")
                number = _ask(bus, address, "Notify", "susssasa{sv}i", _arguments(message, markup))
                return _clicked(bus, signals, number, stopped, time.monotonic() + patience)
    except (OSError, KeyError, ValueError, IndexError, RuntimeError, DBusErrorResponse):
        return False  # RuntimeError: an address of a kind that jeepney does not know


def _ask(bus: Any, address: Any, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
    """Return the first value of the answer.

    Raises:
        DBusErrorResponse: nobody shows notifications here, or it refuses this one.
        TimeoutError: no answer.
    """
    from jeepney import new_method_call
    from jeepney.wrappers import unwrap_msg

    call = new_method_call(address, method, signature or None, body)
    return unwrap_msg(bus.send_and_get_reply(call, timeout=ANSWER))[0]


def _arguments(message: Message, markup: bool) -> tuple[Any, ...]:
    """Return the arguments of Notify. Where the body is read as markup, foreign text is escaped; a server
    without ``body-markup`` would show the escapes."""
    import html

    hints = {"urgency": ("y", 1), "desktop-entry": ("s", "selfhelp")}
    actions = ["default", message.button, "open", message.button]
    body = _printable(message.body)
    if markup:
        body = html.escape(body, quote=False)
    title = _printable(message.title)  # the organisation's name for the program, so its own as well
    return (title, 0, "selfhelp", title, body, actions, hints, EXPIRE_MS)


def _printable(text: str) -> str:
    """Return the text cut to what fits, without control characters: a NUL would end the connection."""
    cut = text if len(text) <= LIMIT else text[:LIMIT] + "…"
    return "".join(c if c.isprintable() or c == "\n" else " " for c in cut)


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
