"""Suggests the known word closest to an unknown one, and the message about it."""

from __future__ import annotations

from collections.abc import Iterable

from selfhelp.core.text import N_, Text


def find_closest_word(word: str, known: Iterable[str], *, cutoff: float = 0.7) -> str:
    """Return the known word closest to a word; "" if none is as similar as the cutoff, from 0 to 1."""
    from difflib import get_close_matches  # only after a mistake

    by_lower = {one.lower(): one for one in known}
    found = get_close_matches(word.lower().replace("_", "-"), by_lower, n=1, cutoff=cutoff)
    found = found or get_close_matches(word.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else ""


def make_unknown_word_message(word: str, known: Iterable[str]) -> Text:
    """Return the sentence about a word that is none of those known, with what was probably meant."""
    return suggest_closest_word(N_("“{word}” is unknown.", word=word[:80]), word, known)


def suggest_closest_word(otherwise: Text, word: str, known: Iterable[str], *, cutoff: float = 0.7) -> Text:
    """Return what was probably meant by an unknown word or, if nothing is similar, another sentence."""
    meant = find_closest_word(word[:80], known, cutoff=cutoff)
    if meant:
        return N_("“{word}” is unknown. Did you mean “{meant}”?", word=word[:80], meant=meant)
    return otherwise
