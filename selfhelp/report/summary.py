"""Writes a report as plain lines for a terminal: key findings and changes first, then by section."""

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
from selfhelp.report.value_format import format_moment, format_value, without_empty_columns

WIDTH = 80
"""Characters of a line where no one says how wide the terminal is."""

ROWS = 20
"""Rows of a table that are shown; the others are counted."""

CELL = 44
"""Characters of one cell; a longer one is cut."""

LONGEST = 400
"""Characters of one fact."""

NAMES = 28
"""Characters that the names of facts take at most, so that their values stand below each other."""


SHORT = 30
"""Characters of a fact in a row that is not broken over two lines."""

GLUE = "\N{NO-BREAK SPACE}"


def iter_report_lines(snapshot: Snapshot, width: int = WIDTH, limits: HealthLimits = USUAL) -> Iterator[str]:
    """Yield the lines of a report, in English like the report itself; values are foreign text.

    Args:
        snapshot: what is shown.
        width: characters of a line; what is longer goes on below.
        limits: from when on something needs attention.
    """
    yield f"Computer report of {format_moment(snapshot.created)}"
    found = find_key_findings(snapshot, limits=limits)
    if found:
        yield from ("", format_heading("key findings"))
    for notice in found:
        yield from _wrap_item("  ", notice.text, width)
    if snapshot.changes is not None:
        yield ""
        yield from iter_change_lines(snapshot.changes, width)
    for section in snapshot.sections:
        yield ""
        yield from _section(section, width)


def format_heading(name: str) -> str:
    """Return the line of a summary above a section."""
    return name.upper()


def is_heading_line(line: str) -> bool:
    """Return whether a line of a summary is a section's heading: facts are indented."""
    return bool(line) and not line.startswith(" ") and line == line.upper()


def iter_change_lines(changed: SnapshotChanges, width: int = WIDTH) -> Iterator[str]:
    """Yield the changes, one a line, wrapped if long."""
    number = len(changed.items) + changed.left_out
    yield f"Changed since {format_moment(changed.since)}: {number or 'nothing'}"
    for change in changed.items:
        yield from _wrap_item("  ", _change(change), width)
    if changed.left_out:
        yield f"  … and {changed.left_out} more"


def _change(change: SnapshotChange) -> str:
    where = " ".join(part for part in (f"{change.section}, {change.kind}", change.name) if part)
    match change.change:
        case ChangeType.ADDED:
            return f"+ {where}{_format_side(change.after)}"
        case ChangeType.REMOVED:
            return f"- {where}{_format_side(change.before)}"
        case _:
            before, after = (_cut_line(format_value(one), CELL) for one in (change.before, change.after))
            return f"~ {where}: {before} -> {after}"


def _format_side(side: Scalar) -> str:
    return "" if side in (None, "", True) else f" ({_cut_line(format_value(side), LONGEST)})"


def _section(section: SnapshotSection, width: int) -> Iterator[str]:
    yield format_heading(section.id)
    if not section.ok:
        yield from _wrap_item("  ", f"not available: {section.reason}", width)
    names = [len(item.name) + 1 for item in section.items if isinstance(item, Item)]
    column = min(max(names, default=0), NAMES)
    for item in section.items:
        if isinstance(item, Item):
            yield from _fact(item, column, width)
        else:
            yield from _table(without_empty_columns(item), width)


def _fact(item: Item, column: int, width: int) -> Iterator[str]:
    """Yield a fact; the values of one section stand below each other."""
    name = f"  {_cut_line(item.name, CELL)}:".ljust(column + 3)
    said = _cut_line(format_value(item.value, item.unit), LONGEST)
    indent = " " * (column + 3)
    lines = wrap(said, max(20, width - len(indent)), break_on_hyphens=False) or [""]
    if len(name) >= len(indent) and not name.endswith(" "):
        yield from _wrap_item("  ", f"{name.strip()} {said}", width)
        return
    yield f"{name}{lines[0]}"
    yield from (f"{indent}{line}" for line in lines[1:])


def _table(table: FactTable, width: int) -> Iterator[str]:
    """Yield a table as a grid; if too wide, each row separately with its column names."""
    yield f"  {table.name} ({len(table.rows)})"
    head = [column.name for column in table.columns]
    cells = [
        [_cut_line(format_value(v, c.unit), CELL) for c, v in zip(table.columns, row, strict=True)]
        for row in table.rows[:ROWS]
    ]
    yield from _grid(head, cells, width) or _blocks(head, cells, width)
    if len(table.rows) > ROWS:
        yield f"    … and {len(table.rows) - ROWS} more"


def _grid(head: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> Sequence[str]:
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    if not cells or 4 + sum(widths) + 2 * (len(widths) - 1) > width:
        return []
    return [f"    {_row(row, widths)}" for row in (head, *cells)]


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _blocks(head: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    for row in cells:
        told = list(zip(head, row, strict=True))[1:]
        rest = [_glued(f"{name} {cell}") for name, cell in told if cell != "–"]
        yield from _wrap_item("    ", f"{row[0]} – {', '.join(rest)}" if rest else row[0], width)


def _glued(words: str) -> str:
    """Return a short fact so that no line ends within it; `_wrap_item` takes the glue out again."""
    return words.replace(" ", GLUE) if len(words) <= SHORT else words


def _wrap_item(indent: str, text: str, width: int) -> Iterator[str]:
    """Yield one item in as many lines as needed; all but the first are indented further."""
    room = max(20, width)
    lines = wrap(text, room, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
    yield from (line.replace(GLUE, " ") for line in lines)


def _cut_line(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
