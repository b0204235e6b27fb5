"""The map in ARCHITECTURE.md is true: what it names exists, and what matters is named."""

from __future__ import annotations

import re

from tests.people import ROOT

MAP = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def test_every_file_that_is_named_exists() -> None:
    named = set(re.findall(r"\b([a-z_]+\.py)\b", MAP)) - {"test_X.py"}
    there = {path.name for path in (ROOT / "selfhelp").rglob("*.py")}
    assert named - there == set()


def test_every_file_of_the_core_is_named() -> None:
    core = [*(ROOT / "selfhelp").glob("*.py"), *(ROOT / "selfhelp" / "report").glob("*.py")]
    assert [path.name for path in core if path.name != "__init__.py" and path.name not in MAP] == []
