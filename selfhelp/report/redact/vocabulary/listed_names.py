"""Given and family names of many countries; two capitalised words, one of them a name, are a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from selfhelp.core.paths import find_resource
from selfhelp.report.redact.vocabulary.given_names import GIVEN_NAMES

_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d"})
_SHORTEST, _LONGEST = 4, 15
_FIRST = 3
"""Number of letters by which names are looked up."""


@lru_cache(maxsize=1)
def _read_names() -> Mapping[str, str]:
    """Return the names by their first letters, as one string for each, which takes less memory than a set.

    All names in one string took 0.25 ms to search for a word that isn't there.

    Raises:
        OSError: the list is missing. All text is then removed instead of leaving names readable.
    """
    text = find_resource("words/names.txt").read_text(encoding="utf-8")
    names = sorted(text.partition("\n")[2].split())
    return {first: f" {' '.join(same)} " for first, same in groupby(names, itemgetter(slice(_FIRST)))}


def _fold_word(word: str) -> str:
    """Return a word in lowercase without accents."""
    if word.isascii():
        return word.lower()
    parted = unicodedata.normalize("NFD", word.casefold().translate(_LETTERS))
    return "".join(c for c in parted if not unicodedata.combining(c))


@lru_cache(maxsize=3_000)
def is_listed_name(word: str) -> bool:
    """Return whether a word is a person's name; one part of a hyphenated word is enough."""
    if word in GIVEN_NAMES:
        return True
    if word.isascii() and word.isalpha():  # nearly all
        return _is_listed(word.lower())
    for part in word.replace("’", "'").split("-"):
        small = _fold_word(part.rpartition("'")[2])
        if small.isalpha() and _is_listed(small):
            return True
    return False


def _is_listed(small: str) -> bool:
    return _SHORTEST <= len(small) <= _LONGEST and f" {small} " in _read_names().get(small[:_FIRST], "")
