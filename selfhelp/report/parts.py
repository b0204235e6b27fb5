"""A part of a section that may be missing: what could not be read says so in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from selfhelp.errors import NotOfferedError, ProbeError
from selfhelp.model import Item, Table
from selfhelp.text import ENGLISH

NO_RIGHTS = "not readable without an administrator's rights"


def part(name: str, ask: Callable[[], Sequence[Item | Table]]) -> Sequence[Item | Table]:
    """Return what is asked, or one fact that says why there is nothing: the rest is worth it without.

    Args:
        name: what is missing then.
        ask: reads it.
    """
    try:
        return ask()
    except (ProbeError, NotOfferedError) as error:
        return [Item(name, f"not available: {ENGLISH.show(error.message)}")]
