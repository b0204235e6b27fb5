"""Keeps what collectors say in bounds: no control characters, no endless texts, no endless tables."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from selfhelp.model import Item, Scalar, Table

MAX_ITEMS = 500
"""Facts and tables of one section."""

MAX_ROWS = 2000
"""Rows of one table; how many were left out is said beside it."""

MAX_TEXT = 4000
"""Characters of one value."""

MAX_LINE = 300
"""Characters of a reason."""

_KEPT = "\n\t"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories that are not shown or that turn text around: control, format, surrogate, private."""


def items(said: Iterable[Item | Table]) -> Sequence[Item | Table]:
    """Return a section's facts as they may be kept; what is not known is left out.

    Raises:
        ValueError: a row has not one value per column.
        TypeError: it is neither a fact nor a table.
    """
    kept: list[Item | Table] = []
    for entry in islice(said, MAX_ITEMS):
        if isinstance(entry, Table):
            kept.extend(_table(entry))
        elif isinstance(entry, Item):
            kept.extend(_item(entry))
        else:
            raise TypeError(f"neither a fact nor a table: {type(entry).__name__}")
    return kept


def scalar(value: Scalar) -> Scalar:
    """Return a value that JSON can hold and a page can show."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"not a plain value: {type(value).__name__}")


def text(value: str, limit: int = MAX_TEXT) -> str:
    """Return a text without what is not shown, cut at ``limit`` characters."""
    short = value[:limit]
    if not short.isascii() or not short.isprintable():
        short = "".join(c if c in _KEPT or unicodedata.category(c) not in _UNSEEN else " " for c in short)
    return short if len(value) <= limit else f"{short}… ({len(value) - limit} more characters)"


def line(value: str) -> str:
    """Return a text as one short line."""
    return " ".join(text(value, MAX_LINE).split())


def _item(item: Item) -> Iterator[Item]:
    value = scalar(item.value)
    if value is not None and value != "":
        yield Item(line(item.name), value, item.unit, item.reveals)


def _table(table: Table) -> Iterator[Item | Table]:
    width = len(table.columns)
    rows = []
    for row in islice(table.rows, MAX_ROWS):
        if len(row) != width:
            raise ValueError(f"{table.name}: {len(row)} values for {width} columns")
        rows.append([scalar(value) for value in row])
    yield Table(line(table.name), tuple(table.columns), rows)
    if len(table.rows) > MAX_ROWS:
        yield Item(f"{line(table.name)}: rows left out", len(table.rows) - MAX_ROWS)
