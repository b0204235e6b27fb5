"""Split a block into words once for all rules that test them, and cache the answers: logs use few words."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from selfhelp.report.redact.re2_patterns import get_lazy_pattern

Answer = TypeVar("Answer")

DELIMITERS = " \t\r\n\x0b\x0c\"'“”‘’«»<>()[]{}`,;|\\/=:"
_BLANKS = str.maketrans(dict.fromkeys(DELIMITERS, " "))
_BYTES = bytes(32 if chr(code) in DELIMITERS else code for code in range(256))
"""Translation table for ASCII text; Python translates bytes many times faster than strings."""
_REMEMBERED = 20_000
_LONGEST = 100
"""Maximum length of a cached word, in characters; a hostile text could contain any number of longer words."""


def cache_word_test(question: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Return a function that caches a word test's results for short words."""
    known = lru_cache(maxsize=_REMEMBERED)(question)

    @wraps(question)
    def test_word(word: str) -> Answer:
        return known(word) if len(word) <= _LONGEST else question(word)

    return test_word


@lru_cache(maxsize=2)
def list_words_in_block(block: str) -> frozenset[str]:
    """Return the words of a block. They are cached, because every rule asks for them."""
    if block.isascii():
        return frozenset(block.encode("ascii").translate(_BYTES).decode("ascii").split())
    return frozenset(block.translate(_BLANKS).split())


_dull: set[str] = set()


@lru_cache(maxsize=2)
def _find_candidate_words(block: str) -> frozenset[str]:
    """Return the words of a block that a sieve may match: no plain words, numbers or hexadecimal numbers."""
    if len(_dull) > _REMEMBERED * 4:
        _dull.clear()
    words = list_words_in_block(block).difference(_dull)
    dull = {word for word in words if _is_plain_word(word)}
    _dull.update(word for word in dull if len(word) <= _LONGEST)
    return words.difference(dull)


def _is_plain_word(word: str) -> bool:
    if word.isalpha():
        return word[1:].islower() or word.isupper() or len(word) < 4
    return len(word) > 1 and not word.strip("0123456789abcdefx.:+%")


@lru_cache(maxsize=2)
def has_long_character_run(block: str) -> bool:
    """Return whether a block has a run of letters and digits as long as in keys, hashes and account names."""
    return get_lazy_pattern(r"[0-9A-Za-z]{24}|[0-9]{6}-[0-9]{6}-").search(block) is not None


def make_any_pattern_test(*patterns: str) -> Callable[[str], bool]:
    """Return a function that tests a block for any of these patterns; rules that share it search once."""
    together = "|".join(f"(?:{pattern.replace('(?P<v>', '(?:')})" for pattern in patterns)

    @lru_cache(maxsize=2)
    def may_contain_match(block: str) -> bool:
        return get_lazy_pattern(together).search(block) is not None

    return may_contain_match


def make_word_sieve(fits: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return a function that tests whether a block has a word that fits; other words are cached.

    Plain words and numbers aren't tested, since no sieve needs them.
    """
    seen: set[str] = set()

    def may_contain_match(block: str) -> bool:
        if len(seen) > _REMEMBERED * 2:
            seen.clear()
        for word in _find_candidate_words(block).difference(seen):
            if fits(word):
                return True
            if len(word) <= _LONGEST:
                seen.add(word)
        return False

    return may_contain_match


has_dashes = make_word_sieve(lambda word: word.count("-") > 4)
"""Return whether a block has a word with at least five dashes."""
