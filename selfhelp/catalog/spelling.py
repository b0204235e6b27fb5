"""Finds the known word that is most similar to a mistyped word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence


class Spelling:
    """Finds the known word that is most similar to a given word.

    Similarity is 2 * same / (letters of both), where *same* is the length of the longest common subsequence:
    1 for equal words. The computation needs one addition per letter (Hyyrö, "Bit-Parallel LCS-length
    Computation Revisited", 2004), and is done only for words with nearly the same letters.
    docs/decisions/002-dependencies.md explains why no library is used.
    """

    def __init__(self, words: Iterable[str], least: float) -> None:
        """Index the known words; ``least`` is the minimum similarity, from 0 to 1."""
        self._least = least
        self._by_length: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for place, word in enumerate(words):
            self._by_length[len(word)].append((_make_letter_mask(word), place, word))

    def find_nearest_word(self, word: str) -> str | None:
        """Return the most similar known word, the first of equally similar words; None without a similar
        word."""
        places, letters = _make_position_masks(word), _make_letter_mask(word)
        best, first, found = self._least, 0, None
        for length, words in self._by_length.items():
            both = len(word) + length
            if 2 * min(len(word), length) < best * both:
                continue
            apart = both * (1 - best) + 0.001  # each different letter may be in only one of them
            for used, place, known in words:
                if (used ^ letters).bit_count() > apart:
                    continue
                likeness = 2 * _compute_common_subsequence_length(places, len(word), known) / both
                if likeness > best or (likeness == best and (found is None or place < first)):
                    best, first, found = likeness, place, known
        return found


def _make_letter_mask(word: str) -> int:
    """Return a bit mask of the letters in a word; rare letters may share a bit."""
    found = 0
    for letter in word:
        found |= 1 << ord(letter) % 59
    return found


def _make_position_masks(word: str) -> Mapping[str, int]:
    """Return a bit mask for each letter, with a bit for each position of the letter in the word."""
    places: dict[str, int] = defaultdict(int)
    for place, letter in enumerate(word):
        places[letter] |= 1 << place
    return dict(places)


def _compute_common_subsequence_length(places: Mapping[str, int], length: int, known: Sequence[str]) -> int:
    """Return the length of the longest common subsequence, computed with bit masks."""
    row = ones = (1 << length) - 1
    for letter in known:
        if letter in places:
            common = row & places[letter]
            row = (row + common) | (row - common)
    return length - (row & ones).bit_count()
