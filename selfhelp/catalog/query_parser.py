"""Reads a person's sentence: its clauses, words and meanings, in any mix of English and French.

What comes out are *marks*, each with its worth 0…1. The first character says of which kind a mark is:
``=`` the stem of a word, ``#`` a meaning that several words share (imprimante, printer), ``~`` some
letters in a row, so that a typing mistake or half a word still counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

INPUT_LIMIT = 2_000
"""Characters of a sentence that are looked at; the rest of a long text repeats itself."""

WORD, MEANING, LETTERS = KINDS = "=#~"

_WORD = re.compile(r"[a-z0-9]+")
_LETTERS = (4, 5)
_LONGEST_WORD = 40
_WORTH_OF_WHAT_WORKS = 0.1

_SPECIAL = (
    (re.compile(r"(?<![a-z0-9])[d-z]:(?!\w)"), " lettredrive "),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), r"\g<0> errorcode "),
    (re.compile(r"\bkb\d{6,}\b"), " knowledgebase "),
    (re.compile(r"\d+ ?%"), " percent "),
)
"""What stands for many spellings: the letter of a drive, a code, an update's number, a share."""

_BORDER = re.compile(
    r"[.;:!?\n(),]|\b(?:mais|but|alors que|whereas|while|sauf|except|par contre|though|although|however"
    r"|pourtant|cependant)\b"
)
_WORKS = re.compile(
    r"\b(?:marche(?:nt)?|fonctionne(?:nt)?|works?|working|ok|fine|nickel|vas? bien|vont bien|est bon|perfect"
    r"|parfait|good|fast|rapide|oui)\b"
)
_DENIES = re.compile(
    r"\b(?:pas|plus|not|no|jamais|never|rien|nothing|aucune?|cannot|sans|without|ne|n|cant|wont|doesnt|dont"
    r"|isnt|stopped|ni)\b|n't\b"
)


def plain(text: str) -> str:
    """Return a text without case and accents; typographic apostrophes become straight ones."""
    folded = text[:INPUT_LIMIT].casefold().replace("œ", "oe").replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def clauses(text: str) -> Iterator[tuple[str, float]]:
    """Cut a plain text into clauses; what is said to work counts less: "sound works but not the mic"."""
    found = [clause for clause in _BORDER.split(text) if clause.strip()]
    works = [bool(_WORKS.search(clause)) and not _DENIES.search(clause) for clause in found]
    for clause, fine in zip(found, works, strict=True):
        yield clause, _WORTH_OF_WHAT_WORKS if fine and not all(works) else 1.0


def denies(text: str) -> bool:
    """Say whether a text says that something isn't so: most complaints do."""
    return bool(_DENIES.search(plain(text)))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the shorter of a plain word's English and French stems."""
    english, french = _stemmers()
    return min(english(word), french(word), key=len) or word


@lru_cache(maxsize=1)
def _stemmers() -> tuple[Callable[[str], str], Callable[[str], str]]:
    import Stemmer

    return Stemmer.Stemmer("english").stemWord, Stemmer.Stemmer("french").stemWord


@dataclass(frozen=True)
class Reader:
    """Reads sentences with two lists of words.

    Attributes:
        small: words that say nothing about a problem.
        meanings: what one, two or three stems in a row, joined by ``_``, mean.
    """

    small: frozenset[str]
    meanings: Mapping[str, str]

    @classmethod
    def of_lists(cls, small: str, same: str) -> Reader:
        """Make a reader from the texts of ``small.txt`` and ``same.txt``."""
        meanings: dict[str, str] = {}
        for name, *others in (line.split() for line in _lines(same)):
            for words in (name, *others):
                meanings.setdefault("_".join(map(stem, words.split("_"))), name)
        return cls(frozenset(word for line in _lines(small) for word in line.split()), meanings)

    def marks(self, text: str, right: Callable[[str], str] = str) -> Mapping[str, float]:
        """Return the marks of a sentence, each with its greatest worth; ``right`` corrects a stem."""
        found: dict[str, float] = {}
        for clause, worth in clauses(_spelled_out(plain(text))):
            for mark in self._marks(_WORD.findall(clause), right):
                found[mark] = max(found.get(mark, 0.0), worth)
        return found

    def _marks(self, words: Sequence[str], right: Callable[[str], str]) -> Iterator[str]:
        stems = [stem(word) if word in self.small else right(stem(word)) for word in words]
        for word, root in zip(words, stems, strict=True):
            if word not in self.small:
                yield WORD + root
                yield from _letters(word)
                yield from self._meaning(root)
        for length in range(2, self._longest + 1):
            for start in range(len(stems) - length + 1):
                yield from self._meaning("_".join(stems[start : start + length]))

    def _meaning(self, words: str) -> Iterator[str]:
        if words in self.meanings:
            yield MEANING + self.meanings[words]

    @cached_property
    def _longest(self) -> int:
        return max((words.count("_") + 1 for words in self.meanings), default=0)


def _spelled_out(text: str) -> str:
    for pattern, word in _SPECIAL:
        text = pattern.sub(word, text)
    return text


def _letters(word: str) -> Iterator[str]:
    framed = f"<{word[:_LONGEST_WORD]}>"
    for length in _LETTERS:
        for start in range(len(framed) - length + 1):
            yield LETTERS + framed[start : start + length]


def _lines(text: str) -> Iterable[str]:
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
