"""Listed words of the app's languages, of support and of products; none of them is a person's or account
name."""

# ruff: noqa: SIM905
from __future__ import annotations

import re
from functools import lru_cache

from selfhelp.core.paths import find_resource
from selfhelp.report.redact.block_words import cache_word_test
from selfhelp.report.redact.vocabulary.ordinary_words import is_listed_ordinary_word

_ENDINGS = ("s", "es", "n", "en", "e", "er", "ed", "ing", "ly", "d", "r", "t", "x")
_LONGEST_ENDING = 3

_SUFFIXES = tuple("ing tion sion ment ness able ible less ally ously ively ungen erung".split())
"""Endings of long words that are no names."""
_ELIDED = tuple(f"{begin}{mark}" for begin in ("l", "d", "qu", "n", "s", "j", "c", "m", "t") for mark in "'’")
"""French words before a vowel: *l’appareil* is a word if *appareil* is one."""


@lru_cache(maxsize=1)
def _read_words() -> frozenset[str]:
    """Return the words; none of a missing file, so that more is replaced rather than less."""
    return frozenset(word for name in _FILES for word in _read_file(name))


_FILES = ("words/ordinary.txt", "words/frequent.txt")
"""Words of the app's own texts, and words that many other texts use."""


def _read_file(name: str) -> list[str]:
    try:
        text = find_resource(name).read_text(encoding="utf-8")
    except OSError:
        return []
    return [word for line in text.splitlines() if line[:1] != "#" for word in line.split()]


def is_listed_word(word: str) -> bool:
    """Return whether a lowercase word is in the list exactly, ignoring inflected forms."""
    return word.islower() and word in _read_words()


_HEADS = tuple(
    "seite seiten plan pläne maschine maschinen system systeme nummer nummern liste listen gerät "
    "geräte protokoll protokolle bericht berichte rechnung rechnungen verwaltung abteilung leitung "
    "anlage anlagen station konto konten übersicht anzeige archiv portal verzeichnis leser scanner "
    "drucker programm datei dateien ordner fehler meldung meldungen schein scheine karte karten "
    "schreiben tisch tische zimmer kabel taste tasten schalter stecker fenster "
    "stelle raum halle automat verteiler schrank kasse dienst zeit zeiten".split()
)
"""Nouns at the end of German compounds of offices and workshops."""


@cache_word_test
def is_german_compound(word: str) -> bool:
    """Return whether a word is a German compound noun of known words: *Statusseite*, *Dienstplan*."""
    small = word.casefold()
    if len(small) < 9:
        return False  # nearly all words
    if not small.endswith(_HEADS):
        return len(small) > 11 and word[1:].islower() and _is_joined_of_words(small)
    for head in _HEADS:
        first = small.removesuffix(head)
        if first != small and len(first) > 3:
            return len(head) > 6 or is_word(first) or is_word(first.removesuffix("s"))
    return False


def _is_joined_of_words(small: str) -> bool:
    """Return whether a word is two words of at least four and six letters: *Signatursoftware*."""
    for end in range(4, len(small) - 5):
        first = small[:end]
        if is_word(small[end:]) and (is_word(first) or (first[-1] == "s" and is_word(first[:-1]))):
            return True
    return False


@cache_word_test
def is_word(word: str) -> bool:
    """Return whether a word is a dictionary word, technical term or product name, or a form of one."""
    small = word.casefold().strip(".,;:!?'’\"()")
    for elided in _ELIDED if "'" in small or "’" in small else ():
        if small.startswith(elided) and len(small) > len(elided) + 2:
            return is_word(small[len(elided) :])
    if is_listed_ordinary_word(small) or small in _read_words():
        return True
    if "-" in small:
        return all(is_word(part) for part in small.split("-") if len(part) > 2)
    if small.endswith("ies") and f"{small[:-3]}y" in _read_words():
        return True
    if len(small) > 8 and small.endswith(_SUFFIXES):
        return True
    return _is_french_future(small) or (small.endswith(_ENDINGS) and _is_inflected(small))


_FUTURE = re.compile(r"(?P<verb>\w{3,}[ei]r)(?:ai|as|a|ons|ez|ont|ais|ait|ions|iez|aient)")


def _is_french_future(small: str) -> bool:
    """Return whether a word is the future or conditional of a French verb: *restera*."""
    found = _FUTURE.fullmatch(small) if len(small) > 6 else None
    return found is not None and found["verb"] in _read_words()


def _is_inflected(small: str) -> bool:
    words = _read_words()
    for length in range(1, min(_LONGEST_ENDING, len(small) - 4) + 1):
        if small[-length:] in _ENDINGS and small[:-length] in words:
            return True
    return False
