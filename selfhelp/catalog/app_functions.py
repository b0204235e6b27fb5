"""Finds app functions other than fixes by the users' words for them, in any language.

A phrase matches if all of its words are among those typed, or all the words typed are among its own. The last
word typed may be incomplete.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from selfhelp.catalog.query_parser import contains_negation, find_stem, normalise, read_word_lists
from selfhelp.core.languages import list_known_languages
from selfhelp.core.paths import find_resource
from selfhelp.core.resource_tables import ResourceTable, read_record, read_records

if TYPE_CHECKING:
    from selfhelp.core.text import Text

FILE = "app-functions.toml"

LEAST = 0.4
"""Minimum share of common words for a match."""

SURE = 0.75
"""Minimum share of common words for listing a function before the fixes."""

HINT = 0.5
"""Weight of a hint, relative to a phrase."""

SHORTEST_PART = 3
"""Minimum length of an incomplete last word, in characters."""

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class AppFunction:
    """A function of the app that users can search for.

    Attributes:
        id: the ID of its table in the file.
        title: its name.
        about: an additional sentence.
        opens: its destination, resolved by the window.
        phrases: what users type, by language.
    """

    id: str
    title: Text
    about: Text
    opens: str
    phrases: Mapping[str, Sequence[str]]


@cache
def load_app_functions() -> Mapping[str, AppFunction]:
    """Return all functions of the app, in the file's order.

    Raises:
        ResourceError: the file is missing or invalid.
    """
    return read_records(FILE, app_function_from_table)


def app_function_from_table(id_: str, table: ResourceTable) -> AppFunction:
    """Return the function of the app described by a table."""
    phrases = {code: found for code in list_known_languages() if (found := _load_phrases(code).get(id_))}
    return AppFunction(
        id_, table.read_sentence("title"), table.read_sentence("about"), table.read_word("opens"), phrases
    )


@cache
def _load_phrases(language: str) -> Mapping[str, Sequence[str]]:
    """Return the phrases of each function in one language; empty if the language has no such file."""
    name = f"locale/{language}/{FILE}"
    if not find_resource(name).is_file():
        return {}
    return read_record(name, ResourceTable.read_all_phrases)


@dataclass(frozen=True, slots=True)
class Named:
    """A search target with its phrases.

    Attributes:
        key: the key to return.
        phrases: its names.
        hints: words that may mean it, and often something else.
    """

    key: str
    phrases: Sequence[str]
    hints: Sequence[str] = ()


class FunctionFinder:
    """Finds app functions for typed text; created once, called at every key press."""

    def __init__(self, known: Iterable[Named]) -> None:
        """-"""
        weighted = (
            (one.key, phrase, worth)
            for one in known
            for phrases, worth in ((one.phrases, 1.0), (one.hints, HINT))
            for phrase in phrases
        )
        self._phrases: list[tuple[str, Sequence[str], float]] = []
        self._exact: set[str] = set()
        for key, phrase, worth in weighted:
            if words := _stem_words(phrase):
                self._phrases.append((key, words, worth))
                self._exact.add(normalise(phrase))

    def find_functions(self, text: str) -> Sequence[tuple[str, float]]:
        """Return the keys of matching functions with their scores from 0 to 1, best first.

        A complaint matches nothing: "can't sign in" and "my screenshot key doesn't work" are about the
        computer.
        """
        asked = _stem_words(text)
        if not asked or (contains_negation(text) and normalise(text).strip() not in self._exact):
            return []  # "premiers pas" isn't a negation
        best: dict[str, float] = {}
        for key, words, worth in self._phrases:
            share = worth * _compute_shared_words_share(asked, words, unfinished=not text[-1:].isspace())
            if share >= LEAST:
                best[key] = max(best.get(key, 0.0), share)
        return sorted(best.items(), key=lambda item: -item[1])


def _compute_shared_words_share(asked: Sequence[str], words: Sequence[str], *, unfinished: bool) -> float:
    """Return the share of words that two phrases have in common; 0 if neither contains the other."""
    common = sum(word in words for word in asked)
    last = asked[-1]
    if unfinished and last not in words and len(last) >= SHORTEST_PART:
        common += any(word.startswith(last) for word in words)
    whole = common >= min(len(asked), len(words))
    return common / max(len(asked), len(words)) if whole else 0.0


def _stem_words(text: str) -> tuple[str, ...]:
    """Return the distinct stems of a text; small words are omitted unless there are no others."""
    found = _WORD.findall(normalise(text))
    telling = [word for word in found if word not in _load_stop_words()]
    return tuple(dict.fromkeys(find_stem(word) for word in telling or found))


@cache
def _load_stop_words() -> frozenset[str]:
    """Return the words that carry no meaning for a search."""
    return frozenset(word for text in read_word_lists("small.txt") for word in normalise(text).split())
