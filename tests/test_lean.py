"""What the frozen program leaves out of our modules changes nothing that they do."""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path
from types import ModuleType

import pytest

from tests.people import ROOT

SOURCE = '''"""A module."""

from __future__ import annotations

from dataclasses import dataclass, field, fields


class Trouble(Exception):
    """Only a docstring."""


@dataclass(frozen=True)
class Table:
    """What the table is."""

    rows: int = 3
    names: tuple[str, ...] = field(default=())


def twice(number: int, *more: int, named: str = "x", **others: str) -> int:
    """Return it."""
    total: int = number * 2
    return total


def fails() -> None:
    """Fail."""
    raise Trouble
'''


@pytest.fixture(scope="module")
def lean() -> ModuleType:
    sys.path.insert(0, str(ROOT / "installer" / "freeze"))
    try:
        return importlib.import_module("lean")
    finally:
        sys.path.remove(str(ROOT / "installer" / "freeze"))


def test_it_does_the_same_and_fails_in_the_same_line(lean: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "made.py"
    file.write_text(SOURCE)
    made: dict[str, object] = {"__name__": "made"}
    sys.modules["made"] = ModuleType("made")  # dataclasses look for it there
    try:
        exec(lean.compiled(file), made)
    finally:
        del sys.modules["made"]
    twice, table, fails = made["twice"], made["Table"], made["fails"]
    assert (twice(4, 5, named="y", more="z"), table().rows) == (8, 3)  # type: ignore[operator]
    assert (twice.__doc__, twice.__annotations__, made["Trouble"].__doc__) == (None, {}, None)
    assert (table.__doc__, set(table.__annotations__)) == ("What the table is.", {"rows", "names"})
    with pytest.raises(made["Trouble"]) as caught:  # type: ignore[call-overload]
        fails()  # type: ignore[operator]
    line = SOURCE.splitlines().index("    raise Trouble") + 1
    assert traceback.extract_tb(caught.value.__traceback__)[-1].lineno == line


@pytest.mark.slow
def test_every_own_module_can_be_made_lean(lean: ModuleType) -> None:
    files = sorted((ROOT / "selfhelp").rglob("*.py"))
    assert all(lean.compiled(file).co_filename == str(file) for file in files)
