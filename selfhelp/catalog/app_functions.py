"""Finds app functions other than fixes by the words that users type for them, in any language.

A phrase matches if the text contains all words of the phrase, or the phrase all words of the text. The last
typed word may be incomplete. Words of a request, such as "show me", only count in phrases that contain them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from selfhelp.catalog.courtesies import remove_courtesies
from selfhelp.catalog.query_parser import (
    contains_negation,
    find_stem,
    insert_missing_apostrophes,
    normalise,
    read_word_lists,
)
from selfhelp.catalog.spelling import ONE_SLIP, SHORTEST_SLIP, Spelling
from selfhelp.core.languages import list_known_languages
from selfhelp.core.paths import find_resource
from selfhelp.core.resource_tables import ResourceTable, read_record, read_records

if TYPE_CHECKING:
    from collections.abc import Callable

    from selfhelp.core.text import Text

FILE = "app-functions.toml"

PATTERNS = "app-function-patterns.toml"
"""Name of each language's file of words that together mean a function, in whole sentences."""

LEAST = 0.4
"""Minimum share of common words for a match, from 0 to 1."""

SURE = 0.8
"""Minimum share of common words at which a function is listed before the fixes."""

FITTING = 0.79
"""Share for a match by a pattern; it is equally certain unless the words are a clear complaint."""

LEAST_ALIKE = 0.9
"""Minimum similarity from 0 to 1 of a word and the word that it may be a slip of."""

HINT = 0.5
"""Weight of a hint, relative to a phrase."""

RELATED = 0.5
"""Weight of a typed word that isn't in the phrase, but in another phrase of the same function."""

FEWEST, MOST = 4, 20
"""Minimum and maximum number of different words in a text for a match by a pattern."""

SHORTEST_PART = 3
"""Minimum length of an incomplete last word, in characters."""

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class AppFunction:
    """A function of the app that users can search for.

    Attributes:
        id: the ID of the function's table in the file.
        title: the function's name.
        about: an additional sentence.
        opens: its destination, resolved by the window.
        phrases: what users type, by language.
        patterns: words that together mean the function, in all languages.
    """

    id: str
    title: Text
    about: Text
    opens: str
    phrases: Mapping[str, Sequence[str]]
    patterns: Sequence[str] = ()


@cache
def load_app_functions() -> Mapping[str, AppFunction]:
    """Return all functions of the app, in the file's order.

    Raises:
        ResourceError: the file is missing or invalid.
    """
    return read_records(FILE, app_function_from_table)


def app_function_from_table(id_: str, table: ResourceTable) -> AppFunction:
    """Return the function that a table of the resource file describes."""
    codes = list_known_languages()
    phrases = {code: found for code in codes if (found := _load_phrases(code, FILE).get(id_))}
    return AppFunction(
        id_,
        table.read_sentence("title"),
        table.read_sentence("about"),
        table.read_word("opens"),
        phrases,
        [pattern for code in codes for pattern in _load_phrases(code, PATTERNS).get(id_, ())],
    )


@cache
def _load_phrases(language: str, file: str) -> Mapping[str, Sequence[str]]:
    """Return the phrases or patterns of each function in one language; empty without such a file."""
    name = f"locale/{language}/{file}"
    if not find_resource(name).is_file():
        return {}
    return read_record(name, ResourceTable.read_all_phrases)


@dataclass(frozen=True, slots=True)
class PhrasedTarget:
    """A search target with its phrases.

    Attributes:
        key: the key to return.
        phrases: its names.
        hints: words that may mean it, and often something else.
        patterns: groups of words, joined by " + ", of which a whole sentence must have one of each.
    """

    key: str
    phrases: Sequence[str]
    hints: Sequence[str] = ()
    patterns: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _PreparedPhrase:
    """A phrase, prepared for the search.

    Attributes:
        key: the key to return.
        words: the stems that a text must contain.
        all_words: all stems including small words, which decide between functions that match equally.
        worth: the phrase's weight.
        is_negated: whether the phrase contains a negation.
    """

    key: str
    words: frozenset[str]
    all_words: frozenset[str]
    worth: float
    is_negated: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern, prepared for the search.

    Attributes:
        key: the key to return.
        groups: of each, a text must have all stems of one alternative.
        is_negated: whether an alternative contains a negation.
    """

    key: str
    groups: Sequence[Sequence[frozenset[str]]]
    is_negated: bool

    def fits(self, stems: frozenset[str]) -> bool:
        """Return whether a text with these stems matches."""
        return all(any(alternative.issubset(stems) for alternative in group) for group in self.groups)


class FunctionFinder:
    """Finds app functions for typed text; created once, called at every key press."""

    def __init__(self, known: Iterable[PhrasedTarget]) -> None:
        """Index the phrases and hints of the search targets by their stems."""
        self._phrases: dict[str, list[_PreparedPhrase]] = defaultdict(list)
        self._words: dict[str, set[str]] = defaultdict(set)
        self._patterns: list[_Pattern] = []
        for one in known:
            self._patterns += [_prepare_pattern(one.key, pattern) for pattern in one.patterns]
            for phrases, worth in ((one.phrases, 1.0), (one.hints, HINT)):
                for phrase in phrases:
                    prepared = _prepare_phrase(one.key, phrase, worth)
                    for word in prepared.words:
                        self._phrases[word].append(prepared)
                    self._words[one.key].update(prepared.words)

    def find_functions(self, text: str) -> Sequence[tuple[str, float]]:
        """Return the keys of matching functions with their scores from 0 to 1, best first.

        Complaints match no function: "can't sign in" and "my screenshot key doesn't work" are about the
        computer. A text with a negation only matches phrases with a negation, such as "premiers pas".
        Courtesies count only if they make a better match. A slip in a word, such as "suprimer", is corrected
        only for a sure match.
        """
        best, said = self._match_words(text), normalise(text)
        if (without := remove_courtesies(said)) != said:
            for key, fit in self._match_words(without).items():
                best[key] = max(best.get(key, fit), fit)
        if (corrected := self._correct_slips(said)) != said:
            for key, fit in self._match_words(corrected).items():
                if fit[0] >= SURE:
                    best[key] = max(best.get(key, fit), fit)
        found = sorted(best.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        return [(key, share) for key, (share, _) in found if share >= LEAST]

    def _correct_slips(self, text: str) -> str:
        """Return a normalised text with missing apostrophes, and with its unknown words corrected."""
        words = insert_missing_apostrophes(text, self._lacks_apostrophe)
        return _WORD.sub(lambda found: self._correct_word(found[0]), words)

    def _lacks_apostrophe(self, word: str, rest: str) -> bool:
        return not self._is_known(word) and self._is_known(rest)

    def _is_known(self, word: str) -> bool:
        """Return whether a word is small, or in a phrase of a function."""
        stem = find_stem(word)
        return stem in self._phrases or stem in _load_silent_stems()

    @cached_property
    def _correct_word(self) -> Callable[[str], str]:
        """Return a function that returns the stem meant by a word with one slip; else the word itself."""
        known = Spelling({stem: 0.0 for stem in self._phrases if len(stem) >= SHORTEST_SLIP}, LEAST_ALIKE)

        def correct(word: str) -> str:
            stem = find_stem(word)
            if len(stem) < SHORTEST_SLIP or self._is_known(word):
                return word
            near = known.find_nearest_word(stem)
            return near[1] if near is not None and near[0] >= ONE_SLIP and near[1][0] == stem[0] else word

        return lru_cache(maxsize=10_000)(correct)

    def _match_words(self, text: str) -> dict[str, tuple[float, int]]:
        """Return each matching function's score, and the number of matching words or groups."""
        asked, negated = _stem_words(text), contains_negation(text)
        part = asked[-1] if asked and not text[-1:].isspace() and len(asked[-1]) >= SHORTEST_PART else None
        meant = [word for word in self._phrases if word in asked or (part and word.startswith(part))]
        best: dict[str, tuple[float, int]] = {}
        for phrase in dict.fromkeys(phrase for word in meant for phrase in self._phrases[word]):
            if phrase.is_negated or not negated:
                share = phrase.worth * _compute_share(phrase.words, self._words[phrase.key], asked, part)
                fit = share, len(phrase.all_words.intersection(asked))
                best[phrase.key] = max(best.get(phrase.key, (0.0, 0)), fit)
        stems = frozenset(asked)
        for pattern in self._patterns if FEWEST <= len(asked) <= MOST else ():
            if (pattern.is_negated or not negated) and pattern.fits(stems):
                best[pattern.key] = max(best.get(pattern.key, (0.0, 0)), (FITTING, len(pattern.groups)))
        return best


def _compute_share(
    words: frozenset[str], related: Collection[str], asked: Collection[str], part: str | None
) -> float:
    """Return the share of words that a phrase and a text have in common; 0 without a match.

    Small words and words of a request only count if the phrase contains them. Words that are only in
    ``related``, the words of the function's other phrases, count half.
    """
    silent = _load_silent_stems() if len(words) > 2 or not _load_silent_stems().issuperset(words) else ()
    others = [word for word in asked if word not in words and word not in silent]
    common = sum(word in words for word in asked)
    if part and part not in words and any(word.startswith(part) for word in words):
        common, others = common + 1, [word for word in others if word != part]
    if common >= len(words):
        said = len(words - _load_small_stems()) or len(words)
        return said / (said + sum(RELATED if word in related else 1.0 for word in others))
    return 0.0 if others else common / len(words)


def _prepare_phrase(key: str, phrase: str, worth: float) -> _PreparedPhrase:
    stems = _stem_words(phrase)
    return _PreparedPhrase(key, _choose_stems(stems), frozenset(stems), worth, contains_negation(phrase))


def _prepare_pattern(key: str, pattern: str) -> _Pattern:
    groups = [[frozenset(_stem_words(one)) for one in group.split("|")] for group in pattern.split(" + ")]
    return _Pattern(key, groups, contains_negation(pattern.replace("|", " ")))


def _choose_stems(stems: Sequence[str]) -> frozenset[str]:
    """Return the stems of a phrase that a text must contain: small words only if few others exist."""
    telling = [stem for stem in stems if stem not in _load_silent_stems()]
    return frozenset(stem for stem in stems if len(telling) < 2 or stem not in _load_small_stems())


def _stem_words(text: str) -> tuple[str, ...]:
    """Return the distinct stems of a text."""
    return tuple(dict.fromkeys(find_stem(word) for word in _WORD.findall(normalise(text))))


@cache
def _load_small_stems() -> frozenset[str]:
    """Return the stems of small words, which have no meaning for a search."""
    return frozenset(stem for line in read_word_lists("small.txt") for stem in _stem_words(line))


@cache
def _load_silent_stems() -> frozenset[str]:
    """Return the stems of small words and of words that only express a request."""
    asking = (stem for line in read_word_lists("asking.txt") for stem in _stem_words(line))
    return _load_small_stems().union(asking)
