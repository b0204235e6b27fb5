"""Shapes and classes of single words, with which learned weights tell values from words of a language."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from selfhelp.report.redact.vocabulary.listed_words import is_word

_REMEMBERED = 20_000
_STEM = 6
"""Number of letters by which words of one stem are compared."""

_LONGEST = 40
"""Length from which a word is neither looked up nor spelled out, in characters."""

GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_HEX = re.compile(r"(?:0x)?[0-9a-fA-F]+\Z")
_VERSION = re.compile(r"[a-zA-Z]{0,3}[0-9]+(?:\.[0-9]+){1,4}[a-zA-Z0-9.-]*\Z")
_STATUSES = (
    range(0x3FFF_0000, 0x4000_0001),
    range(0x7FF8_0000, 0x8010_0000),
    range(0xC000_0000, 0xC001_0000),
)
"""Numbers with which Windows reports errors, with and without their sign: 0xC0000005 is -1073741819."""

_LATIN = "\u024f"
"""Last letter of the Unicode block Latin Extended-B."""

_ESCAPE = re.compile("[A-Za-z]%[0-9A-Fa-f]{2}")
_DIGITS = re.compile(r"[0-9]+")
_PARTS = re.compile(r"[\W_]+")


@lru_cache(_REMEMBERED)
def find_stem(word: str) -> str:
    """Return the first letters of a word in lowercase without accents, and each number as one zero."""
    small = word[:_LONGEST].casefold()
    if not small.isascii():
        small = "".join(c for c in unicodedata.normalize("NFD", small) if not unicodedata.combining(c))
    return _DIGITS.sub("0", small)[:_STEM]


@lru_cache(_REMEMBERED)
def find_shape(word: str) -> str:
    """Return the kind of each character, with repetitions shortened: ``Lune-2024`` is ``Aa-0``."""
    kinds: list[str] = []
    for c in word[:_LONGEST]:
        kind = "A" if c.isupper() else "a" if c.isalpha() else "0" if c.isdigit() else c
        if not kinds or kinds[-1] != kind:
            kinds.append(kind)
    return "".join(kinds)[:12]


@lru_cache(_REMEMBERED)
def find_class(word: str) -> str:
    """Return the class of a word that may be a value, or an empty string for a word that is none."""
    if not word.isascii() and any(c > _LATIN and c.isalpha() for c in word):
        return ""  # the weights have learned no text in another script
    if _ESCAPE.search(word):
        word = unquote(word)
    length, digits = len(word), sum(c.isdigit() for c in word)
    letters = sum(c.isalpha() for c in word)
    if digits == length:
        return "" if length < 3 or _is_status(word) else f"N{min(length, 9)}"
    if length < 3 or "~" in word or GUID.match(word) or (word.count(".") > 2 and letters > 2 * digits):
        return ""
    if digits and letters:
        return "X" if length >= 20 else "M" if length == letters + digits else "S"
    if digits:
        return "D" if digits > 2 and not _is_status(word.strip("%")) else ""
    if letters < 3:
        return "s" if length > 5 and letters else ""
    return _find_letter_class(word) if length == letters else _find_joined_class(word)


def _is_status(word: str) -> bool:
    return len(word) == 10 and word.isdecimal() and any(int(word) in codes for codes in _STATUSES)


def _find_letter_class(word: str) -> str:
    known = len(word) < _LONGEST and is_word(word)
    if word.islower():
        return "" if known else "w"
    if word.isupper():
        return "k" if known else "U"
    if word[0].isupper() and word[1:].islower():
        return "K" if known else "T"
    return "" if known else "C"


def _find_joined_class(word: str) -> str:
    parts = [part for part in _PARTS.split(word[:_LONGEST]) if len(part) > 2]
    if parts and all(map(is_word, parts)):
        return "p"
    return "P" if word.islower() else "Q"


@lru_cache(_REMEMBERED)
def find_context_class(word: str) -> str:
    """Return the class of a word beside a value; words of a language are ``K``, ``o`` and ``s``."""
    return find_class(word) or (
        "d" if word[:1].isdigit() else "K" if word[:1].isupper() else "o" if len(word) > 2 else "s"
    )


@lru_cache(_REMEMBERED)
def find_form(word: str) -> str:
    """Return the name of a form that harmless values have: a hash, a version, a year, a round number."""
    if word.isdigit():
        number = int(word[:18])
        if len(word) == 4 and 1900 < number < 2100:
            return "year"
        return "power" if number & (number - 1) == 0 else "round" if number % 100 == 0 else "number"
    if _HEX.match(word):
        return "0x" if word[:2] == "0x" else f"hex{min(len(word), 64)}" if len(word) > 6 else ""
    return "version" if _VERSION.match(word) else ""
