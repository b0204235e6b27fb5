"""Suggests the known word closest to an unknown word, with a message about it."""

from __future__ import annotations

from collections.abc import Iterable

from selfhelp.core.text import N_, Text


def find_closest_word(word: str, known: Iterable[str], *, cutoff: float = 0.7) -> str:
    """Return the known word closest to a word; "" if none reaches the cutoff similarity (0 to 1)."""
    from difflib import get_close_matches  # only after a mistake

    by_lower = {one.lower(): one for one in known}
    found = get_close_matches(word.lower().replace("_", "-"), by_lower, n=1, cutoff=cutoff)
    found = found or get_close_matches(word.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else ""


def make_unknown_word_message(word: str, known: Iterable[str]) -> Text:
    """Return a message about an unknown word, with the known word that was probably meant."""
    return suggest_closest_word(N_("“{word}” is unknown.", word=word[:80]), word, known)


def suggest_closest_word(otherwise: Text, word: str, known: Iterable[str], *, cutoff: float = 0.7) -> Text:
    """Return a suggestion for an unknown word or, without a similar word, the sentence ``otherwise``."""
    meant = find_closest_word(word[:80], known, cutoff=cutoff)
    if meant:
        return N_("“{word}” is unknown. Did you mean “{meant}”?", word=word[:80], meant=meant)
    return otherwise
