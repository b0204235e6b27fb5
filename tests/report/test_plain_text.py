"""Plain bodies: line breaks and tabs stay, no character that controls a terminal or changes the direction."""

from __future__ import annotations

import unicodedata

import pytest

from selfhelp.core.text import DIRECTIONS
from selfhelp.report.plain_text import escape_plain


def test_of_all_characters_only_those_that_control_something_go() -> None:
    every = "".join(map(chr, range(0x110000)))
    gone = {"Cc", "Cs", "Zl", "Zp"}
    kept = [c for c in every if c in "\t\n" or (unicodedata.category(c) not in gone and c not in DIRECTIONS)]
    assert escape_plain(every.replace("\r", "")) == "".join(kept)


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\rb"])
def test_line_breaks_are_unified(text: str) -> None:
    assert escape_plain(text) == "a\nb"
