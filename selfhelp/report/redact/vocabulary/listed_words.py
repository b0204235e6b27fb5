"""Listed words of the app's languages, of support and of products; none of them is a name or account."""

from __future__ import annotations

from functools import lru_cache

from selfhelp.core.paths import find_resource
from selfhelp.report.redact.block_words import remembered
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary

_ENDINGS = ("s", "es", "n", "en", "e", "er", "ed", "ing", "ly", "d", "r", "t", "x")


@lru_cache(maxsize=1)
def _read_words() -> frozenset[str]:
    """Return the words; empty if the file is missing, so that more is replaced rather than less."""
    try:
        text = find_resource("words/ordinary.txt").read_text(encoding="utf-8")
    except OSError:
        return frozenset()
    return frozenset(word for line in text.splitlines() if line[:1] != "#" for word in line.split())


def is_listed(word: str) -> bool:
    """Return whether a lowercase word is listed exactly, ignoring inflected forms."""
    return word.islower() and word in _read_words()


@remembered
def is_word(word: str) -> bool:
    """Return whether a word is a dictionary word, technical term or product name, or a form of one."""
    small = word.casefold().strip(".,;:!?'’\"()")
    if is_ordinary(small) or small in _read_words():
        return True
    if "-" in small:
        return all(is_word(part) for part in small.split("-") if len(part) > 2)
    if small.endswith("ies") and f"{small[:-3]}y" in _read_words():
        return True
    return any(
        small.endswith(end) and len(small) - len(end) > 3 and small[: -len(end)] in _read_words()
        for end in _ENDINGS
    )
