"""Removes greetings, polite requests for help, thanks, signatures and insults from the user's words.

"Would you be so kind as to have a look" states no problem, but its words would change the ranking. Each
language lists these words in ``courtesies.json``. A text of nothing else stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from selfhelp.core.languages import list_known_languages, load_language

if TYPE_CHECKING:
    from pathlib import Path

FILE = "courtesies.json"

MOST_WORDS_OF_A_SIGNATURE = 12
"""Maximum number of words after "Kind regards"; a longer text may state another problem."""

MOST_WORDS_OF_A_REQUEST = 6
"""Maximum number of words of a request for help alone."""

_WORD = re.compile(r"[a-z0-9]+")
_SPACES = re.compile(r"[^\S\n]+")
_MARKS = re.compile(r"(\W{4})\W+")
"""More marks between two words than people type; the patterns would take a second for thousands of them."""


@dataclass(frozen=True, slots=True)
class _CourtesyWords:
    """The words of all languages.

    Attributes:
        border: the border between two clauses, which may be a word such as "but".
        telling: words that make a clause a courtesy, such as "help" and insults.
        filling: words that may be in such a clause, such as "could".
        insults: words that are removed wherever they are.
        abuse: phrases that are removed wherever they are, such as "piece of junk".
        opening: the beginning of a clause.
        closing: the end of a clause.
        signature: the beginning of a signature.
        footer: a line that a mail app adds.
        person: a request for a person.
        contact: words for the help desk and its phone number.
        after_hours: a time at which the help desk may be closed.
        help: words for help itself.
        getting: words such as "get", in a request for help alone.
        negation: words that neither a signature nor the rest of a request for a person contains.
    """

    border: re.Pattern[str]
    telling: frozenset[str]
    filling: frozenset[str]
    insults: frozenset[str]
    abuse: re.Pattern[str]
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    signature: re.Pattern[str]
    footer: re.Pattern[str]
    person: re.Pattern[str]
    contact: re.Pattern[str]
    after_hours: re.Pattern[str]
    help: frozenset[str]
    getting: frozenset[str]
    negation: re.Pattern[str]

    def is_courtesy(self, words: Sequence[str]) -> bool:
        """Return whether a clause of these words only greets, asks for help, thanks or insults."""
        return not self.telling.isdisjoint(words) and self.has_nothing_else(words)

    def has_nothing_else(self, words: Sequence[str]) -> bool:
        """Return whether these words state no problem."""
        return all(word in self.telling or word in self.filling or len(word) == 1 for word in words)


def remove_courtesies(text: str) -> str:
    """Return a normalised text without courtesies and insults.

    A text of courtesies alone is unchanged, because a user may write only "help". A text of insults alone
    becomes "".
    """
    said, text = _load_courtesies(), _MARKS.sub(r"\1", _SPACES.sub(" ", text))
    polite, count = said.abuse.subn(" ", text)
    kept = "".join(_iter_other_clauses(_remove_signature(polite, said), said))
    if not said.has_nothing_else(_WORD.findall(kept)):
        return kept
    insults = count > 0 or not said.insults.isdisjoint(_WORD.findall(text))
    return "" if insults and said.has_nothing_else(_WORD.findall(polite)) else text


def asks_for_person(text: str) -> bool:
    """Return whether a normalised text asks to talk to a person, and states no problem.

    To ask whom to call at night or on a weekend is such a request.
    """
    said = _load_courtesies()
    rest, count = said.person.subn(" ", text)
    late, times = said.after_hours.subn(" ", text)
    late, contacts = said.contact.subn(" ", late)
    requests = [rest] * bool(count) + [late] * bool(times and contacts)
    return any(
        said.has_nothing_else(_WORD.findall(one)) and not said.negation.search(one) for one in requests
    )


def asks_for_help(text: str) -> bool:
    """Return whether a normalised text only asks for help, such as "get help", and states no problem."""
    said, words = _load_courtesies(), _WORD.findall(text)
    if said.help.isdisjoint(words) or len(words) > MOST_WORDS_OF_A_REQUEST or said.negation.search(text):
        return False
    return said.has_nothing_else([word for word in words if word not in said.help | said.getting])


def _iter_other_clauses(text: str, said: _CourtesyWords) -> Iterator[str]:
    """Yield the clauses that aren't courtesies, and the borders after them.

    A clause without a problem continues a courtesy: "I hope, I'm right here".
    """
    pieces = said.border.split(text)
    is_courtesy = False
    for clause, border in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        words = _WORD.findall(clause)
        is_courtesy = said.has_nothing_else(words) if is_courtesy else said.is_courtesy(words)
        yield " " if is_courtesy else _trim_clause(clause, words, said) + border


def _trim_clause(clause: str, words: Sequence[str], said: _CourtesyWords) -> str:
    """Return a clause without a polite beginning and end, and without insults."""
    if not said.insults.isdisjoint(words):
        clause = re.sub(r"[a-z]+", lambda word: "" if word[0] in said.insults else word[0], clause)
    rest = said.opening.sub("", clause, count=1)
    return said.closing.sub("", rest, count=1)


def _remove_signature(text: str, said: _CourtesyWords) -> str:
    """Return a text without the line of a mail app, and without a short signature."""
    text = said.footer.sub("", text)
    for found in said.signature.finditer(text):
        tail = text[found.end() :]
        if len(_WORD.findall(tail)) <= MOST_WORDS_OF_A_SIGNATURE and not said.negation.search(tail):
            return text[: found.start()]
    return text


@lru_cache(maxsize=1)
def _load_courtesies() -> _CourtesyWords:
    codes = list_known_languages()
    tables = [_read_table(load_language(code).make_file_path(FILE)) for code in codes]

    def join_words(key: str) -> frozenset[str]:
        return frozenset(word for table in tables for line in table.get(key, ()) for word in line.split())

    def join_patterns(key: str) -> str:
        return "|".join(pattern for table in tables for pattern in table.get(key, ())) or r"(?!)"

    denies = "|".join(found for code in codes if (found := load_language(code).search.get("denies")))
    return _CourtesyWords(
        re.compile(rf"([.;:!?\n(),]+[\s.;:!?(),]*|\s[-–—]+\s|\s(?:{join_patterns('connectors')})\b)"),
        join_words("telling") | join_words("insults"),
        join_words("filling"),
        join_words("insults"),
        re.compile(rf"\b(?:{join_patterns('abuse')})\b"),
        re.compile(rf"^\W*(?:(?:{join_patterns('openings')})\b\W*)+"),
        re.compile(rf"(?:\W+(?:{join_patterns('closings')})\b)+\W*$"),
        re.compile(rf"[.!?,;\n]\s*(?:{join_patterns('signatures')})\b"),
        re.compile(rf"(?:^|[.!?\n])\s*(?:{join_patterns('footers')})\W*$"),
        re.compile(rf"\b(?:{join_patterns('person')})\b"),
        re.compile(rf"\b(?:{join_patterns('contact')})\b"),
        re.compile(rf"\b(?:{join_patterns('after_hours')})\b"),
        join_words("help"),
        join_words("getting"),
        re.compile(denies or r"(?!)"),
    )


def _read_table(file: Path) -> Mapping[str, Sequence[str]]:
    """Return the words of a language; empty if the language has no such file."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
