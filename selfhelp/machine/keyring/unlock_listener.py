"""Listens for the unlocking of a Linux keyring by any program, without polling.

Sources: the signal PropertiesChanged (D-Bus Specification) for the property Locked (Secret Service API 0.2).
Tested with gnome-keyring. If a keyring doesn't send the signal, the unlocking is noticed at the next
delivery.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from selfhelp.machine.keyring.keyring_lock import ANSWER, COLLECTION, SERVICE, is_secret_service_locked

ROOT = "/org/freedesktop/secrets"
PROPERTIES, CHANGED = "org.freedesktop.DBus.Properties", "PropertiesChanged"


class UnlockListener:
    """A connection that reports the unlocking of a keyring; call `poll_unlocked` if `descriptor` is readable.

    Attributes:
        already: whether the keyring was unlocked when listening started.
    """

    def __init__(self, bus: Any, *, already: bool) -> None:
        self._bus = bus
        self.already = already

    @property
    def descriptor(self) -> int:
        """File descriptor of the connection; readable when signals have arrived."""
        descriptor: int = self._bus.sock.fileno()
        return descriptor

    def poll_unlocked(self) -> bool | None:
        """Return whether the keyring has been unlocked, or None if the connection has ended; never blocks."""
        unlocked = False
        try:
            while True:
                unlocked |= _is_unlock_signal(self._bus.receive(timeout=0))
        except TimeoutError:
            return unlocked
        except (OSError, ValueError, RuntimeError):
            return None

    def close(self) -> None:
        """Close the connection, and stop listening."""
        self._bus.close()


def listen_for_unlock() -> UnlockListener | None:
    """Start listening for the keyring's unlocking; return None if the session doesn't report it.

    Blocks briefly: call it on a pool thread.
    """
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
            already = not is_secret_service_locked()  # checked only now, as it may just have been unlocked
            undo.pop_all()
            return UnlockListener(bus, already=already)
        except (OSError, KeyError, ValueError, RuntimeError, DBusErrorResponse):
            return None


def _is_unlock_signal(message: Any) -> bool:
    from jeepney import HeaderFields

    if message.header.fields.get(HeaderFields.member) != CHANGED or len(message.body) < 2:
        return False
    name, values = message.body[:2]
    return name == COLLECTION and isinstance(values, dict) and values.get("Locked") == ("b", False)
