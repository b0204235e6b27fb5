"""The Linux keyring over D-Bus: which passwords for servers it holds, and forgetting one; no secret is read.

Source: Secret Service API (freedesktop.org), and the attributes ``server`` and ``user`` that libsecret's
network passwords have. What has none of them belongs to a program. A keyring that does not run is not
started, and a locked one is not unlocked.
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
"""Seconds that the keyring gets for one answer."""

NO_PROMPT = "/"


def read_saved_passwords() -> Json:
    """Return ``entries`` (key, target, user, age in seconds) and whether a keyring is ``locked``.

    Raises:
        ProbeError: it does not answer.
    """
    return _ask_keyring(_listed) or {"locked": False, "entries": []}


def delete_saved_password(key: str, target: str, user: str) -> Json:
    """Delete one password if it still belongs to this server and user; return whether it existed.

    Raises:
        ProbeError: the keyring does not answer.
        StepError: the keyring is locked or wants to ask first.
    """
    return bool(_ask_keyring(lambda bus: _forget(bus, key, target, user)))


def _ask_keyring(ask: Callable[[Any], Json]) -> Json:
    """Ask the keyring of this session; None if there's no session, or no keyring in it."""
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import DBusErrorResponse

    try:
        bus = open_dbus_connection("SESSION")
    except (OSError, KeyError, ValueError):  # no address, or no one there
        return None
    try:
        with bus:
            return ask(bus) if _is_service_running(bus) else None
    except (DBusErrorResponse, OSError) as error:  # TimeoutError is one of them
        message = N_("The keyring with your saved passwords isn't responding.")
        raise ProbeError(message, detail=repr(error)[:300]) from error


def _is_service_running(bus: Any) -> bool:
    return bool(_call(bus, "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", "s", SERVICE))


def _call(bus: Any, path: str, interface: str, method: str, signature: str = "", *values: object) -> Any:
    """Call a method and return the first value of its answer."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.wrappers import unwrap_msg

    name = SERVICE if path.startswith(ROOT) else interface
    message = new_method_call(DBusAddress(path, name, interface), method, signature, values)
    answer = unwrap_msg(bus.send_and_get_reply(message, timeout=ANSWER))
    return answer[0] if answer else None


def _properties(bus: Any, path: str, kind: str) -> dict[str, Any]:
    """Return all properties of an object; D-Bus gives each with its type, which is dropped."""
    found = _call(bus, path, "org.freedesktop.DBus.Properties", "GetAll", "s", f"{INTERFACE}.{kind}")
    return {name: value for name, (_, value) in found.items()}


def _listed(bus: Any) -> Json:
    paths = _properties(bus, ROOT, "Service")["Collections"]
    collections = [_properties(bus, path, "Collection") for path in paths]
    open_ones = [collection for collection in collections if not collection["Locked"]]
    items = [item for collection in open_ones for item in collection["Items"]]
    return {"locked": len(open_ones) < len(collections), "entries": list(_described(bus, items))}


def _described(bus: Any, items: list[str]) -> Iterator[Json]:
    now = time.time()
    for path in items:
        item = _properties(bus, path, "Item")
        said = item["Attributes"]
        if said.get("server") and said.get("user"):
            age = max(0, int(now - item["Modified"]))
            yield {"key": path, "target": said["server"], "user": said["user"], "age": age}


def _forget(bus: Any, key: str, target: str, user: str) -> bool:
    """Delete an item; its number may have been given again, so server and user are compared first."""
    from jeepney.wrappers import DBusErrorResponse

    try:
        said = _properties(bus, key, "Item")["Attributes"]
    except DBusErrorResponse:  # no such object any more
        return False
    if (said.get("server"), said.get("user")) != (target, user):
        return False
    prompt = _call(bus, key, f"{INTERFACE}.Item", "Delete")
    if prompt != NO_PROMPT:
        raise StepError(N_("The keyring is locked. Unlock it, then try again."))
    return True
