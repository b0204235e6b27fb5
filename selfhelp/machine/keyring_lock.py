"""Whether the keyring of a Linux desktop can be asked without a dialog of its own.

Source: Secret Service API 0.2, org.freedesktop.Secret.Collection (property Locked) and the alias "default".
"""

from __future__ import annotations

from typing import Any

SERVICE = "org.freedesktop.secrets"
DEFAULT = "/org/freedesktop/secrets/aliases/default"
COLLECTION = "org.freedesktop.Secret.Collection"
ANSWER = 5.0
"""Seconds."""


def is_locked() -> bool:
    """Whether a secret cannot be read before the person answers a dialog.

    Without a collection the dialog asks for the password of a new one. No answer counts as locked.
    """
    from jeepney import DBusAddress, MessageType, Properties
    from jeepney.io.blocking import open_dbus_connection

    default = DBusAddress(DEFAULT, SERVICE, COLLECTION)
    try:
        with open_dbus_connection("SESSION") as bus:
            reply: Any = bus.send_and_get_reply(Properties(default).get("Locked"), timeout=ANSWER)
    except (OSError, KeyError, ValueError, TimeoutError):
        return True
    if reply.header.message_type is not MessageType.method_return:
        return True
    return bool(reply.body[0][1])
