"""Parses the user's sentences into clauses and search features, in any mix of languages.

The result is a set of search features (in the code: *marks*), each with a weight from 0 to 1. A feature's
first character is its kind: ``=`` the stem of a word, ``#`` a meaning that several words share (imprimante,
printer), ``~`` four consecutive letters, which match despite typos and incomplete words, ``-`` a small word.
Small words have no meaning on their own, but "please … for" and "doesn't" distinguish a request from a fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from selfhelp.core.languages import list_known_languages, load_language
from selfhelp.core.paths import find_resource

INPUT_LIMIT = 2_000
"""Maximum length of a parsed text, in characters; longer texts mostly repeat themselves."""

WORD, MEANING, LETTERS, SMALL = KINDS = "=#~-"

_WORD = re.compile(r"[a-z0-9]+")
_SHORT_WORD = re.compile(r"(?<![\w'])[a-z]+(?![\w'])")
_LETTERS = 4
_LONGEST_WORD = 40
_WORTH_OF_WHAT_WORKS = 0.1

_SPECIAL = (
    (re.compile(r"(?<![a-z0-9])[d-z]:(?!\w)"), " lettredrive "),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), r"\g<0> errorcode "),
    (re.compile(r"\bkb\d{6,}\b"), " knowledgebase "),
    (re.compile(r"\d+ ?%"), " percent "),
    (
        re.compile(r"\b(?:inc|req|ritm|chg|sctask|case|ref(?:erence)?|ticket)[ #:°-]*\d{4,}\b"),
        r"\g<0> ticketnumber ",
    ),
    (re.compile(r"\\\\[\w.$-]+\\"), " sharepath "),
)
"""Patterns for varying spellings, with placeholders for drives, codes, updates, shares and servers."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
_PROBLEM_END = re.compile(r"(?<=[.!?])\s+|[;\n]")


def normalise(text: str) -> str:
    """Return a text in lower case, without accents and with plain apostrophes."""
    folded = text[:INPUT_LIMIT].casefold().replace("œ", "oe").replace("’", "'")
    if folded.isascii():  # most phrases are: nothing to decompose
        return folded
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


Clauses = Sequence[tuple[str, float]]


def split_into_clauses(text: str) -> list[Clauses]:
    """Return a query's sentences, each as a list of clauses with weights.

    Clauses about devices that work or are ruled out have less weight: "sound works but not the mic".
    """
    border = _load_patterns().border
    cut = [[one for one in border.split(sentence) if one.strip()] for sentence in _SENTENCE_END.split(text)]
    fine = [[_is_clause_about_working(clause) for clause in sentence] for sentence in cut]
    less = 1.0 if all(map(all, fine)) else _WORTH_OF_WHAT_WORKS
    return [
        [(clause, less if works else 1.0) for clause, works in zip(*both, strict=True)]
        for both in zip(cut, fine, strict=True)
        if both[0]
    ]


def split_into_problems(text: str) -> list[str]:
    """Return the parts of a query that may each describe a separate problem.

    A part doesn't end at a comma or a "but", because the next words mostly describe the same problem.
    """
    also = _load_patterns().also
    return [
        part
        for sentence in _PROBLEM_END.split(normalise(text))
        for part in also.split(sentence)
        if part.strip()
    ]


def _is_clause_about_working(clause: str) -> bool:
    said = _load_patterns()
    return bool(
        said.elsewhere.search(clause)
        or said.no_trouble.search(clause)
        or (said.works.search(clause) and not said.denies.search(clause))
    )


def contains_negation(text: str) -> bool:
    """Return whether a query contains a negation, as most complaints do."""
    return bool(_load_patterns().denies.search(normalise(text)))


def insert_missing_apostrophes(text: str, lacks_apostrophe: Callable[[str, str], bool]) -> str:
    """Return a normalised text with an apostrophe in each word that, with its rest, lacks one."""

    def split_word(found: re.Match[str]) -> str:
        begin, rest = found.groups()
        return f"{begin}'{rest}" if lacks_apostrophe(begin + rest, rest) else found[0]

    return _load_patterns().apostrophes.sub(split_word, text)


def correct_short_slips(text: str) -> str:
    """Return a normalised text with the usual slips in short words corrected, such as "pa" for "pas".

    These words are too short to be compared with others, and outweigh a longer word with a slip.
    """
    slips = _load_slips()
    return _SHORT_WORD.sub(lambda found: slips.get(found[0], found[0]), text)


@lru_cache(maxsize=1)
def _load_slips() -> Mapping[str, str]:
    tables = [load_language(code).search for code in list_known_languages()]
    return dict(pair.split("=", 1) for table in tables for pair in table.get("slips", "").split())


@dataclass(frozen=True, slots=True)
class _ClausePatterns:
    """Patterns for splitting text into clauses, from the ``search`` tables of all languages.

    Attributes:
        border: a border between two clauses.
        works: a clause about something that works.
        elsewhere: a clause that rules out a cause: "it's not the printer".
        no_trouble: a clause that denies a fault: "nothing wrong with the sound", "it isn't broken".
        denies: a negation.
        also: a border between two problems in one clause: "no sound and the screen flickers".
        apostrophes: the beginning of a word after which an apostrophe may be missing: "limprimante".
    """

    border: re.Pattern[str]
    works: re.Pattern[str]
    elsewhere: re.Pattern[str]
    no_trouble: re.Pattern[str]
    denies: re.Pattern[str]
    also: re.Pattern[str]
    apostrophes: re.Pattern[str]


@lru_cache(maxsize=1)
def _load_patterns() -> _ClausePatterns:
    tables = [load_language(code).search for code in list_known_languages()]

    def build_regex_alternatives(key: str) -> str:
        return "|".join(found for table in tables if (found := table.get(key)))

    return _ClausePatterns(
        # Also if the problem follows what is ruled out: "not the sound it's the mic".
        re.compile(
            rf"[.;:!?\n(),]|\b(?:{build_regex_alternatives('borders')})\b|{build_regex_alternatives('restarts')}"
        ),
        re.compile(rf"\b(?:{build_regex_alternatives('works')})\b"),
        re.compile(build_regex_alternatives("elsewhere")),
        re.compile(build_regex_alternatives("no_trouble")),
        re.compile(build_regex_alternatives("denies")),
        re.compile(rf"\b(?:{build_regex_alternatives('also')})\b"),
        re.compile(rf"(?<![\w'])({build_regex_alternatives('apostrophes') or '(?!)'})([a-z]+)"),
    )


@lru_cache(maxsize=50_000)
def find_stem(word: str) -> str:
    """Return the shortest of a word's stems in all languages."""
    return min((shorten(word) for shorten in _load_stemmers()), key=len, default=word) or word


@lru_cache(maxsize=1)
def _load_stemmers() -> Sequence[Callable[[str], str]]:
    import Stemmer

    named = dict.fromkeys(load_language(code).stemmer for code in list_known_languages())
    return [Stemmer.Stemmer(name).stemWord for name in named if name]


def read_word_lists(name: str) -> Sequence[str]:
    """Return the entries of a word list: the shared list, then the lists of all languages."""
    files = (
        find_resource(f"words/{name}"),
        *(load_language(code).make_file_path(name) for code in list_known_languages()),
    )
    texts = (file.read_text(encoding="utf-8") for file in files if file.is_file())
    return [line for text in texts for line in _iter_file_lines(text)]


@dataclass(frozen=True, slots=True)
class SentencePart:
    """A part of a sentence that may state a problem: a clause or a part of a clause.

    Attributes:
        marks: the search features.
        worth: the weight, from 0 to 1.
        length: the number of words.
    """

    marks: Sequence[str]
    worth: float
    length: int


def merge_feature_weights(parts: Sequence[SentencePart]) -> Mapping[str, float]:
    """Return the search features of several parts, each with its highest weight."""
    found: dict[str, float] = {}
    for part in parts:
        for mark in part.marks:
            found[mark] = max(found.get(mark, 0.0), part.worth)
    return found


Correction = Callable[[str, str], tuple[str, str]]
"""Returns the corrected stem for a stem and its word, and the stem that has the word's meaning."""


@dataclass(frozen=True)
class QueryParser:
    """Parses sentences with a list of small words and a list of meanings.

    Attributes:
        small: small words, which have no meaning on their own.
        meanings: the meaning of one, two or three consecutive stems, joined by ``_``.
    """

    small: frozenset[str]
    meanings: Mapping[str, str]

    @classmethod
    def from_word_lists(cls, small: str, same: str) -> QueryParser:
        """Return a parser that uses the texts of ``small.txt`` and ``same.txt``."""
        meanings: dict[str, str] = {}
        for name, *others in (line.split() for line in _iter_file_lines(same)):
            for words in (name, *others):
                meanings.setdefault("_".join(map(find_stem, words.split("_"))), name)
        return cls(frozenset(word for line in _iter_file_lines(small) for word in line.split()), meanings)

    def compute_features(self, text: str) -> Mapping[str, float]:
        """Return the search features of a text, each with its highest weight."""
        return merge_feature_weights([part for sentence in self.parse_query(text) for part in sentence])

    def parse_query(self, text: str, right: Correction | None = None) -> Sequence[Sequence[SentencePart]]:
        """Return the parts of each sentence in a text; the function ``right`` corrects a word's spelling."""
        also = _load_patterns().also
        return [
            [
                SentencePart(tuple(self._iter_word_features(words, right)), worth, len(words))
                for clause, worth in sentence
                for part in also.split(clause)
                if (words := _WORD.findall(part))
            ]
            for sentence in split_into_clauses(_replace_special_spellings(normalise(text)))
        ]

    def _iter_word_features(self, words: Sequence[str], right: Correction | None) -> Iterator[str]:
        stems: list[str] = []
        for word in words:
            root = meant = find_stem(word)
            if word in self.small:
                yield SMALL + word
            else:
                root, meant = right(root, word) if right is not None else (root, root)
                yield WORD + meant
                yield from _iter_letter_ngrams(word)
                yield from self._iter_meanings(meant)
            stems.append(meant)
        for length in range(2, self._max_meaning_length + 1):
            for start in range(len(stems) - length + 1):
                yield from self._iter_meanings("_".join(stems[start : start + length]))

    def _iter_meanings(self, words: str) -> Iterator[str]:
        if words in self.meanings:
            yield MEANING + self.meanings[words]

    @cached_property
    def _max_meaning_length(self) -> int:
        return max((words.count("_") + 1 for words in self.meanings), default=0)


def _replace_special_spellings(text: str) -> str:
    for pattern, word in _SPECIAL:
        text = pattern.sub(word, text)
    return text


def _iter_letter_ngrams(word: str) -> Iterator[str]:
    """Yield the four-letter sequences of a word, which match despite typos; none for a repeated letter."""
    if len(word) > 3 and len(set(word)) == 1:
        return iter(())
    framed = f"<{word[:_LONGEST_WORD]}>"
    return (LETTERS + framed[start : start + _LETTERS] for start in range(len(framed) - _LETTERS + 1))


def _iter_file_lines(text: str) -> Iterable[str]:
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
