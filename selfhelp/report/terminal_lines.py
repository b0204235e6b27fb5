"""Formats a report as plain lines for a terminal: key findings and changes first, then the sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from selfhelp.core.model import (
    ChangeType,
    FactTable,
    Item,
    Scalar,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
)
from selfhelp.policy.health import HealthLimits
from selfhelp.report.findings import find_key_findings
from selfhelp.report.snapshot_facts import USUAL
from selfhelp.report.value_format import format_moment, format_value, remove_empty_columns

WIDTH = 80
"""Default line width, in characters."""

ROWS = 20
"""Maximum number of rows shown of a table; further rows are only counted."""

CELL = 44
"""Maximum length of a cell, in characters."""

LONGEST = 400
"""Maximum length of a fact, in characters."""

NAMES = 28
"""Maximum width of the fact name column, in characters."""


SHORT = 30
"""Maximum length of a fact that is kept on one line of a row, in characters."""

GLUE = "\N{NO-BREAK SPACE}"


def iter_report_lines(snapshot: Snapshot, width: int = WIDTH, limits: HealthLimits = USUAL) -> Iterator[str]:
    """Yield the lines of a report, in English; values are external text.

    Args:
        snapshot: the redacted snapshot.
        width: line width in characters; longer lines are wrapped.
        limits: the organisation's thresholds.
    """
    yield f"Computer report of {format_moment(snapshot.created)}"
    found = find_key_findings(snapshot, limits=limits)
    if found:
        yield from ("", _format_heading("key findings"))
    for notice in found:
        yield from _wrap_list_item("  ", notice.text, width)
    if snapshot.changes is not None:
        yield ""
        yield from iter_change_lines(snapshot.changes, width)
    for section in snapshot.sections:
        yield ""
        yield from _iter_section_lines(section, width)


def _format_heading(name: str) -> str:
    """Return the heading line of a section."""
    return name.upper()


def is_heading_line(line: str) -> bool:
    """Return whether a line is a section's heading; facts are indented."""
    return bool(line) and not line.startswith(" ") and line == line.upper()


def iter_change_lines(changed: SnapshotChanges, width: int = WIDTH) -> Iterator[str]:
    """Yield the changes, one per line, wrapped if long."""
    number = len(changed.items) + changed.left_out
    yield f"Changed since {format_moment(changed.since)}: {number or 'nothing'}"
    for change in changed.items:
        yield from _wrap_list_item("  ", _format_change(change), width)
    if changed.left_out:
        yield f"  … and {changed.left_out} more"


def _format_change(change: SnapshotChange) -> str:
    where = " ".join(part for part in (f"{change.section}, {change.kind}", change.name) if part)
    match change.change:
        case ChangeType.ADDED:
            return f"+ {where}{_format_changed_value(change.after)}"
        case ChangeType.REMOVED:
            return f"- {where}{_format_changed_value(change.before)}"
        case _:
            before, after = (_shorten_line(format_value(one), CELL) for one in (change.before, change.after))
            return f"~ {where}: {before} -> {after}"


def _format_changed_value(side: Scalar) -> str:
    return "" if side in (None, "", True) else f" ({_shorten_line(format_value(side), LONGEST)})"


def _iter_section_lines(section: SnapshotSection, width: int) -> Iterator[str]:
    yield _format_heading(section.id)
    if not section.ok:
        yield from _wrap_list_item("  ", f"not available: {section.reason}", width)
    names = [len(item.name) + 1 for item in section.items if isinstance(item, Item)]
    column = min(max(names, default=0), NAMES)
    for item in section.items:
        if isinstance(item, Item):
            yield from _iter_fact_lines(item, column, width)
        else:
            yield from _iter_table_lines(remove_empty_columns(item), width)


def _iter_fact_lines(item: Item, column: int, width: int) -> Iterator[str]:
    """Yield the lines of a fact; the values of one section are aligned."""
    name = f"  {_shorten_line(item.name, CELL)}:".ljust(column + 3)
    said = _shorten_line(format_value(item.value, item.unit), LONGEST)
    indent = " " * (column + 3)
    lines = wrap(said, max(20, width - len(indent)), break_on_hyphens=False) or [""]
    if len(name) >= len(indent) and not name.endswith(" "):
        yield from _wrap_list_item("  ", f"{name.strip()} {said}", width)
        return
    yield f"{name}{lines[0]}"
    yield from (f"{indent}{line}" for line in lines[1:])


def _iter_table_lines(table: FactTable, width: int) -> Iterator[str]:
    """Yield a table as a grid or, if it is too wide, each row separately with its column names."""
    yield f"  {table.name} ({len(table.rows)})"
    head = [column.name for column in table.columns]
    cells = [
        [_shorten_line(format_value(v, c.unit), CELL) for c, v in zip(table.columns, row, strict=True)]
        for row in table.rows[:ROWS]
    ]
    yield from _format_table_grid(head, cells, width) or _iter_row_lines(head, cells, width)
    if len(table.rows) > ROWS:
        yield f"    … and {len(table.rows) - ROWS} more"


def _format_table_grid(head: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> Sequence[str]:
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    if not cells or 4 + sum(widths) + 2 * (len(widths) - 1) > width:
        return []
    return [f"    {_format_row(row, widths)}" for row in (head, *cells)]


def _format_row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _iter_row_lines(head: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    for row in cells:
        told = list(zip(head, row, strict=True))[1:]
        rest = [_join_with_nbsp(f"{name} {cell}") for name, cell in told if cell != "–"]
        yield from _wrap_list_item("    ", f"{row[0]} – {', '.join(rest)}" if rest else row[0], width)


def _join_with_nbsp(words: str) -> str:
    """Return a short fact with no-break spaces; `_wrap_list_item` restores normal spaces."""
    return words.replace(" ", GLUE) if len(words) <= SHORT else words


def _wrap_list_item(indent: str, text: str, width: int) -> Iterator[str]:
    """Yield one item in as many lines as needed; all but the first are indented further."""
    room = max(20, width)
    lines = wrap(text, room, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
    yield from (line.replace(GLUE, " ") for line in lines)


def _shorten_line(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
