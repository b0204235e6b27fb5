"""Finds the known word that is most similar to a mistyped word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

ONE_SLIP = 0.95
"""Similarity of two words that differ by one letter or by two exchanged neighbours."""

SHORTEST_SLIP = 5
"""Minimum length of words that may differ by a replaced letter; shorter words are too often other words."""


class Spelling:
    """Finds the known word that is most similar to a given word.

    Similarity is 2 * same / (letters of both), where *same* is the length of the longest common subsequence:
    1 for equal words. The computation needs one addition per letter (Hyyrö, "Bit-Parallel LCS-length
    Computation Revisited", 2004), and is done only for words with nearly the same letters. A single slip has
    the similarity `ONE_SLIP`. docs/decisions/002-dependencies.md explains why no library is used.
    """

    def __init__(self, words: Mapping[str, float], least: float) -> None:
        """Index the known words.

        Args:
            words: the known words, each with what its similarity is lowered by; rare words cost more.
            least: the minimum similarity, from 0 to 1.
        """
        self._least = least
        self._by_length: dict[int, list[tuple[int, int, str, float]]] = defaultdict(list)
        for place, (word, cost) in enumerate(words.items()):
            self._by_length[len(word)].append((_make_letter_mask(word), place, word, cost))

    def find_nearest_word(self, word: str) -> tuple[float, str] | None:
        """Return the most similar known word with its similarity; None without a similar word.

        Of equally similar words, the first is returned.
        """
        places, letters = _make_position_masks(word), _make_letter_mask(word)
        best, first, found = 0.0, 0, None
        for length in sorted(self._by_length, key=lambda length: abs(length - len(word))):
            both, slips = len(word) + length, abs(len(word) - length) <= 1
            least = max(best, self._least)
            if 2 * min(len(word), length) < self._least * both:
                continue
            if 2 * min(len(word), length) < least * both and not (slips and best <= ONE_SLIP):
                continue
            apart = max(both * (1 - least), 2.0 if slips and best <= ONE_SLIP else 0.0) + 0.001
            for used, place, known, cost in self._by_length[length]:
                if (used ^ letters).bit_count() > apart:  # each different letter may be in only one of them
                    continue
                same = _compute_common_subsequence_length(places, len(word), known)
                likeness = self._judge_likeness(word, known, same) - cost
                if likeness > best or (likeness == best and found is not None and place < first):
                    best, first, found = likeness, place, known
        return None if found is None else (best, found)

    def _judge_likeness(self, word: str, known: str, same: int) -> float:
        """Return the similarity of two words with a common subsequence; 0 below the minimum."""
        likeness = 2 * same / (len(word) + len(known))
        more = abs(len(word) - len(known))
        if more == 0 and len(word) >= SHORTEST_SLIP and _is_one_letter_wrong(word, known):
            return max(likeness, ONE_SLIP)
        if likeness < self._least:
            return 0.0
        return max(likeness, ONE_SLIP) if more == 1 and same == min(len(word), len(known)) else likeness


def list_words_without_letter(word: str) -> Sequence[str]:
    """Return the spellings of a word in which one letter is missing."""
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _is_one_letter_wrong(word: str, known: str) -> bool:
    """Return whether one letter is replaced, or two neighbours are exchanged, in a word of equal length."""
    wrong = [place for place, (one, other) in enumerate(zip(word, known, strict=True)) if one != other]
    if len(wrong) != 2 or wrong[1] != wrong[0] + 1:
        return len(wrong) == 1
    return word[wrong[0]] == known[wrong[1]] and word[wrong[1]] == known[wrong[0]]


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
