"""A name in backticks that leads nowhere is found, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import names

SHOP = '''"""The shop; see `Till.count` and `shop.open_shop`."""

LIMIT = 3


class Till:
    """Counts.

    Attributes:
        coins: at most `LIMIT`.
    """

    coins: int

    def count(self, by: int) -> int:
        """Add `by` to `coins` as ``bc`` does, see `os.path.join` and `goods.Apple`."""
        return self.coins + by


def open_shop() -> None:
    # `Till` is empty then
    ...
'''
FILES = {Path("selfhelp/shop.py"): SHOP, Path("selfhelp/goods.py"): "class Apple: ...\n"}


def faults(more: str) -> list[str]:
    return [
        fault
        for _, _, fault in names.check_code({**FILES, Path("selfhelp/goods.py"): f"class Apple: ...\n{more}"})
    ]


def test_names_that_exist_are_no_fault() -> None:
    assert faults("") == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("# see `close_shop`", "`close_shop`: there is no close_shop"),
        ("# see `shop.close_shop`", "`shop.close_shop`: shop has no close_shop"),
        ("# see `selfhelp.store`", "`selfhelp.store`: selfhelp has no store"),
        ("# see `Till.empty()`", "`Till.empty`: Till has no empty"),
        ('def eat():\n    """Eat a `Pear`."""', "`Pear`: there is no Pear"),
    ],
)
def test_a_name_that_leads_nowhere_is_found(line: str, fault: str) -> None:
    assert faults(line) == [fault]


def test_the_line_inside_a_docstring_is_told() -> None:
    found = list(names.check_code({Path("selfhelp/a.py"): '"""One.\n\nTwo `three`.\n"""\n'}))
    assert [(path.name, line) for path, line, _ in found] == [("a.py", 3)]


def test_paths_in_pages_are_there(tmp_path: Path) -> None:
    (tmp_path / "selfhelp" / "core").mkdir(parents=True)
    (tmp_path / "selfhelp" / "core" / "text.py").touch()
    page = "`core/text.py`, `selfhelp/core`, `selfhelp/CODE/x`, `core/gone.py`\n`tests/gone`"
    found = list(names.check_pages({Path("docs/a.md"): page}, tmp_path))
    assert [(line, fault.split("`")[1]) for _, line, fault in found] == [
        (1, "core/gone.py"),
        (2, "tests/gone"),
    ]
