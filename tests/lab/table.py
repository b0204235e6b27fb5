"""The laboratory's table: which fault was made, proven, found, repaired and undone, and by what."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

COLUMNS = ("fault", "proven", "found", "repaired", "undone")
PROPERTY = "fault"
WIDTHS = (46, 26, 26, 26, 26)


@dataclass(frozen=True)
class Row:
    """One fault that went the whole way.

    Attributes:
        fault: what was broken, in plain words.
        proven: the command, not ours, that showed the fault there and then gone.
        found: which check saw it.
        repaired: how, or why it is left to a technician.
        undone: what compared the state after undo with the state before, or why there is no way back.
    """

    fault: str
    proven: str
    found: str
    repaired: str
    undone: str


class Table:
    """What a test writes its rows with; they are its properties in the results, too."""

    def __init__(self, properties: list[tuple[str, object]]) -> None:
        self._properties = properties

    def row(self, fault: str, *, proven: str, found: str, repaired: str, undone: str) -> None:
        """Add a fault; called at the end of a test, so only what held is listed."""
        row = Row(fault, proven, found, repaired, undone)
        self._properties.append((PROPERTY, json.dumps(asdict(row))))


class Rows:
    """Collects the rows of one test run.

    A test that runs in another process sends its row with its report: see `pytest_runtest_logreport` in
    the conftest beside this.
    """

    def __init__(self) -> None:
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        """Add a fault that went the whole way."""
        self._rows.append(row)

    def lines(self) -> Sequence[str]:
        """Return the table as text; nothing where no fault was made."""
        if not self._rows:
            return ()
        rows = [COLUMNS, *(tuple(asdict(row).values()) for row in sorted(self._rows, key=lambda r: r.found))]
        text = ["  ".join(cell.ljust(width) for cell, width in zip(row, WIDTHS, strict=True)) for row in rows]
        return [line.rstrip() for line in (*text, f"{len(self._rows)} faults")]

    def write(self, folder: Path) -> None:
        """Keep the table beside the other results of a test run."""
        if self._rows and os.access(folder.parent, os.W_OK):
            folder.mkdir(exist_ok=True)
            rows = [asdict(row) for row in self._rows]
            (folder / "lab.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
