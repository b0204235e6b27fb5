"""Tests all available help desk systems, prints a table of the results, and updates docs/desks.md.

python tools/desks.py run [pytest arguments]    prints the table and writes it to docs/desks.md

The line of a system that couldn't be started here stays unchanged.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.helpdesk.connectors import Verification  # noqa: E402
from tests.desks.stand import ROWS, kinds, title  # noqa: E402

PAGE = ROOT / "docs" / "desks.md"
NOT_RUN, NOT_TRIED = "not run", "not tried"
CANNOT = "cannot"
ORDER = ("failed", NOT_RUN, *reversed(list(Verification)), CANNOT)
"""Results from weakest to strongest; a cell with several tests shows the weakest."""

HEAD = """# Verified functions of help desk systems

This page shows administrators which functions of each connector were verified, and how. `make desks` creates
this page with `tests/contract/test_desks.py`. The tests send the same tickets to every system, then read
them directly from the system, not with the connector. The test doubles are in `tests/desks/`.

* **live**: The function was verified on a real server.
* **recorded**: The function was verified on a test double made from recordings of a real server.
* **documented**: The function was verified on a test double based only on the vendor's documentation.
* **cannot**: The system doesn't support the function. The reasons are below the table.
* **not run**: The server wasn't available when this table was created. Runs by hand are listed below the
  table.
* **not tried**: No test double exists.

"""
TITLES: Mapping[str, str] = {
    "create": "ticket creation",
    "files": "attachments",
    "large file": "large attachment",
    "umlauts and emoji": "umlauts and emoji",
    "refused file reported": "report of rejected files",
    "status": "ticket status",
    "comment": "replies",
    "reopen": "reopening",
    "find after lost answer": "lost response",
    "wrong login": "wrong sign-in",
    "expired login": "expired sign-in",
}
"""Headings of rows on the page; a row without one has its own name."""
Cells = Mapping[str, str]


def tried(words: Sequence[str]) -> tuple[Mapping[str, Mapping[str, Sequence[str]]], int]:
    """Run the contract tests; return each cell's results, and pytest's exit status."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "cells.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.desks.table", "-p", "no:cacheprovider"]
        target = str(ROOT / "tests" / "contract" / "test_desks.py")
        done = subprocess.run(
            [*command, "-rfE", "--tb=short", target, *words],
            cwd=ROOT,
            env={**os.environ, "SELFHELP_DESKS": str(place)},
            check=False,
        )
        return json.loads(place.read_text("utf-8")) if place.is_file() else {}, done.returncode


def word(ends: Sequence[str]) -> str:
    """Return the weakest of a cell's results, as a word of the table."""
    short = {end.split(":")[0] for end in ends}
    return next((known for known in ORDER if known in short), NOT_RUN)


def known_lines(page: str) -> Mapping[str, Cells]:
    """Return the table on the page, by desk."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if "|" in line
    ]
    return {row[0]: dict(zip(ROWS, row[1:], strict=True)) for row in rows[2:] if len(row) == len(ROWS) + 1}


def known_reasons(page: str) -> Mapping[str, str]:
    """Return the reasons on the page by desk."""
    return dict(re.findall(r"^\* \*\*(\S[^*]*)\*\* doesn't support: (.+)$", page, re.MULTILINE))


def lines(cells: Mapping[str, Mapping[str, Sequence[str]]], page: str) -> Mapping[str, Cells]:
    """Return the table: the new results, else those on the page, else a word for missing results."""
    before, table = known_lines(page), {}
    for kind in kinds():
        name = title(kind)
        now = {row: word(cells.get(name, {}).get(row, ())) for row in ROWS}
        kept = {row: cell for row, cell in before.get(name, {}).items() if cell != NOT_TRIED}
        table[name] = {row: kept.get(row, NOT_RUN) if now[row] == NOT_RUN else now[row] for row in ROWS}
    missing = sorted(connector_ids() - {kind.id for kind in kinds()})
    return table | {name: dict.fromkeys(ROWS, NOT_TRIED) for name in missing}


def connector_ids() -> set[str]:
    """Return the IDs of all connectors."""
    files = (ROOT / "selfhelp" / "helpdesk" / "connectors").glob("*/connector.py")
    return {path.parent.name.replace("_", "-") for path in files}


def reasons(cells: Mapping[str, Mapping[str, Sequence[str]]], page: str) -> Mapping[str, str]:
    """Return the reasons for unsupported features by desk."""
    known, found = known_reasons(page), {}
    for name in (title(kind) for kind in kinds()):
        said: dict[str, list[str]] = {}
        for row, ends in cells.get(name, {}).items():
            for end in ends:
                if end.startswith(f"{CANNOT}: ") and row not in said.setdefault(end[8:], []):
                    said[end[8:]].append(row)
        parts = [f"{', '.join(TITLES.get(row, row) for row in rows)} ({why})" for why, rows in said.items()]
        text = ". ".join(part[:1].upper() + part[1:] for part in parts)
        found[name] = text or ("" if name in cells else known.get(name, ""))
    return {name: text for name, text in found.items() if text}


def runs_by_hand(table: Mapping[str, Cells]) -> Mapping[str, str]:
    """Return the last run by hand of each desk that wasn't run for the table."""
    tried_by_hand = {title(kind): kind.tried_by_hand for kind in kinds() if kind.tried_by_hand}
    return {name: when for name, when in tried_by_hand.items() if NOT_RUN in table[name].values()}


def page_of(table: Mapping[str, Cells], why: Mapping[str, str]) -> str:
    """Return the text of the page."""
    titles = " | ".join(TITLES.get(row, row) for row in ROWS)
    head = f"| System | {titles} |\n|---{'|---' * len(ROWS)}|\n"
    body = "".join(f"| {name} | {' | '.join(row[r] for r in ROWS)} |\n" for name, row in table.items())
    notes = "".join(f"* **{name}** doesn't support: {text}\n" for name, text in why.items())
    notes += "".join(
        f"* **{name}** was last run by hand on {when}, and passed.\n"
        for name, when in runs_by_hand(table).items()
    )
    return HEAD + head + body + (f"\n{notes}" if notes else "")


def printed(table: Mapping[str, Cells]) -> str:
    """Return the table for a terminal, one line per desk."""
    first = max(map(len, table), default=0)
    widths = [max(len(row), *(len(cells[row]) for cells in table.values())) for row in ROWS]
    out = ["  ".join([" " * first, *(r.ljust(w) for r, w in zip(ROWS, widths, strict=True))])]
    for name, cells in table.items():
        out.append(
            "  ".join([name.ljust(first), *(cells[r].ljust(w) for r, w in zip(ROWS, widths, strict=True))])
        )
    return "\n".join(line.rstrip() for line in out)


def main(words: Sequence[str]) -> int:
    """Run the tests, print the table and write the page; return pytest's exit status."""
    cells, ended = tried(words)
    page = PAGE.read_text("utf-8") if PAGE.is_file() else ""
    table = lines(cells, page)
    print(printed(table))
    PAGE.write_text(page_of(table, reasons(cells, page)), encoding="utf-8")
    return ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
