"""Finds the known word that a mistyped one means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence


class Spelling:
    """Known words, looked through for the one that is most like another.

    Likeness is 2 * same / (letters of both), where *same* is the length of the longest common
    subsequence: 1 for equal words. The subsequence is found with one addition for each letter (Hyyrö,
    "Bit-Parallel LCS-length Computation Revisited", 2004), and only for words that use nearly the same
    letters. What a library would cost stands in docs/decisions/002-dependencies.md.
    """

    def __init__(self, words: Iterable[str], least: float) -> None:
        """Take the words, and how like another one has to be, 0…1."""
        self._least = least
        self._by_length: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for place, word in enumerate(words):
            self._by_length[len(word)].append((_letters(word), place, word))

    def nearest(self, word: str) -> str | None:
        """Return the most similar known word, the first if several tie; None if none is close."""
        places, letters = _places(word), _letters(word)
        best, first, found = self._least, 0, None
        for length, words in self._by_length.items():
            both = len(word) + length
            if 2 * min(len(word), length) < best * both:
                continue
            apart = both * (1 - best) + 0.001  # so many letters may be in one of them alone
            for used, place, known in words:
                if (used ^ letters).bit_count() > apart:
                    continue
                likeness = 2 * _common_length(places, len(word), known) / both
                if likeness > best or (likeness == best and (found is None or place < first)):
                    best, first, found = likeness, place, known
        return found


def _letters(word: str) -> int:
    """Return a number with a bit for each letter that occurs; rare ones may share a bit."""
    found = 0
    for letter in word:
        found |= 1 << ord(letter) % 59
    return found


def _places(word: str) -> Mapping[str, int]:
    """Return a number for each letter, with one bit for each place where the word has it."""
    places: dict[str, int] = defaultdict(int)
    for place, letter in enumerate(word):
        places[letter] |= 1 << place
    return dict(places)


def _common_length(places: Mapping[str, int], length: int, known: Sequence[str]) -> int:
    """Return the length of the longest common subsequence: the zeros left in a row of ones."""
    row = ones = (1 << length) - 1
    for letter in known:
        if letter in places:
            common = row & places[letter]
            row = (row + common) | (row - common)
    return length - (row & ones).bit_count()
