"""Writes docs/accessibility-conformance.md from tools/accessibility.toml, and checks that its tests exist.

python tools/accessibility.py update    after a change of the table or a test
python tools/accessibility.py check     fails if the page is stale or a test doesn't exist
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tools" / "accessibility.toml"
PAGE = ROOT / "docs" / "accessibility-conformance.md"

SUPPORTS, PARTLY, NOT_EVALUATED, NOT_APPLICABLE = "supports", "partly", "not evaluated", "not applicable"
VERDICTS = {
    SUPPORTS: "A test on Linux shows that the app meets the criterion.",
    PARTLY: "A test shows that the app meets part of the criterion. The remark describes the gap.",
    NOT_EVALUATED: "No test covers the criterion.",
    NOT_APPLICABLE: "The app has no such content, or EN 301 549 doesn't require the criterion for software.",
}
SINCE_2_2 = frozenset({"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"})
"""Criteria of WCAG 2.2 that EN 301 549 V3.2.1 lacks, because it is based on WCAG 2.1."""

HEAD = (
    "# Accessibility conformance report\n\nThis report is for procurement and administrators. It shows how "
    "the desktop app conforms to WCAG 2.2 level AA, and to the software chapters of EN 301 549 V3.2.1. `make "
    "accessibility` creates this page from the list of tests, so don't edit it. The report is a "
    "self-assessment, not an audit. **No user of assistive technology has tried the app yet, and no "
    "criterion was tested on Windows or macOS.**\n\n"
)

Row = Mapping[str, Any]


def read_table() -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the criteria of WCAG, and the additional requirements of EN 301 549."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return table["criterion"], table["requirement"]


@cache
def functions(file: str) -> frozenset[str]:
    """Return the names of a file's functions; empty if the file doesn't exist."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def mistakes() -> Iterator[str]:
    """Yield a message for each mistake in the table."""
    for row in [row for rows in read_table() for row in rows]:
        if row["verdict"] not in VERDICTS:
            yield f"{row['id']}: no such verdict: {row['verdict']}"
        for test in row.get("tests", ()):
            file, _, function = test.partition("::")
            if function not in functions(file):
                yield f"{row['id']}: there is no test {test}"
        if row["verdict"] == SUPPORTS and not row.get("tests") and row["id"] != "12.1.1":
            yield f"{row['id']}: supported without a test"
        if row["verdict"] in (PARTLY, NOT_EVALUATED) and not row.get("remark"):
            yield f"{row['id']}: the gap isn't named"


def page() -> str:
    """Return the text of the conformance page."""
    criteria, requirements = read_table()
    return HEAD + "\n".join(
        [
            *(f"* *{word}*: {meaning}" for word, meaning in VERDICTS.items()),
            "",
            _counted(criteria),
            "",
            "## Known gaps",
            "",
            *(
                f"* {row['id']} {row['name']}: {row['remark']}"
                for row in [*criteria, *requirements]
                if _is_gap(row)
            ),
            "",
            "## WCAG 2.2, levels A and AA",
            "",
            "| Criterion | Level | EN 301 549 | Result | Tests | Remark |",
            "|---|---|---|---|---|---|",
            *(_criterion(row) for row in criteria),
            "",
            "## Further requirements of EN 301 549",
            "",
            "| Clause | Result | Tests | Remark |",
            "|---|---|---|---|",
            *(f"| {row['id']} {row['name']} | {_rest(row)} |" for row in requirements),
            "",
        ]
    )


def _counted(criteria: Sequence[Row]) -> str:
    counts = Counter(row["verdict"] for row in criteria)
    told = ", ".join(f"*{verdict}* for {counts[verdict]}" for verdict in VERDICTS)
    return f"Results for the {len(criteria)} criteria: {told}."


def _is_gap(row: Row) -> bool:
    return row["verdict"] in (PARTLY, NOT_EVALUATED)


def _criterion(row: Row) -> str:
    clause = "–" if row["id"] in SINCE_2_2 else f"11.{row['id']}"
    return f"| {row['id']} {row['name']} | {row['level']} | {clause} | {_rest(row)} |"


def _rest(row: Row) -> str:
    tests = ", ".join(dict.fromkeys(_link(test) for test in row.get("tests", ()))) or "–"
    return f"{row['verdict']} | {tests} | {row.get('remark', '')}"


def _link(test: str) -> str:
    file = test.partition("::")[0]
    return f"[{Path(file).stem.removeprefix('test_').replace('_', ' ')}](../{file})"


def main(verb: str) -> int:
    """Write the page, or print its mistakes and whether it is stale; return the exit status."""
    wrong = list(mistakes())
    for line in wrong:
        print(f"{TABLE.relative_to(ROOT)}: {line}")
    if verb == "update" and not wrong:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text("utf-8") != page():
        print(f"{PAGE.relative_to(ROOT)} is stale: make accessibility")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
