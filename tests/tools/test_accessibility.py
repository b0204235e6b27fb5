"""The accessibility report names tests that exist, every criterion once, and every gap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools import accessibility

GUIDELINES = {
    "1.1": (1,),
    "1.2": (1, 2, 3, 4, 5),
    "1.3": (1, 2, 3, 4, 5),
    "1.4": (1, 2, 3, 4, 5, 10, 11, 12, 13),
    "2.1": (1, 2, 4),
    "2.2": (1, 2),
    "2.3": (1,),
    "2.4": (1, 2, 3, 4, 5, 6, 7, 11),
    "2.5": (1, 2, 3, 4, 7, 8),
    "3.1": (1, 2),
    "3.2": (1, 2, 3, 4, 6),
    "3.3": (1, 2, 3, 4, 7, 8),
    "4.1": (2, 3),
}
"""W3C, Web Content Accessibility Guidelines (WCAG) 2.2, levels A and AA; 4.1.1 was removed."""

A_AND_AA = [f"{guideline}.{number}" for guideline, numbers in GUIDELINES.items() for number in numbers]


def test_every_criterion_of_both_levels_is_there_once_in_order() -> None:
    criteria, _ = accessibility.read_table()
    assert [row["id"] for row in criteria] == A_AND_AA
    assert {row["level"] for row in criteria} == {"A", "AA"}


def test_the_table_has_no_mistake_and_the_page_is_current() -> None:
    assert list(accessibility.mistakes()) == []
    assert accessibility.PAGE.read_text("utf-8") == accessibility.page()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"verdict": "supports", "tests": ["tests/gone.py::test_x"]}, "no test tests/gone.py::test_x"),
        ({"verdict": "supports", "tests": ["tests/tools/test_accessibility.py::test_gone"]}, "no test"),
        ({"verdict": "supports"}, "without a test"),
        ({"verdict": "partly", "tests": []}, "the gap isn't named"),
        ({"verdict": "not evaluated"}, "the gap isn't named"),
        ({"verdict": "perfect"}, "no such verdict"),
    ],
)
def test_what_is_not_shown_is_not_claimed(
    row: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(accessibility, "read_table", lambda: ([{"id": "1.1.1", "name": "x", **row}], []))
    assert any(why in line for line in accessibility.mistakes())


def test_every_gap_is_on_top_of_the_page() -> None:
    gaps = accessibility.page().partition("## Known gaps")[2].partition("## WCAG")[0]
    criteria, requirements = accessibility.read_table()
    for row in [*criteria, *requirements]:
        if row["verdict"] in ("partly", "not evaluated"):
            assert f"* {row['id']} {row['name']}: {row['remark']}" in gaps
