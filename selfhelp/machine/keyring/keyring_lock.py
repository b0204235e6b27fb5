"""Detects whether reading the system's keyring would show a dialog, and unlocks it.

Sources: Secret Service API 0.2, org.freedesktop.Secret.Collection (property Locked) and the alias "default";
Apple, Keychain Services, SecKeychainGetStatus and SecKeychainUnlock. The macOS part is untested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types

SERVICE = "org.freedesktop.secrets"
DEFAULT = "/org/freedesktop/secrets/aliases/default"
COLLECTION = "org.freedesktop.Secret.Collection"
ANSWER = 5.0
"""Timeout of one call to the keyring, in seconds."""

UNLOCKED = 1
"""kSecUnlockStateStatus of Apple's SecKeychain.h."""


@dataclass(frozen=True, slots=True)
class KeyringLock:
    """The lock functions for one type of keyring.

    Attributes:
        is_locked: returns whether reading a secret would show a dialog, without showing a dialog.
        open: shows the dialog; None if every read of a locked keyring shows it.
    """

    is_locked: Callable[[], bool]
    open: Callable[[], object] | None = None


def is_secret_service_locked() -> bool:
    """Return whether the default keyring of a Linux desktop is locked or missing.

    Without a keyring, the dialog asks for the password of a new keyring. No response counts as locked.
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


def _is_keychain_locked() -> bool:
    """Return whether the macOS keychain is locked or missing; both would show a dialog."""
    import ctypes

    status = ctypes.c_uint32()
    failed = declare_function_types(
        ctypes, _load_security_framework(), "SecKeychainGetStatus"
    ).SecKeychainGetStatus(None, ctypes.byref(status))
    return bool(failed) or not status.value & UNLOCKED


def _unlock_keychain() -> None:
    """Show the dialog that unlocks the macOS keychain; looking up a missing item wouldn't show the dialog."""
    import ctypes

    declare_function_types(ctypes, _load_security_framework(), "SecKeychainUnlock").SecKeychainUnlock(
        None, 0, None, 0
    )


def _load_security_framework() -> Any:
    import ctypes

    return ctypes.CDLL("/System/Library/Frameworks/Security.framework/Security")


LOCKS: Mapping[str, KeyringLock] = MappingProxyType(
    {
        "keyring.backends.SecretService": KeyringLock(is_secret_service_locked),
        "keyring.backends.macOS": KeyringLock(_is_keychain_locked, _unlock_keychain),
    }
)
"""Lock functions by the module of the backend.

The Windows keyring is unlocked while the user is signed in.
"""
