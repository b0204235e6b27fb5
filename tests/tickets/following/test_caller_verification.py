"""The two words of a ticket: the same on both sides, others for each ticket, not told by the reference."""

from __future__ import annotations

import unicodedata
from functools import partial
from itertools import pairwise

import pytest
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from selfhelp.core.languages import list_supported_languages
from selfhelp.core.ticket_reference import create_ticket_ref, shorten_reference
from selfhelp.tickets.following import caller_verification
from selfhelp.tickets.following.caller_verification import (
    NEVER,
    SPOKEN,
    WORDS,
    find_verification_words,
    has_verification_words,
    load_word_list,
    make_verification_line,
)

REF = "sh-00000000-0000-4000-8000-000000000001"


def bare(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.replace("œ", "oe"))
    return "".join(c for c in plain if not unicodedata.combining(c))


@pytest.mark.parametrize("language", list_supported_languages())
def test_the_list_has_2_to_the_10_plain_words(language: str) -> None:
    words = load_word_list(language)
    assert len(words) == len({bare(word) for word in words}) == WORDS == 2**10
    assert all(word.isalpha() and word.islower() and 3 <= len(bare(word)) <= 10 for word in words)
    assert not [pair for pair in pairwise(sorted(map(bare, words))) if pair[1].startswith(pair[0])]


@pytest.mark.parametrize("language", list_supported_languages())
def test_no_two_words_differ_by_one_letter(language: str) -> None:
    words = [bare(word) for word in load_word_list(language)]
    for word in words:
        near = process.extract(word, words, scorer=Levenshtein.distance, score_cutoff=1)
        assert [other for other, *_ in near] == [word]


def test_both_sides_see_the_same_words_and_another_ticket_has_others() -> None:
    assert caller_verification.make_verification_words(
        REF, "en"
    ) == caller_verification.make_verification_words(REF, "en")
    for language in list_supported_languages():
        assert " ".join(caller_verification.make_verification_words(REF, language)) in make_verification_line(
            REF
        )
    pairs = {caller_verification.make_verification_words(create_ticket_ref(), "en") for _ in range(2000)}
    assert len(pairs) > 1990
    assert all(one != other for one, other in pairs)
    assert len({one for one, _ in pairs}) > 800  # all of the list is used


def test_the_reference_on_the_phone_does_not_give_them_away() -> None:
    """Tickets that share a short reference (25 bits: some of 20,000 do) have words of their own."""
    refs = [f"sh-{number}" for number in range(20_000)]
    by_code: dict[str, list[str]] = {}
    for ref in refs:
        by_code.setdefault(shorten_reference(ref), []).append(ref)
    shared = [twins for twins in by_code.values() if len(twins) > 1]
    assert shared
    assert all(
        len({caller_verification.make_verification_words(ref, "en") for ref in twins}) == len(twins)
        for twins in shared
    )


def test_a_ticket_without_the_line_has_no_words() -> None:
    assert has_verification_words(REF, f"My printer.\n\n{make_verification_line(REF)}\n")
    assert not has_verification_words(REF, "My printer.")
    assert not has_verification_words(create_ticket_ref(), make_verification_line(REF))
    assert len(make_verification_line(REF)) < 200


def test_a_ticket_of_before_a_language_came_has_the_english_words() -> None:
    words = [
        " ".join(caller_verification.make_verification_words(REF, language)) for language in ("en", "fr")
    ]
    old = f"{SPOKEN}: {' / '.join(words)} {NEVER}"
    told = partial(find_verification_words, REF, old)
    assert [" ".join(told(language) or ()) for language in ("en", "fr")] == words
    assert told("de") == told("en")
    assert find_verification_words(REF, words[0], "en") is None
