"""Finds dangers in the user's words regardless of the ranking: smoke, theft, a revealed password.

The ranking determines the subject of a text, and may be wrong about a part of a sentence. If people or data
may be in danger, a few clear words decide. Each language lists these words in ``dangers.json``, by ticket
topic.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from selfhelp.catalog.query_parser import normalise
from selfhelp.core.languages import list_known_languages, load_language

if TYPE_CHECKING:
    from pathlib import Path

FILE = "dangers.json"

BEFORE, AFTER = "not_before", "not_after"
"""Keys of the patterns for "no smoke" and "ça ne fume pas"; all other keys are IDs of ticket topics."""

_CLAUSE_END = re.compile(r"[;:!?,()\n]|\.(?!\w)")
"""A full stop ends a clause, but not within a file name such as "invoice.pdf" or ".locked"."""


@dataclass(frozen=True, slots=True)
class Dangers:
    """The dangers that a text mentions.

    Attributes:
        stated: IDs of the stated ticket topics, the most dangerous first.
        denied: IDs of the ticket topics that the text mentions only with a negation.
    """

    stated: Sequence[str] = ()
    denied: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _DangerPatterns:
    """The patterns of all languages; ``topics`` has the order of the source language's file."""

    topics: Mapping[str, re.Pattern[str]]
    before: Sequence[re.Pattern[str]]
    after: Sequence[re.Pattern[str]]


def list_danger_topics() -> Collection[str]:
    """Return the IDs of the ticket topics that are a danger to people or data, most dangerous first."""
    return _load_danger_words().topics.keys()


def find_dangers(text: str) -> Dangers:
    """Return the dangers that a text states, and the dangers that it denies."""
    words = _load_danger_words()
    clauses = [clause for clause in _CLAUSE_END.split(normalise(text)) if clause.strip()]
    found = {
        id_: [_is_negated(match, words) for clause in clauses for match in pattern.finditer(clause)]
        for id_, pattern in words.topics.items()
    }
    return Dangers(
        [id_ for id_, denied in found.items() if not all(denied)],
        {id_ for id_, denied in found.items() if denied and all(denied)},
    )


def _is_negated(match: re.Match[str], words: _DangerPatterns) -> bool:
    """Return whether a negation directly precedes a match's first or last word, or follows the match."""
    clause, places = match.string, {match.start(), match.start() + match[0].rfind(" ") + 1}
    denied = {end for pattern in words.before for end in _iter_match_ends(pattern, clause)}
    return bool(places & denied) or any(pattern.search(clause[match.end() :]) for pattern in words.after)


def _iter_match_ends(pattern: re.Pattern[str], clause: str) -> Iterator[int]:
    return (found.end() for found in pattern.finditer(clause))


@lru_cache(maxsize=1)
def _load_danger_words() -> _DangerPatterns:
    tables = [_read_table(load_language(code).make_file_path(FILE)) for code in list_known_languages()]
    ids = dict.fromkeys(key for table in tables for key in table if key not in (BEFORE, AFTER))

    def compile_topic_pattern(id_: str) -> re.Pattern[str]:
        return re.compile("|".join(one for table in tables for one in table.get(id_, ())))

    def compile_patterns(key: str) -> Sequence[re.Pattern[str]]:
        return [re.compile(one) for table in tables for one in table.get(key, ())]

    return _DangerPatterns(
        {id_: compile_topic_pattern(id_) for id_ in ids}, compile_patterns(BEFORE), compile_patterns(AFTER)
    )


def _read_table(file: Path) -> Mapping[str, Sequence[str]]:
    """Return the patterns of a language; empty if the language has no patterns file."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
