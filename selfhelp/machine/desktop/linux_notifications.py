"""Notifications on a Linux desktop, over D-Bus, with a button.

Qt's own message of a tray sign replaces the sign by a warning triangle there, and QtDBus cannot send the
unsigned number that ``Notify`` takes; so it is sent with jeepney.
Source: Desktop Notifications Specification 1.2, org.freedesktop.Notifications.
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
"""Characters shown of each text; a name of 10 kB must not cover the screen."""

MOST_SIGNALS = 100
"""What other programs' messages say arrives as well, and is looked through."""

ANSWER = 5.0
"""Seconds in which the session's notifier must answer."""

TRAY = "org.kde.StatusNotifierWatcher"
"""Who shows signs of programs, by the name that every desktop's tray takes (StatusNotifierItem)."""


def is_service_available(name: str) -> bool:
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
class DesktopMessage:
    """The message shown. ``buttons`` are the labels of its actions; a click on it triggers the first."""

    title: str
    body: str
    buttons: Sequence[str]


@dataclass(frozen=True, slots=True)
class MessageResult:
    """How a message ended: the number of the button pressed, None if it was only closed.

    ``token`` lets a window of ours come to the front on a desktop that allows it only after a click of theirs
    (Desktop Notifications Specification 1.2, ActivationToken).
    """

    button: int | None = None
    token: str = ""


class ShownMessage:
    """A message on the screen, or in the desktop's list; ask `poll_result` when `descriptor` is readable."""

    def __init__(self, bus: Any, signals: deque[Any], number: int) -> None:
        self._bus, self._signals, self._number = bus, signals, number
        self._token = ""

    @property
    def descriptor(self) -> int:
        """The connection's file descriptor; readable when something was said."""
        descriptor: int = self._bus.sock.fileno()
        return descriptor

    def poll_result(self) -> MessageResult | None:
        """Return the user's response to the message, or None while it is shown; never blocks."""
        try:
            while True:
                self._bus.recv_messages(timeout=0)
        except TimeoutError:
            pass
        except (OSError, ValueError, RuntimeError):
            return MessageResult()
        while self._signals:
            over = self._end(self._signals.popleft())
            if over is not None:
                return over
        return None

    def close(self) -> None:
        """Stop listening; the message stays visible."""
        self._bus.close()

    def _end(self, signal: Any) -> MessageResult | None:
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
    """Show a message; None if the session has no notification service, which isn't an error.

    Blocks for a moment: call it on a pool thread.
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
            markup = "body-markup" in _ask(bus, address, "GetCapabilities")
            number = _ask(bus, address, "Notify", "susssasa{sv}i", _arguments(message, markup))
            undo.pop_all()
            return ShownMessage(bus, signals, number)
        except (OSError, KeyError, ValueError, IndexError, RuntimeError, DBusErrorResponse):
            return None  # RuntimeError: an address of a kind that jeepney does not know


def _ask(bus: Any, address: Any, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
    """Return the first value of the answer.

    Raises:
        DBusErrorResponse: no one shows notifications here, or it refuses this one.
        TimeoutError: no answer.
    """
    from jeepney import new_method_call
    from jeepney.wrappers import unwrap_msg

    call = new_method_call(address, method, signature or None, body)
    return unwrap_msg(bus.send_and_get_reply(call, timeout=ANSWER))[0]


def _arguments(message: DesktopMessage, markup: bool) -> tuple[Any, ...]:
    """Return the arguments of Notify. Where the body is read as markup, foreign text is escaped; a server
    without ``body-markup`` would show the escapes."""
    import html

    hints = {"urgency": ("y", 1), "desktop-entry": ("s", "selfhelp")}
    actions = ["default", _printable(message.buttons[0])]
    for place, label in enumerate(message.buttons):
        actions += [str(place), _printable(label)]
    body = _printable(message.body)
    if markup:
        body = html.escape(body, quote=False)
    title = _printable(message.title)  # the organisation's name for the program, so its own as well
    return (title, 0, "selfhelp", title, body, actions, hints, EXPIRE_MS)


def _printable(text: str) -> str:
    """Return the text cut to what fits, without control characters: a NUL would end the connection."""
    cut = text if len(text) <= LIMIT else text[:LIMIT] + "…"
    return "".join(c if c.isprintable() or c == "\n" else " " for c in cut)
