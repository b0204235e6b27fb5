"""Ranks answers by how well they match the user's words: any language, typos and incomplete words.

``tools/index.py`` learns the weights of built-in answers from their phrases: each search feature of a
sentence changes each answer's sum, and softmax converts the sums to shares. An administrator's additions are
matched by their phrases; their score is the most similar phrase's score.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from selfhelp.catalog.courtesies import remove_courtesies
from selfhelp.catalog.query_parser import (
    KINDS,
    SMALL,
    WORD,
    QueryParser,
    SentencePart,
    correct_short_slips,
    find_stem,
    insert_missing_apostrophes,
    merge_feature_weights,
    normalise,
    split_into_problems,
)
from selfhelp.catalog.spelling import ONE_SLIP, Spelling, list_words_without_letter

if TYPE_CHECKING:
    from collections.abc import Callable

    from selfhelp.core.model import Json

SCALE = 100
"""Factor by which weights are multiplied in the index, which stores them as integers."""

LEAST_SCORE = 0.001
"""Minimum share of a displayed answer."""

RAREST = 9.0
"""Rarity of a search feature that no known phrase contains, similar to the rarest known features."""

ASIDE = "(aside)"
"""Label of greetings and stories in the training data; an answer that is never displayed."""

_LENGTHS = dict.fromkeys(KINDS, 1.0) | {WORD: 1.6, SMALL: 0.5}
_ASIDE_POWER = 4
_LEAST_WORTH = 0.02
_PHRASE_WORTH = 0.95
_MOST_PARTS = 8
_SECOND = 0.28
_SHORTEST_PART = 2
_SURE_PART = 0.8
_SHORTEST_TYPO = 4
_TYPO_LIKENESS, _SURE_LIKENESS = 0.85, 0.88
_SHORTEST_SLIP = 5
_RARE, _COMMON = 9.3, 7.5
_RARE_COST = 0.006
_COMMON_SLIP = ONE_SLIP - _COMMON * _RARE_COST


@dataclass(frozen=True, slots=True)
class PhraseEntry:
    """An ID and its phrases, as added by an administrator."""

    id: str
    phrases: Sequence[str]


@dataclass(frozen=True, slots=True)
class RankedHit:
    """An answer with its score from 0 to 1.

    Attributes:
        is_told: whether a part of the text states the answer on its own, as with two problems in one text.
        apart: certainty from 0 to 1 that the answer is one of several problems in separate clauses; otherwise
          0.
    """

    id: str
    score: float
    is_told: bool = False
    apart: float = 0.0


@dataclass(frozen=True)
class Weights:
    """The weights learned from the built-in phrases.

    Attributes:
        answers: the IDs of the learned answers.
        bias: the initial sum of each answer, in hundredths.
        marks: by search feature, its rarity followed by pairs of an answer's position and weight, in
          hundredths. The numbers are in a text, separated by spaces, because most are never needed.
        reader: the parser that was also used for the phrases.
        families: the subject of each answer, by ID; each other answer is its own family.
    """

    answers: Sequence[str]
    bias: Sequence[int]
    marks: Mapping[str, str]
    reader: QueryParser
    families: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Json, families: Mapping[str, str] | None = None) -> Weights:
        """Return the weights in data built by `tools/index.py`."""
        reader = QueryParser(frozenset(data["small"]), data["meanings"])
        return cls(data["answers"], data["bias"], data["marks"], reader, families or {})

    def compute_rarity(self, mark: str) -> float:
        """Return the rarity of a search feature in the known phrases; common features have lower values."""
        return self._parse_weight_row(mark)[0] / SCALE if mark in self.marks else RAREST

    @cached_property
    def _parse_weight_row(self) -> Callable[[str], Sequence[int]]:
        """Return a function that returns the weights of a search feature, and parses them only once."""
        return cache(lambda mark: tuple(map(int, self.marks[mark].split())))

    def is_known(self, word: str) -> bool:
        """Return whether a word is in the known phrases."""
        stem = find_stem(word)
        return not self.reader.small.isdisjoint((word, stem)) or WORD + stem in self.marks

    def lacks_apostrophe(self, word: str, rest: str) -> bool:
        """Return whether a word is two, as its rest is known or a slip in a common word: "narive"."""
        if self.is_known(word) or self.is_known(rest):
            return not self.is_known(word)
        return self._compute_likeness(rest) > max(self._compute_likeness(word), _COMMON_SLIP)

    def correct_spelling(self, stem: str, word: str) -> tuple[str, str]:
        """Return the known stem that is most similar to a word or its stem, and the stem with its meaning.

        Without a similar stem, both are the stem itself. The second differs for a slip that the phrases
        contain themselves, such as "printr": it has the meaning of "print".
        """
        return self._correct_spelling_cached(stem, word)

    @cached_property
    def _correct_spelling_cached(self) -> Callable[[str, str], tuple[str, str]]:
        return lru_cache(maxsize=10_000)(self._find_correction)

    def _find_correction(self, stem: str, word: str) -> tuple[str, str]:
        near = stem if WORD + stem in self.marks else self._find_nearest_stem(stem, word)
        return near, self._find_meant_stem(near) if WORD + near in self.marks else near

    @cached_property
    def _spelling(self) -> Spelling:
        known = (mark[1:] for mark in self.marks if mark[0] == WORD)
        words = [s for s in known if len(s) >= _SHORTEST_TYPO and s.isalpha()]
        return Spelling({word: _RARE_COST * self._read_rarity(word) for word in words}, _TYPO_LIKENESS)

    def _read_rarity(self, stem: str) -> float:
        """Return the rarity of a known stem without parsing its weights."""
        return int(self.marks[WORD + stem].split(" ", 1)[0]) / SCALE

    @cached_property
    def _compute_likeness(self) -> Callable[[str], float]:
        """Return a function that returns a word's similarity to the nearest known word; 0 without one."""

        def compute(word: str) -> float:
            stem = find_stem(word)
            whole = len(stem) >= _SHORTEST_TYPO and stem.isalpha()
            near = self._spelling.find_nearest_word(stem) if whole else None
            return near[0] if near is not None else 0.0

        return lru_cache(maxsize=10_000)(compute)

    def _find_nearest_stem(self, stem: str, word: str) -> str:
        if len(stem) < _SHORTEST_TYPO or not stem.isalpha():
            return stem
        near = self._spelling.find_nearest_word(stem) or (0.0, stem)
        if near[0] < _SURE_LIKENESS and word != stem:
            near = max(near, self._spelling.find_nearest_word(word) or near, key=itemgetter(0))
        return near[1]

    def _find_meant_stem(self, stem: str) -> str:
        """Return the common stem with a meaning that differs from a rare stem by one letter; else the stem.

        A final e or s makes another form of the word, not another spelling.
        """
        if len(stem) < _SHORTEST_SLIP or stem in self.reader.meanings or self._read_rarity(stem) < _RARE:
            return stem
        less = [one for one in list_words_without_letter(stem[:-1]) if f"{one}{stem[-1]}" in self._subjects]
        near = {f"{one}{stem[-1]}" for one in less} | self._subjects_without_letter.get(stem, set())
        if stem[-1] not in "es" and stem[:-1] in self._subjects:
            near.add(stem[:-1])
        return min(sorted(one for one in near if one[0] == stem[0]), key=self._read_rarity, default=stem)

    @cached_property
    def _subjects(self) -> Collection[str]:
        """The common stems with a meaning."""
        known = (s for s in self.reader.meanings if len(s) >= _SHORTEST_SLIP and WORD + s in self.marks)
        return frozenset(stem for stem in known if self._read_rarity(stem) < _COMMON)

    @cached_property
    def _subjects_without_letter(self) -> Mapping[str, set[str]]:
        """The common stems with a meaning, by each spelling in which one letter is missing."""
        found: dict[str, set[str]] = defaultdict(set)
        for stem in self._subjects:
            for short in list_words_without_letter(stem):
                found[short].add(stem)
        return found

    def score_answers(self, text: str) -> tuple[dict[str, float], Collection[str]]:
        """Return the share of each answer, and the answers that one part of the text states on its own.

        Both are empty if the text contains no known words except small words.
        """
        told = self.reader.parse_query(text, self.correct_spelling)
        shares = self._compute_shares(self._weigh_features([merge_feature_weights(parts) for parts in told]))
        shares.pop(ASIDE, None)
        return self._raise_score_of_second_problem([part for parts in told for part in parts], shares)

    def _raise_score_of_second_problem(
        self, told: Sequence[SentencePart], shares: dict[str, float]
    ) -> tuple[dict[str, float], Collection[str]]:
        """Raise the shares of answers that a part of a text clearly states; return all shares and these IDs.

        A single such answer stays behind the first answer. Two such answers come before a first answer that
        is uncertain for the whole text.
        """
        parts = [part for part in told if part.worth == 1.0 and part.length >= _SHORTEST_PART]
        sure: dict[str, float] = {}
        for part in parts[:_MOST_PARTS] if shares and len(parts) > 1 else ():
            answer, share = self._find_most_likely_answer(
                self._compute_shares(dict.fromkeys(part.marks, 1.0))
            )
            if answer != ASIDE and share >= _SURE_PART:
                sure[answer] = max(sure.get(answer, 0.0), share)
        whole = 1.0 if len(sure) > 1 else max(shares.values(), default=0.0)
        for answer, share in sure.items():
            shares[answer] = max(shares[answer], share * whole * _SECOND)
        return shares, sure.keys()

    def find_separate_problems(self, text: str) -> Mapping[str, float]:
        """Return the separately stated problems with their certainty; empty for fewer than two problems."""
        sure: dict[str, float] = {}
        for clause in split_into_problems(text)[:_MOST_PARTS]:
            parts = [p for said in self.reader.parse_query(clause, self.correct_spelling) for p in said]
            told = [part for part in parts if part.worth == 1.0]
            if sum(part.length for part in told) < _SHORTEST_PART:
                continue
            answer, share = self._find_most_likely_answer(self._compute_shares(merge_feature_weights(told)))
            if answer != ASIDE and share >= _SURE_PART:
                sure[answer] = max(sure.get(answer, 0.0), share)
        return sure if len(sure) > 1 else {}

    def _find_most_likely_answer(self, shares: Mapping[str, float]) -> tuple[str, float]:
        """Return the most likely answer of the most likely family, with the family's total share.

        "I can't print" is certainly about a printer, although the fix is uncertain.
        """
        sums: dict[str, float] = defaultdict(float)
        for answer, share in shares.items():
            sums[self.families.get(answer, answer)] += share
        family, whole = max(sums.items(), key=itemgetter(1), default=("", 0.0))
        within = {id_: share for id_, share in shares.items() if self.families.get(id_, id_) == family}
        return max(within, key=within.__getitem__, default=ASIDE), whole

    def _weigh_features(self, sentences: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
        """Return the weighted features of all sentences; features of likely greetings have low weights."""
        if len(sentences) <= 1:
            return sentences[0] if sentences else {}
        told = [1 - self._compute_shares(marks).get(ASIDE, 0.0) for marks in sentences]
        found: dict[str, float] = {}
        for marks, part in zip(sentences, told, strict=True):
            weight = (part / max(told)) ** _ASIDE_POWER
            for mark, worth in marks.items() if weight >= _LEAST_WORTH else ():
                found[mark] = max(found.get(mark, 0.0), worth * weight)
        return found

    def _compute_shares(self, marks: Mapping[str, float]) -> dict[str, float]:
        known = {m: worth * self.compute_rarity(m) for m, worth in marks.items() if m in self.marks}
        if all(_is_feature_uninformative(mark) for mark in known):
            return {}
        sums = [float(number) for number in self.bias]
        for mark, value in normalise_features_by_kind(known).items():
            row = self._parse_weight_row(mark)
            for place, weight in zip(row[1::2], row[2::2], strict=True):
                sums[place] += value * weight
        return dict(zip(self.answers, softmax([total / SCALE for total in sums]), strict=True))


def _is_feature_uninformative(mark: str) -> bool:
    """Return whether a search feature alone has no meaning: a small word or a single letter."""
    return mark[0] == SMALL or (mark[0] == WORD and len(mark) == len(WORD) + 1)


def normalise_features_by_kind(marks: Mapping[str, float]) -> dict[str, float]:
    """Return the features, scaled by kind to a vector length: words 1.6, small words 0.5, others 1."""
    squares: dict[str, float] = defaultdict(float)
    for mark, value in marks.items():
        squares[mark[0]] += value * value
    lengths = {kind: math.sqrt(squares[kind]) / _LENGTHS[kind] for kind in KINDS if squares[kind]}
    return {mark: value / lengths[mark[0]] for mark, value in marks.items() if mark[0] in lengths}


def softmax(sums: Sequence[float]) -> list[float]:
    """Return the shares for a ranking's sums; the shares total 1."""
    top = max(sums)
    powers = [math.exp(total - top) for total in sums]
    whole = math.fsum(powers)
    return [power / whole for power in powers]


class Ranking:
    """Ranks built-in and added answers; created once, called at every key press."""

    def __init__(self, weights: Weights, added: Sequence[PhraseEntry] = ()) -> None:
        self._weights = weights
        self._phrases = Phrases(weights, added)

    def rank_answers(self, text: str) -> list[RankedHit]:
        """Return the ranked answers, best first; empty if no word is known."""
        said = correct_short_slips(normalise(text))
        words = remove_courtesies(insert_missing_apostrophes(said, self._weights.lacks_apostrophe))
        learned, told = self._weights.score_answers(words)
        apart = self._weights.find_separate_problems(words) if len(told) > 1 else {}
        scores = learned | self._phrases.compute_phrase_similarity(words)
        hits = [
            RankedHit(id_, round(score, 4), id_ in told, apart.get(id_, 0.0))
            for id_, score in scores.items()
            if score >= LEAST_SCORE
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))


class Phrases:
    """Finds the phrases that are most similar to a sentence."""

    def __init__(self, weights: Weights, entries: Sequence[PhraseEntry]) -> None:
        self._weights = weights
        self._owners: list[str] = []
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for entry in entries:
            for phrase in entry.phrases:
                for mark, value in self._to_vector(phrase).items():
                    self._holders[mark].append((len(self._owners), value))
                self._owners.append(entry.id)

    def compute_phrase_similarity(self, text: str) -> dict[str, float]:
        """Return each entry's similarity to the text, from 0 to 1; omit entries without common features."""
        if not self._owners:
            return {}
        sums: dict[int, float] = defaultdict(float)
        for mark, value in self._to_vector(text).items():
            for phrase, weight in self._holders.get(mark, ()):
                sums[phrase] += value * weight
        best: dict[str, float] = {}
        for phrase, total in sums.items():
            owner = self._owners[phrase]
            best[owner] = max(best.get(owner, 0.0), min(total, 1.0) * _PHRASE_WORTH)
        return best

    def _to_vector(self, text: str) -> dict[str, float]:
        marks = self._weights.reader.compute_features(text)
        kept = {m: worth * self._weights.compute_rarity(m) for m, worth in marks.items() if m[0] == WORD}
        length = math.sqrt(sum(value * value for value in kept.values())) or 1.0
        return {mark: value / length for mark, value in kept.items()}
