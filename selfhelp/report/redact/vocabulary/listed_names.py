"""Given and family names of many countries; two capitalised words, one of them a name, are a person."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from selfhelp.core.paths import find_resource
from selfhelp.report.redact.vocabulary.given_names import GIVEN_NAMES

_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d"})
_SHORTEST, _LONGEST = 4, 15


@lru_cache(maxsize=1)
def _read_names() -> str:
    """Return the names in one string, which takes a tenth of the memory of a set.

    Raises:
        OSError: the list is missing. All text is then removed instead of leaving names readable.
    """
    text = find_resource("words/names.txt").read_text(encoding="utf-8")
    names = text.partition("\n")[2].replace("\n", " ")
    return f" {names} "


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
    for part in word.replace("’", "'").split("-"):
        small = _fold_word(part.rpartition("'")[2])
        if _SHORTEST <= len(small) <= _LONGEST and small.isalpha() and f" {small} " in _read_names():
            return True
    return False
