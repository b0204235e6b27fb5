"""Finds what fits a person's own words: any mix of English and French, no accents, typos, half a word.

Each entry of the catalogue is known by its title and the phrases people use for it. A sentence is cut
into words, words into stems; rare stems count more. An entry's score is the mean of two shares: how
much of the sentence the entry knows, and how close its nearest phrase comes to the sentence.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from selfhelp.places import resource

if TYPE_CHECKING:
    from collections.abc import Callable

INPUT_LIMIT = 2_000
"""Characters of a sentence that are looked at; the rest of a long text repeats itself."""

_WORD = re.compile(r"[a-z0-9]+")
_SHORTEST_TYPO = 4
_TYPO_CUTOFF = 78.0
_TYPO_WORTH = 0.75
_UNKNOWN_WORTH = 0.6


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found: an id and the phrases it is known by."""

    id: str
    phrases: Sequence[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how well it fits, 0…1."""

    id: str
    score: float


def words(text: str) -> list[str]:
    """Cut a text into stems; accents, case and small words are dropped."""
    plain = unicodedata.normalize("NFKD", text[:INPUT_LIMIT].casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [_stem(word) for word in _WORD.findall(plain) if word not in _small_words()]


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    lines = resource("words/small.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """Return the shorter of a word's English and French stems."""
    english, french = _stemmers()
    return min(english(word), french(word), key=len) or word


@lru_cache(maxsize=1)
def _stemmers() -> tuple[Callable[[str], str], Callable[[str], str]]:
    import Stemmer

    return Stemmer.Stemmer("english").stemWord, Stemmer.Stemmer("french").stemWord


class Ranking:
    """The index over all entries; built once, asked at every key press."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._phrases = {e.id: [frozenset(words(p)) for p in e.phrases] for e in entries}
        self._terms = {id_: frozenset().union(*phrases) for id_, phrases in self._phrases.items()}
        spread = Counter(term for terms in self._terms.values() for term in terms)
        self._weights = {t: math.log(1 + len(entries) / count) for t, count in spread.items()}
        self._unknown = math.log(1 + len(entries)) * _UNKNOWN_WORTH
        self._vocabulary = sorted(self._weights)

    def find(self, text: str) -> list[Hit]:
        """Return what fits, best first; nothing where no word is known."""
        sentence = words(text)
        if not sentence:
            return []
        known = self._match(sentence, unfinished=not text[-1:].isspace())
        hits = [Hit(id_, round(self._score(id_, known), 4)) for id_ in self._phrases]
        return sorted((h for h in hits if h.score > 0), key=lambda h: (-h.score, h.id))

    def _match(self, sentence: Sequence[str], *, unfinished: bool) -> Mapping[str, Mapping[str, float]]:
        """Map each stem of the sentence to the known stems it may mean, with their worth."""
        last = sentence[-1] if unfinished else ""
        return {stem: dict(self._meanings(stem, unfinished=stem == last)) for stem in dict.fromkeys(sentence)}

    def _meanings(self, stem: str, *, unfinished: bool) -> Iterator[tuple[str, float]]:
        if stem in self._weights:
            yield stem, 1.0
            return
        if unfinished and len(stem) >= 3:
            for term in self._vocabulary:
                if term.startswith(stem):
                    yield term, len(stem) / len(term)
        if len(stem) >= _SHORTEST_TYPO:
            from rapidfuzz import fuzz, process

            close = process.extract(
                stem, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_TYPO_CUTOFF, limit=4
            )
            for term, likeness, _ in close:
                yield term, _TYPO_WORTH * likeness / 100

    def _score(self, id_: str, known: Mapping[str, Mapping[str, float]]) -> float:
        """Return the mean of what the entry knows of the sentence and its nearest phrase's likeness."""
        total = sum(self._weight(stem, meanings) for stem, meanings in known.items())
        covered = self._covered(self._terms[id_], known)
        if not covered:
            return 0.0
        nearest = max(
            2 * self._covered(phrase, known) / (total + sum(self._weights[term] for term in phrase) or 1.0)
            for phrase in self._phrases[id_]
        )
        return (covered / total + min(nearest, 1.0)) / 2

    def _weight(self, stem: str, meanings: Mapping[str, float]) -> float:
        weights = [self._weights[term] for term in meanings]
        return self._weights.get(stem) or max(weights, default=self._unknown)

    def _covered(self, terms: frozenset[str], known: Mapping[str, Mapping[str, float]]) -> float:
        return sum(
            max((self._weights[t] * worth for t, worth in meanings.items() if t in terms), default=0.0)
            for meanings in known.values()
        )
