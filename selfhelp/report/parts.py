"""Parts of a section that may be missing: what could not be read says so in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from selfhelp.errors import NotOfferedError, ProbeError
from selfhelp.model import Item, Table
from selfhelp.report.together import Failed
from selfhelp.report.together import ask as ask_all
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


Read = Callable[[], Sequence[Item | Table]]


def side_by_side(asked: Mapping[str, Read], seconds: float) -> Sequence[Item | Table]:
    """Return what several parts say, in their order, read at the same time; each may say why it is missing.

    So that what Windows PowerShell is asked by all of them goes into one start of it.

    Args:
        asked: how each part is read, by what is missing where it cannot be.
        seconds: how long is waited for the slowest.
    """
    shown: list[Item | Table] = []
    for name, said in ask_all(asked, seconds).items():
        missing = isinstance(said, Failed)
        shown += [Item(name, f"not available: {said.reason}")] if missing else said
    return shown
