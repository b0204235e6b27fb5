"""What `make test` tries of a test that is marked spread: each value of its parameters once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import _leave_to_soak as leave_to_soak

KINDS, FAULTS = ("rt", "jira", "glpi", "mail", "front"), ("lost", "cut", "page")


class Item:
    """A collected test, as far as it is asked."""

    def __init__(self, params: Mapping[str, object] | None, *args: int, marked: bool = True) -> None:
        self.nodeid = f"tests/test_x.py::test_y[{params}]"
        self.marks: list[str] = []
        self._mark = SimpleNamespace(args=args) if marked else None
        if params is not None:
            self.callspec = SimpleNamespace(params=dict(params))

    def get_closest_marker(self, _name: str) -> SimpleNamespace | None:
        return self._mark

    def add_marker(self, name: str) -> None:
        self.marks.append(name)


def tried(items: Sequence[Any]) -> list[Any]:
    leave_to_soak(list(items))
    return [item for item in items if "soak" not in item.marks]


def test_each_value_is_tried_and_not_each_combination() -> None:
    items = [Item({"kind": kind, "fault": fault}) for fault in FAULTS for kind in KINDS]
    left = [item.callspec.params for item in tried(items)]
    assert len(left) == len(KINDS)
    assert {one["kind"] for one in left} == set(KINDS)
    assert {one["fault"] for one in left} == set(FAULTS)


@pytest.mark.parametrize(("args", "left"), [((2,), [0, 2, 4, 6]), ((2, 1), [1, 3, 5]), ((3, 2), [2, 5])])
def test_every_so_manyth_from_the_one_that_is_said(args: tuple[int, ...], left: list[int]) -> None:
    numbers = tuple(range(7))
    assert [one.callspec.params["n"] for one in tried([Item({"n": n}, *args) for n in numbers])] == left


def test_parameters_that_stand_together_are_one_each_time() -> None:
    pairs = [("blind", 1.0), ("open", 0.5), ("both", 1.5)]
    assert len(tried([Item({"corpus": name, "least": least}) for name, least in pairs])) == 3


def test_what_is_not_marked_or_has_no_parameter_is_always_tried() -> None:
    items = [Item({"n": 1}, marked=False), Item({"n": 2}, marked=False), Item(None, 3)]
    assert len(tried(items)) == 3


FAILING = """
import pytest

@pytest.mark.spread(2, 1)
@pytest.mark.parametrize("n", range(4))
def test_odd(n):
    assert n == 1

def test_right():
    pass
"""
INI = "[pytest]\nmarkers =\n    spread: as in this project\n    soak: as in this project\n"


def test_a_value_that_failed_is_tried_again_alone(tmp_path: Path) -> None:
    """`make test` repeats what failed; a value that is alone then was taken for one that make soak tries."""
    files = {
        "test_x.py": FAILING,
        "pytest.ini": INI,
        "conftest.py": "from tests.conftest import pytest_make_collect_report",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    first = ended(tmp_path)
    assert (first["failed"], first["passed"], first["deselected"]) == (1, 2, 2)
    assert ended(tmp_path, "--last-failed")["failed"] == 1


def ended(folder: Path, *options: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not soak", *options, str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return {word: int(count) for count, word in re.findall(r"(\d+) (\w+)", done.stdout.splitlines()[-1])}
