"""Keeps what collectors say in bounds: no control characters, no endless texts, no endless tables."""

from __future__ import annotations

import dataclasses
import math
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice

from selfhelp.core.model import Item, Scalar, Table

MAX_ITEMS = 500
"""Facts and tables of one section."""

MAX_ROWS = 2000
"""Rows of one table."""

MAX_COLUMNS = 50
"""Columns of one table."""

MAX_SECTION = 200_000
"""Characters of all values of one section: as much as a technician would scroll through, and more."""

MAX_TEXT = 4000
"""Characters of one value."""

MAX_LINE = 300
"""Characters of a reason."""

LEFT_OUT = "rows left out"
"""Stands beside a table that was cut: ``programs: rows left out``."""

_KEPT = "\n\t"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories that are not shown or that turn text around: control, format, surrogate, private."""


def items(said: Iterable[Item | Table]) -> Sequence[Item | Table]:
    """Return a section's facts as they may be kept; what is not known is left out, what is cut is said.

    Raises:
        ValueError: a row has not one value per column, or there are too many columns.
        TypeError: it is neither a fact nor a table.
    """
    kept: list[Item | Table] = []
    room = MAX_SECTION
    for number, entry in enumerate(islice(said, MAX_ITEMS + 1)):
        if number == MAX_ITEMS or room <= 0:
            kept.append(Item("left out", "more facts than fit into this section"))
            break
        if isinstance(entry, Table):
            fresh = _table(entry, room)
        elif isinstance(entry, Item):
            fresh = _item(entry)
        else:
            raise TypeError(f"neither a fact nor a table: {type(entry).__name__}")
        room -= sum(_size(part) for part in fresh)
        kept.extend(fresh)
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


def _item(item: Item) -> Sequence[Item]:
    value = scalar(item.value)
    return (
        [] if value is None or value == "" else [dataclasses.replace(item, name=line(item.name), value=value)]
    )


def _table(table: Table, room: int) -> Sequence[Item | Table]:
    if len(table.columns) > MAX_COLUMNS:
        raise ValueError(f"{table.name}: {len(table.columns)} columns")
    rows: list[Sequence[Scalar]] = []
    for row in islice(table.rows, MAX_ROWS):
        if len(row) != len(table.columns):
            raise ValueError(f"{table.name}: {len(row)} values for {len(table.columns)} columns")
        fresh = [scalar(value) for value in row]
        room -= _length(fresh)
        if room < 0:
            break
        rows.append(fresh)
    name, left = line(table.name), len(table.rows) - len(rows)
    kept = Table(name, tuple(table.columns), rows, table.rolling)
    return [kept, Item(f"{name}: {LEFT_OUT}", left)] if left else [kept]


def _size(entry: Item | Table) -> int:
    rows = [[entry.value]] if isinstance(entry, Item) else entry.rows
    return sum(_length(row) for row in rows)


def _length(row: Sequence[Scalar]) -> int:
    """Return how many characters a row adds; a number counts as eight."""
    return sum(len(value) if isinstance(value, str) else 8 for value in row)
