"""The words of a block, cut once for all rules that ask for them; logs are made of few words."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from selfhelp.report.redact.re2_patterns import compiled

Answer = TypeVar("Answer")

DELIMITERS = " \t\r\n\x0b\x0c\"'“”‘’«»<>()[]{}`,;|\\/=:"
_BLANKS = str.maketrans(dict.fromkeys(DELIMITERS, " "))
_BYTES = bytes(32 if chr(code) in DELIMITERS else code for code in range(256))
"""The same for ASCII, which Python translates many times faster as bytes."""
_REMEMBERED = 20_000
_LONGEST = 100
"""Characters of the longest word that is remembered: a hostile text has longer ones without end."""


def remembered(question: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Return a question about a word whose answers for short words are remembered."""
    known = lru_cache(maxsize=_REMEMBERED)(question)

    @wraps(question)
    def ask(word: str) -> Answer:
        return known(word) if len(word) <= _LONGEST else question(word)

    return ask


@lru_cache(maxsize=2)
def words_in(block: str) -> frozenset[str]:
    """Return the words of a block; rule after rule asks for the same one."""
    if block.isascii():
        return frozenset(block.encode("ascii").translate(_BYTES).decode("ascii").split())
    return frozenset(block.translate(_BLANKS).split())


_dull: set[str] = set()


@lru_cache(maxsize=2)
def _odd_words(block: str) -> frozenset[str]:
    """Return the words of a block that a sieve may want: no plain words, numbers and hexadecimal."""
    if len(_dull) > _REMEMBERED * 4:
        _dull.clear()
    words = words_in(block).difference(_dull)
    dull = {word for word in words if _is_plain_word(word)}
    _dull.update(word for word in dull if len(word) <= _LONGEST)
    return words.difference(dull)


def _is_plain_word(word: str) -> bool:
    if word.isalpha():
        return word[1:].islower() or word.isupper() or len(word) < 4
    return len(word) > 1 and not word.strip("0123456789abcdefx.:+%")


@lru_cache(maxsize=2)
def has_long_run(block: str) -> bool:
    """Return whether letters and digits stand in a row as only keys, hashes and accounts have them."""
    return compiled(r"[0-9A-Za-z]{24}|[0-9]{6}-[0-9]{6}-").search(block) is not None


def any_of(*patterns: str) -> Callable[[str], bool]:
    """Return a question whether one of these may be found; rules that share it search a block once."""
    together = "|".join(f"(?:{pattern.replace('(?P<v>', '(?:')})" for pattern in patterns)

    @lru_cache(maxsize=2)
    def may_hold(block: str) -> bool:
        return compiled(together).search(block) is not None

    return may_hold


def sieve(fits: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return a question whether a block holds a word that fits; words that do not are remembered.

    Plain words and numbers are not asked about: no sieve looks for them.
    """
    seen: set[str] = set()

    def may_hold(block: str) -> bool:
        if len(seen) > _REMEMBERED * 2:
            seen.clear()
        for word in _odd_words(block).difference(seen):
            if fits(word):
                return True
            if len(word) <= _LONGEST:
                seen.add(word)
        return False

    return may_hold


has_dashes = sieve(lambda word: word.count("-") > 4)
"""Return whether a word of a block has five dashes."""
