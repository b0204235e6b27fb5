"""Each value is loaded on first use, once; all are loaded only for who wants all of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

from selfhelp.catalog.lazy_mapping import OnDemand

IDS = ("a", "b", "c")


class Shelf:
    """Notes what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def load(self, id_: str) -> str | None:
        self.asked.append(id_)
        return None if id_ == "b" else id_.upper()


def test_only_what_is_wanted_is_loaded_and_once() -> None:
    shelf = Shelf()
    values = OnDemand(lambda: IDS, shelf.load)
    assert values["c"] == "C"
    assert "c" in values
    assert shelf.asked == ["c"]
    assert list(values) == ["a", "c"]
    assert values["a"] is values["a"]
    assert shelf.asked == ["c", "a", "b"]


def test_what_is_not_there_is_not_there() -> None:
    shelf = Shelf()
    values = OnDemand(lambda: IDS, shelf.load)
    assert "b" not in values
    assert len(values) == 2
    with pytest.raises(KeyError, match="z"):
        values["z"]
    assert values.get("b") is None
    assert "z" not in shelf.asked, "only known IDs are asked for"


def loaded_by(*arguments: str) -> Sequence[str]:
    """Return the files of fixes that a command loads."""
    script = (
        "import sys; from selfhelp.cli.main import run; run(sys.argv[1:]); "
        "print(*(name for name in sys.modules if name.startswith('selfhelp.fixes.') and name.count('.') > 2))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    return ended.stdout.splitlines()[-1].split()


def test_to_check_one_problem_loads_one_fix() -> None:
    assert loaded_by("check", "keyboard-layout", "--json") == ["selfhelp.fixes.devices.keyboard_layout"]
