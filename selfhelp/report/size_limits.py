"""Enforces limits on collectors' results: no control characters, bounded texts and tables."""

from __future__ import annotations

import dataclasses
import math
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice

from selfhelp.core.model import FactTable, Item, Scalar

MAX_ITEMS = 500
"""Maximum number of facts and tables in a section."""

MAX_ROWS = 2000
"""Maximum number of rows in a table."""

MAX_COLUMNS = 50
"""Maximum number of columns in a table."""

MAX_SECTION = 200_000
"""Maximum number of characters in all of a section's values."""

MAX_TEXT = 4000
"""Maximum length of a value, in characters."""

MAX_LINE = 300
"""Maximum length of a reason, in characters."""

LEFT_OUT = "rows left out"
"""Name of the fact next to a truncated table: ``programs: rows left out``."""

_KEPT = "\n\t"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories that are invisible or change the text direction: control, format, surrogate, private."""


def limit_section_items(said: Iterable[Item | FactTable]) -> Sequence[Item | FactTable]:
    """Return a section's facts within the limits; missing values are omitted, truncation is stated.

    Raises:
        ValueError: a row doesn't match its columns, or there are too many columns.
        TypeError: an entry is neither a fact nor a table.
    """
    kept: list[Item | FactTable] = []
    room = MAX_SECTION
    for number, entry in enumerate(islice(said, MAX_ITEMS + 1)):
        if number == MAX_ITEMS or room <= 0:
            kept.append(Item("left out", "more facts than fit into this section"))
            break
        if isinstance(entry, FactTable):
            fresh = _limit_table(entry, room)
        elif isinstance(entry, Item):
            fresh = _limit_item(entry)
        else:
            raise TypeError(f"neither a fact nor a table: {type(entry).__name__}")
        room -= sum(_count_characters(part) for part in fresh)
        kept.extend(fresh)
    return kept


def limit_scalar_value(value: Scalar) -> Scalar:
    """Return a value that JSON can represent and the report page can show.

    Raises:
        TypeError: it isn't a plain value.
    """
    if isinstance(value, str):
        return _limit_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"not a plain value: {type(value).__name__}")


def _limit_text(value: str, limit: int = MAX_TEXT) -> str:
    """Return a text without invisible characters, truncated to ``limit`` characters."""
    short = value[:limit]
    if not short.isascii() or not short.isprintable():
        short = "".join(c if c in _KEPT or unicodedata.category(c) not in _UNSEEN else " " for c in short)
    return short if len(value) <= limit else f"{short}… ({len(value) - limit} more characters)"


def limit_line(value: str) -> str:
    """Return a text as a single line, truncated to `MAX_LINE` characters."""
    return " ".join(_limit_text(value, MAX_LINE).split())


def _limit_item(item: Item) -> Sequence[Item]:
    value = limit_scalar_value(item.value)
    return (
        []
        if value is None or value == ""
        else [dataclasses.replace(item, name=limit_line(item.name), value=value)]
    )


def _limit_table(table: FactTable, room: int) -> Sequence[Item | FactTable]:
    if len(table.columns) > MAX_COLUMNS:
        raise ValueError(f"{table.name}: {len(table.columns)} columns")
    rows: list[Sequence[Scalar]] = []
    for row in islice(table.rows, MAX_ROWS):
        if len(row) != len(table.columns):
            raise ValueError(f"{table.name}: {len(row)} values for {len(table.columns)} columns")
        fresh = [limit_scalar_value(value) for value in row]
        room -= _count_row_characters(fresh)
        if room < 0:
            break
        rows.append(fresh)
    name, left = limit_line(table.name), len(table.rows) - len(rows)
    kept = FactTable(name, tuple(table.columns), rows, table.rolling)
    return [kept, Item(f"{name}: {LEFT_OUT}", left)] if left else [kept]


def _count_characters(entry: Item | FactTable) -> int:
    rows = [[entry.value]] if isinstance(entry, Item) else entry.rows
    return sum(_count_row_characters(row) for row in rows)


def _count_row_characters(row: Sequence[Scalar]) -> int:
    """Return the number of characters in a row; each number counts as eight."""
    return sum(len(value) if isinstance(value, str) else 8 for value in row)
