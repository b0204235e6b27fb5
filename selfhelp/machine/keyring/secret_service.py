"""The Linux keyring over D-Bus: lists and deletes saved server passwords without reading secrets.

Source: Secret Service API (freedesktop.org), and the attributes ``server`` and ``user`` of libsecret's
network passwords. Entries without them belong to programs. A keyring that isn't running isn't started, and a
locked keyring isn't unlocked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json
from selfhelp.core.text import N_

SERVICE, ROOT = "org.freedesktop.secrets", "/org/freedesktop/secrets"
INTERFACE = "org.freedesktop.Secret"
ANSWER = 5.0
"""Timeout of one call, in seconds."""

NO_PROMPT = "/"

_SILENT = N_("The keyring with your saved passwords isn't responding.")


def read_saved_passwords() -> Json:
    """Return ``entries`` (key, target, user, age in seconds) and whether a keyring is ``locked``.

    Raises:
        ProbeError: the keyring doesn't respond.
    """
    return _call_with_keyring(_list_passwords) or {"locked": False, "entries": []}


def delete_saved_password(key: str, target: str, user: str) -> Json:
    """Delete one password if it still belongs to this server and user; return whether it existed.

    Raises:
        ProbeError: the keyring doesn't respond.
        StepError: the keyring is locked or requires a dialog.
    """
    return bool(_call_with_keyring(lambda bus: _delete_keyring_item(bus, key, target, user)))


def _call_with_keyring(ask: Callable[[Any], Json]) -> Json:
    """Return the result of a function that uses the session bus; None without a session or keyring."""
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import DBusErrorResponse

    try:
        bus = open_dbus_connection("SESSION")
    except TimeoutError as error:  # a bus that accepts and never answers
        raise ProbeError(_SILENT, detail=repr(error)[:300]) from error
    except (OSError, KeyError, ValueError):  # no address, or no one there
        return None
    try:
        with bus:
            return ask(bus) if _is_service_running(bus) else None
    except (DBusErrorResponse, OSError) as error:  # TimeoutError is one of them
        raise ProbeError(_SILENT, detail=repr(error)[:300]) from error


def _is_service_running(bus: Any) -> bool:
    return bool(
        _call_method(bus, "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", "s", SERVICE)
    )


def _call_method(
    bus: Any, path: str, interface: str, method: str, signature: str = "", *values: object
) -> Any:
    """Call a D-Bus method and return the first value of its reply."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.wrappers import unwrap_msg

    name = SERVICE if path.startswith(ROOT) else interface
    message = new_method_call(DBusAddress(path, name, interface), method, signature, values)
    answer = unwrap_msg(bus.send_and_get_reply(message, timeout=ANSWER))
    return answer[0] if answer else None


def _read_properties(bus: Any, path: str, kind: str) -> dict[str, Any]:
    """Return all properties of an object, without their D-Bus types."""
    found = _call_method(bus, path, "org.freedesktop.DBus.Properties", "GetAll", "s", f"{INTERFACE}.{kind}")
    return {name: value for name, (_, value) in found.items()}


def _list_passwords(bus: Any) -> Json:
    paths = _read_properties(bus, ROOT, "Service")["Collections"]
    collections = [_read_properties(bus, path, "Collection") for path in paths]
    open_ones = [collection for collection in collections if not collection["Locked"]]
    items = [item for collection in open_ones for item in collection["Items"]]
    return {"locked": len(open_ones) < len(collections), "entries": list(_iter_password_entries(bus, items))}


def _iter_password_entries(bus: Any, items: list[str]) -> Iterator[Json]:
    now = time.time()
    for path in items:
        item = _read_properties(bus, path, "Item")
        said = item["Attributes"]
        if said.get("server") and said.get("user"):
            age = max(0, int(now - item["Modified"]))
            yield {"key": path, "target": said["server"], "user": said["user"], "age": age}


def _delete_keyring_item(bus: Any, key: str, target: str, user: str) -> bool:
    """Delete an item if its server and user still match (its number may be reused); return success."""
    from jeepney.wrappers import DBusErrorResponse

    try:
        said = _read_properties(bus, key, "Item")["Attributes"]
    except DBusErrorResponse:  # the object no longer exists
        return False
    if (said.get("server"), said.get("user")) != (target, user):
        return False
    prompt = _call_method(bus, key, f"{INTERFACE}.Item", "Delete")
    if prompt != NO_PROMPT:
        raise StepError(N_("The keyring is locked. Unlock it, then try again."))
    return True
