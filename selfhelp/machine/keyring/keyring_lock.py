"""Whether the system's keyring can be read without a dialog, and unlocking it with one.

Sources: Secret Service API 0.2, org.freedesktop.Secret.Collection (property Locked) and the alias "default";
Apple, Keychain Services, SecKeychainGetStatus and SecKeychainUnlock. That of macOS was not tried on a Mac.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from selfhelp.core.foreign_functions import declare

SERVICE = "org.freedesktop.secrets"
DEFAULT = "/org/freedesktop/secrets/aliases/default"
COLLECTION = "org.freedesktop.Secret.Collection"
ANSWER = 5.0
"""Seconds."""

UNLOCKED = 1
"""kSecUnlockStateStatus of Apple's SecKeychain.h."""


@dataclass(frozen=True, slots=True)
class KeyringLock:
    """The lock state of one kind of keyring, and how to unlock it.

    Attributes:
        is_locked: whether a secret cannot be read before the user answers a dialog; it shows none.
        open: shows the dialog; None where any reading does.
    """

    is_locked: Callable[[], bool]
    open: Callable[[], object] | None = None


def is_secret_service_locked() -> bool:
    """Whether the default keyring of a Linux desktop is locked.

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


def is_keychain_locked() -> bool:
    """Whether the macOS keychain is locked; also true if there is none, which would show a dialog, too."""
    import ctypes

    status = ctypes.c_uint32()
    failed = declare(ctypes, _security(), "SecKeychainGetStatus").SecKeychainGetStatus(
        None, ctypes.byref(status)
    )
    return bool(failed) or not status.value & UNLOCKED


def _open_keychain() -> None:
    """Show the keychain dialog of macOS; looking up a missing item wouldn't show it."""
    import ctypes

    declare(ctypes, _security(), "SecKeychainUnlock").SecKeychainUnlock(None, 0, None, 0)


def _security() -> Any:
    import ctypes

    return ctypes.CDLL("/System/Library/Frameworks/Security.framework/Security")


LOCKS: Mapping[str, KeyringLock] = MappingProxyType(
    {
        "keyring.backends.SecretService": KeyringLock(is_secret_service_locked),
        "keyring.backends.macOS": KeyringLock(is_keychain_locked, _open_keychain),
    }
)
"""By the module of the backend. That of Windows is open as long as the user is signed in."""
