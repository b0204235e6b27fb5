"""Shows notifications with buttons on a Linux desktop, over D-Bus.

Qt's own tray icon message replaces the icon with a warning triangle there, and QtDBus can't send the unsigned
number that ``Notify`` requires. So jeepney sends the notification. Source: Desktop Notifications
Specification 1.2, org.freedesktop.Notifications.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

NOTIFICATIONS = "org.freedesktop.Notifications"
EXPIRE_MS = 15_000
LIMIT = 300
"""Maximum number of characters in each text: a 10 kB name must not fill the screen."""

MOST_SIGNALS = 100
"""Maximum number of signals to process; other programs' signals arrive as well."""

ANSWER = 5.0
"""Timeout for the notification service, in seconds."""

TRAY = "org.kde.StatusNotifierWatcher"
"""The service that shows tray icons, by the name all desktops use (StatusNotifierItem)."""


def is_service_available(name: str) -> bool:
    """Return whether a service is running in the session, or can be activated."""
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
class DesktopMessage:
    """A notification to show: its texts and buttons.

    ``buttons`` are the labels of its actions; clicking the notification triggers the first button.
    """

    title: str
    body: str
    buttons: Sequence[str]


@dataclass(frozen=True, slots=True)
class MessageResult:
    """A user's response to a notification: the number of the button, or None if it was only closed.

    ``token`` lets a window of this app come to the front on desktops that require a click for it (Desktop
    Notifications Specification 1.2, ActivationToken).
    """

    button: int | None = None
    token: str = ""


class ShownMessage:
    """A notification that was shown; call `poll_result` when `descriptor` is readable."""

    def __init__(self, bus: Any, signals: deque[Any], number: int) -> None:
        self._bus, self._signals, self._number = bus, signals, number
        self._token = ""

    @property
    def descriptor(self) -> int:
        """File descriptor of the connection; readable when signals have arrived."""
        descriptor: int = self._bus.sock.fileno()
        return descriptor

    def poll_result(self) -> MessageResult | None:
        """Return the user's response, or None while the notification is shown; never blocks."""
        try:
            while True:
                self._bus.recv_messages(timeout=0)
        except TimeoutError:
            pass
        except (OSError, ValueError, RuntimeError):
            return MessageResult()
        while self._signals:
            over = self._parse_signal_result(self._signals.popleft())
            if over is not None:
                return over
        return None

    def close(self) -> None:
        """Stop listening; the notification stays visible."""
        self._bus.close()

    def _parse_signal_result(self, signal: Any) -> MessageResult | None:
        from jeepney import HeaderFields

        member = signal.header.fields.get(HeaderFields.member)
        if not signal.body or signal.body[0] != self._number:
            return None
        if member == "ActivationToken":
            self._token = str(signal.body[1])[:LIMIT]
        if member == "ActionInvoked":
            key = str(signal.body[1])
            return MessageResult(int(key) if key.isdecimal() and len(key) == 1 else 0, self._token)
        return MessageResult() if member == "NotificationClosed" else None


def show_message(message: DesktopMessage) -> ShownMessage | None:
    """Show a notification; return None if the session has no notification service.

    Blocks briefly: call it on a pool thread.
    """
    try:
        from jeepney import DBusAddress, MatchRule, message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection
        from jeepney.wrappers import DBusErrorResponse
    except ImportError:
        return None
    address = DBusAddress("/org/freedesktop/Notifications", NOTIFICATIONS, NOTIFICATIONS)
    with ExitStack() as undo:
        try:
            bus = open_dbus_connection("SESSION")
            undo.callback(bus.close)
            rule = MatchRule(type="signal", interface=NOTIFICATIONS)
            Proxy(message_bus, bus).AddMatch(rule)
            signals: deque[Any] = deque(maxlen=MOST_SIGNALS)
            bus.filter(rule, queue=signals)
            markup = "body-markup" in _call_bus_method(bus, address, "GetCapabilities")
            number = _call_bus_method(
                bus, address, "Notify", "susssasa{sv}i", _make_notify_arguments(message, markup)
            )
            undo.pop_all()
            return ShownMessage(bus, signals, number)
        except (OSError, KeyError, ValueError, IndexError, RuntimeError, DBusErrorResponse):
            return None  # RuntimeError: jeepney doesn't know this kind of address


def _call_bus_method(
    bus: Any, address: Any, method: str, signature: str = "", body: tuple[Any, ...] = ()
) -> Any:
    """Call a D-Bus method and return the first value of its reply.

    Raises:
        DBusErrorResponse: there's no service, or it refused.
        TimeoutError: there was no reply.
    """
    from jeepney import new_method_call
    from jeepney.wrappers import unwrap_msg

    call = new_method_call(address, method, signature or None, body)
    return unwrap_msg(bus.send_and_get_reply(call, timeout=ANSWER))[0]


def _make_notify_arguments(message: DesktopMessage, markup: bool) -> tuple[Any, ...]:
    """Return the arguments of the D-Bus method Notify for a message.

    External text is escaped if the server supports ``body-markup``; other servers would show the escapes.
    """
    import html

    hints = {"urgency": ("y", 1), "desktop-entry": ("s", "selfhelp")}
    actions = ["default", _to_printable(message.buttons[0])]
    for place, label in enumerate(message.buttons):
        actions += [str(place), _to_printable(label)]
    body = _to_printable(message.body)
    if markup:
        body = html.escape(body, quote=False)
    title = _to_printable(message.title)  # the organisation may have renamed the app
    return (title, 0, "selfhelp", title, body, actions, hints, EXPIRE_MS)


def _to_printable(text: str) -> str:
    """Return the text without control characters, cut to `LIMIT`: a NUL would end the connection."""
    cut = text if len(text) <= LIMIT else text[:LIMIT] + "…"
    return "".join(c if c.isprintable() or c == "\n" else " " for c in cut)
