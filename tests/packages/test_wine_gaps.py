"""What Wine lacks is written down: no test under Wine is left out for another reason; figures are right."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfhelp.core.foreign_functions import WINDOWS
from tests.packages.test_under_wine import FILES, GAPS, JOURNEYS
from tests.people import ROOT

LEFT_OUT = {"skip", "skipif", "xfail", "importorskip", "SkipTest", "skipUnless"}
"""How a test can be left out; only ``stop_at_gap`` may, which names the row."""

UNDER_WINE = [*FILES, *JOURNEYS]


def rows() -> dict[str, str]:
    """Return the gaps of the page, each with "yes" or "no": whether a test meets it."""
    return dict(re.findall(r"^\| ([^|]+?) \| .+ \| (yes|no) \|$", GAPS.read_text("utf-8"), re.MULTILINE))


def left_out(text: str) -> set[str]:
    """Return the ways in which a file leaves tests out."""
    nodes = ast.walk(ast.parse(text))
    names = {node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in nodes}
    return names & LEFT_OUT


def gaps_named(text: str) -> Iterator[str]:
    """Yield the gaps that a file names: words for ``stop_at_gap`` and values of ``ABSENT``."""
    for node in ast.walk(ast.parse(text)):
        called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "stop_at_gap"
        table = isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "ABSENT" for t in node.targets)
        if called or table:
            inside = node.value.values if table else node.args  # type: ignore[attr-defined]
            yield from (word.value for word in inside if isinstance(word, ast.Constant) and word.value)


@pytest.mark.parametrize("file", UNDER_WINE, ids=lambda path: path.stem)
def test_nothing_is_left_out_but_at_a_gap(file: Path) -> None:
    assert left_out(file.read_text("utf-8")) == set()


def test_a_test_that_is_left_out_would_be_noticed() -> None:
    assert left_out("import pytest\n@pytest.mark.skipif(True, reason='')\ndef test(): ...") == {"skipif"}
    assert left_out("from pytest import skip\nskip('Wine')") == {"skip"}


def test_every_gap_that_a_test_names_has_a_row() -> None:
    named = {gap for file in UNDER_WINE for gap in gaps_named(file.read_text("utf-8"))}
    assert named
    assert named <= {name for name, met in rows().items() if met == "yes"}


def test_every_file_of_the_folder_runs_somewhere() -> None:
    assert set((ROOT / "tests" / "windows").glob("test_*.py")) <= set(UNDER_WINE)
    for journey in JOURNEYS:
        name = journey.relative_to(ROOT).as_posix()
        runs = [
            file
            for file in (ROOT / "tests").glob("*/test_wine_*.py")
            if f'"{name}"' in file.read_text("utf-8")
        ]
        assert len(runs) == 1, name


def test_the_number_of_windows_functions_is_right() -> None:
    (told,) = re.findall(r"All (\d+) declared Windows functions", GAPS.read_text("utf-8"))
    assert int(told) == len(WINDOWS)
