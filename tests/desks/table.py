"""Writes down, for every desk and every row of the contract, how it ended; `make desks` prints it.

Loaded with ``-p tests.desks.table`` and ``SELFHELP_DESKS=<file>``.
"""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desks.stand import title

CANNOT = "cannot: "
_cells: dict[str, dict[str, list[str]]] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """Note how a row ended."""
    report = yield
    row = item.get_closest_marker("row")
    kind = getattr(item, "callspec", None) and item.callspec.params.get("kind")  # type: ignore[attr-defined]
    if row and kind and (report.when == "call" or report.outcome != "passed"):
        cells = _cells.setdefault(title(kind), {})
        cells.setdefault(row.args[0], []).append(_word(report, kind))
    return report


def _word(report: Any, kind: Any) -> str:
    if report.outcome == "passed":
        return str(kind.known)
    if report.outcome == "failed":
        return "failed"
    reason = str(report.longrepr[2]).removeprefix("Skipped: ")
    return reason if reason.startswith(CANNOT) else f"not run: {reason}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the file."""
    if place := os.environ.get("SELFHELP_DESKS"):
        Path(place).write_text(json.dumps(_cells, indent=1), encoding="utf-8")
