"""Reads rows and objects from JSON responses of any structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.text import N_


def get_object_rows(value: Json) -> Sequence[Mapping[str, Json]]:
    """Return the objects in a list; empty if the value isn't a list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def get_object_or_empty(value: Json) -> Mapping[str, Json]:
    """Return a value if it is an object, else an empty object."""
    return value if isinstance(value, dict) else {}


def find_row_id(found: Sequence[Mapping[str, Json]], wanted: str) -> str:
    """Return the ID of the row with this ID or name, ignoring case; "" if none matches."""
    for row in found:
        if wanted.casefold() in (str(row.get("id")), str(row.get("name") or "").casefold()):
            return str(row.get("id"))
    return ""


def require_safe_number(number: str) -> str:
    """Return a ticket number after checking that it is safe in a URL.

    Raises:
        DeskRefusedError: it isn't valid.
    """
    if number.isascii() and number.isdecimal() and len(number) < 20:
        return number
    raise DeskRefusedError(N_("Ticket {number} wasn't found.", number=number[:40]))
