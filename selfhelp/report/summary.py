"""Writes a report as plain lines for a terminal: what changed first, then section by section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from selfhelp.model import Change, Changed, Changes, Item, Scalar, Section, Snapshot, Table
from selfhelp.text import ENGLISH

ROWS = 20
"""Rows of a table that are shown; the others are counted."""

WIDTH = 44
"""Characters of one cell; a longer one is cut."""

LINE = 200
"""Characters of one fact."""


def report(snapshot: Snapshot) -> Iterator[str]:
    """Yield the lines of a report, in English like the report itself; values are foreign text."""
    yield f"Computer report of {moment(snapshot.created)}"
    if snapshot.changes is not None:
        yield ""
        yield from changes(snapshot.changes)
    for section in snapshot.sections:
        yield ""
        yield from _section(section)


def changes(changed: Changes) -> Iterator[str]:
    """Yield what changed, one line each."""
    number = len(changed.items) + changed.left_out
    yield f"Changed since {moment(changed.since)}: {number or 'nothing'}"
    for change in changed.items:
        yield f"  {_change(change)}"
    if changed.left_out:
        yield f"  … and {changed.left_out} more"


def moment(when: datetime) -> str:
    """Return a moment in UTC, to the minute."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def value(scalar: Scalar, unit: str = "") -> str:
    """Return a value as a technician reads it."""
    if scalar is None or scalar == "":
        return "–"
    if isinstance(scalar, bool):
        return "yes" if scalar else "no"
    if unit == "B" and isinstance(scalar, int | float):
        return ENGLISH.size(int(scalar))
    return f"{scalar} {unit}".strip()


def _change(change: Change) -> str:
    where = " ".join(part for part in (f"{change.section}, {change.what}", change.name) if part)
    match change.how:
        case Changed.ADDED:
            detail = "" if change.after is None else f" ({_cut(value(change.after), LINE)})"
            return f"+ {where}{detail}"
        case Changed.REMOVED:
            detail = "" if change.before is None else f" ({_cut(value(change.before), LINE)})"
            return f"- {where}{detail}"
        case _:
            before, after = (_cut(value(one), WIDTH) for one in (change.before, change.after))
            return f"~ {where}: {before} -> {after}"


def _section(section: Section) -> Iterator[str]:
    yield section.id.upper()
    if not section.ok:
        yield f"  not available: {section.reason}"
    for item in section.items:
        if isinstance(item, Item):
            yield f"  {item.name}: {_cut(value(item.value, item.unit), LINE)}"
        else:
            yield from _table(item)


def _table(table: Table) -> Iterator[str]:
    yield f"  {table.name} ({len(table.rows)})"
    head = [column.name for column in table.columns]
    cells = [
        [_cut(value(v, c.unit), WIDTH) for c, v in zip(table.columns, row, strict=True)]
        for row in table.rows[:ROWS]
    ]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    for row in [head, *cells] if cells else []:
        yield f"    {_row(row, widths)}"
    if len(table.rows) > ROWS:
        yield f"    … and {len(table.rows) - ROWS} more"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cut(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
