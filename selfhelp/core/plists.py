"""Reads property lists of other programs; parser errors become ValueError.

One damaged file among many must not affect the others.
"""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from xml.parsers.expat import ExpatError

from selfhelp.core.model import Json

_DAMAGED = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, ExpatError)


def load_plist(data: bytes) -> Mapping[str, Json]:
    """Return the content of a property list.

    Raises:
        ValueError: it is damaged, or isn't a dictionary.
    """
    try:
        found = plistlib.loads(data)
    except _DAMAGED as error:
        raise ValueError(f"no property list: {error!r}"[:200]) from error
    if not isinstance(found, dict):
        raise ValueError("not a dictionary")
    return found
