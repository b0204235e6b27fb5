"""Hears from a Linux desktop's keyring that it was unlocked, by whatever program: nothing asks it meanwhile.

Source: D-Bus Specification, PropertiesChanged, of the property Locked of Secret Service API 0.2. Tried with
gnome-keyring; one that does not tell it is found open the next time something is sent.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from selfhelp.machine.keyring.keyring_lock import ANSWER, COLLECTION, SERVICE, is_secret_service_locked

ROOT = "/org/freedesktop/secrets"
PROPERTIES, CHANGED = "org.freedesktop.DBus.Properties", "PropertiesChanged"


class UnlockListener:
    """A keyring that is waited for; ask `poll_unlocked` when `descriptor` is readable.

    Attributes:
        already: whether it was open when the waiting began.
    """

    def __init__(self, bus: Any, *, already: bool) -> None:
        self._bus = bus
        self.already = already

    @property
    def descriptor(self) -> int:
        """The connection's file descriptor; readable when something was said."""
        descriptor: int = self._bus.sock.fileno()
        return descriptor

    def poll_unlocked(self) -> bool | None:
        """Return whether it was unlocked, None if nothing will be heard any more; never waits."""
        unlocked = False
        try:
            while True:
                unlocked |= _tells(self._bus.receive(timeout=0))
        except TimeoutError:
            return unlocked
        except (OSError, ValueError, RuntimeError):
            return None

    def close(self) -> None:
        """Stop waiting."""
        self._bus.close()


def listen_for_unlock() -> UnlockListener | None:
    """Start listening; None if the session doesn't report it. Blocks briefly: call it on a pool thread."""
    try:
        from jeepney import MatchRule, message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection
        from jeepney.wrappers import DBusErrorResponse
    except ImportError:
        return None
    with ExitStack() as undo:
        try:
            bus = open_dbus_connection("SESSION")
            undo.callback(bus.close)
            rule = MatchRule(
                type="signal", sender=SERVICE, interface=PROPERTIES, member=CHANGED, path_namespace=ROOT
            )
            rule.add_arg_condition(0, COLLECTION)
            Proxy(message_bus, bus, timeout=ANSWER).AddMatch(rule)
            already = not is_secret_service_locked()  # only now: it may have been unlocked a moment ago
            undo.pop_all()
            return UnlockListener(bus, already=already)
        except (OSError, KeyError, ValueError, RuntimeError, DBusErrorResponse):
            return None


def _tells(message: Any) -> bool:
    from jeepney import HeaderFields

    if message.header.fields.get(HeaderFields.member) != CHANGED or len(message.body) < 2:
        return False
    name, values = message.body[:2]
    return name == COLLECTION and isinstance(values, dict) and values.get("Locked") == ("b", False)
