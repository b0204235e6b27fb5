"""A mistyped word is read as the known one that is most like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.catalog.spelling import Spelling

WORDS = st.text("abcß\N{COMBINING ACUTE ACCENT}", min_size=1, max_size=9)


def same(one: str, other: str) -> int:
    """Return the length of the longest common subsequence by the textbook's table."""
    row = [0] * (len(other) + 1)
    for letter in one:
        above = row
        row = [0]
        for place, found in enumerate(other):
            row.append(above[place] + 1 if letter == found else max(above[place + 1], row[place]))
    return row[-1]


@given(WORDS, st.lists(WORDS, max_size=30), st.sampled_from([0.3, 0.6, 0.85, 1.0]))
def test_it_is_the_one_that_the_textbook_finds(word: str, known: list[str], least: float) -> None:
    likeness = [2 * same(word, other) / (len(word) + len(other)) for other in known]
    best = max(likeness, default=0)
    expected = known[likeness.index(best)] if best >= least else None
    assert Spelling(known, least).find_nearest_word(word) == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prnter", "printer"),
        ("priinter", "printer"),
        ("pritner", "printer"),
        ("drucker", None),
        ("x" * 999, None),
    ],
)
def test_letters_that_are_missing_doubled_or_exchanged(typed: str, meant: str | None) -> None:
    assert Spelling(["screen", "printer", "password"], 0.85).find_nearest_word(typed) == meant


def test_of_two_equally_near_the_first_wins() -> None:
    assert Spelling(["abcdef", "abcdeg"], 0.8).find_nearest_word("abcdeh") == "abcdef"
    assert Spelling(["abcdeg", "abcdef"], 0.8).find_nearest_word("abcdeh") == "abcdeg"
