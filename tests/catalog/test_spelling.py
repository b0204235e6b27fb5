"""A mistyped word is read as the known one that is most like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.catalog.spelling import ONE_SLIP, SHORTEST_SLIP, Spelling, list_words_without_letter

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


def likeness(word: str, other: str, least: float) -> float:
    """Return the similarity by the textbook; words that are one slip apart are more alike than others."""
    found = 2 * same(word, other) / (len(word) + len(other))
    if len(word) == len(other):
        wrong = [place for place in range(len(word)) if word[place] != other[place]]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(word) == sorted(other)
        if len(word) >= SHORTEST_SLIP and (len(wrong) == 1 or swapped):
            return max(found, ONE_SLIP)
    if found < least:
        return 0.0
    long, short = sorted((word, other), key=len, reverse=True)
    return max(found, ONE_SLIP) if short in list_words_without_letter(long) else found


@given(WORDS, st.lists(WORDS, max_size=30, unique=True), st.sampled_from([0.3, 0.6, 0.85]))
def test_it_is_the_one_that_the_textbook_finds(word: str, known: list[str], least: float) -> None:
    all_ = [likeness(word, other, least) for other in known]
    best = max(all_, default=0)
    expected = known[all_.index(best)] if best else None
    found = Spelling(dict.fromkeys(known, 0.0), least).find_nearest_word(word)
    assert (found[1] if found else None) == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prnter", "printer"),
        ("priinter", "printer"),
        ("pritner", "printer"),
        ("prinker", "printer"),
        ("scresn", "screen"),
        ("drucker", None),
        ("x" * 999, None),
    ],
)
def test_letters_that_are_missing_doubled_exchanged_or_wrong(typed: str, meant: str | None) -> None:
    known = dict.fromkeys(["screen", "printer", "password"], 0.0)
    found = Spelling(known, 0.85).find_nearest_word(typed)
    assert (found[1] if found else None) == meant


def test_of_two_equally_near_the_first_wins() -> None:
    for words in (["abcdef", "abcdeg"], ["abcdeg", "abcdef"]):
        found = Spelling(dict.fromkeys(words, 0.0), 0.8).find_nearest_word("abcdeh")
        assert found is not None
        assert found[1] == words[0]


def test_a_common_word_wins_over_a_rare_one() -> None:
    found = Spelling({"intervent": 0.06, "internet": 0.03}, 0.85).find_nearest_word("interent")
    assert found is not None
    assert found[1] == "internet"
