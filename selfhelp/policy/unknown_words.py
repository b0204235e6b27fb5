"""Suggests the known word closest to an unknown one, and the message about it."""

from __future__ import annotations

from collections.abc import Iterable

from selfhelp.core.text import N_, Text


def find_closest_word(word: str, known: Iterable[str]) -> str:
    """Return the known word closest to a word; "" if none is similar."""
    from difflib import get_close_matches  # loaded only after a mistake

    by_lower = {one.lower(): one for one in known}
    found = get_close_matches(word.lower().replace("_", "-"), by_lower, n=1, cutoff=0.7)
    found = found or get_close_matches(word.lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[found[0]] if found else ""


def unknown_word_message(word: str, known: Iterable[str]) -> Text:
    """Return the message about an unknown word, with the closest known one."""
    meant = find_closest_word(word, known)
    if meant:
        return N_("“{word}” is unknown. Did you mean “{meant}”?", word=word[:80], meant=meant)
    return N_("“{word}” is unknown.", word=word[:80])
