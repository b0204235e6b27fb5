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
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from selfhelp.catalog.query_parser import normalise
from selfhelp.core.emergency_numbers import EmergencyService
from selfhelp.core.languages import list_known_languages, load_language
from selfhelp.core.text import N_, Text

if TYPE_CHECKING:
    from pathlib import Path

FILE = "dangers.json"

SCAM = "phishing"
"""ID of the ticket topic for suspicious messages and calls."""

BEFORE, AFTER = "not_before", "not_after"
"""Keys of the patterns for "no smoke" and "ça ne fume pas"."""

ACTED = "acted"
"""Key of the patterns for "I clicked"."""

ON_PHONE = "on_phone"
"""Key of the patterns for "someone is on the phone".

All keys without a constant here are IDs of ticket topics or personal matters.
"""

ALONE = "despair_alone"
"""Key of the patterns for "I can't take it anymore", which states despair only if nothing else is stated."""

_CLAUSE_END = re.compile(r"[;:!?,()\n]|\.(?!\w)")
"""A full stop ends a clause, but not within a file name such as "invoice.pdf" or ".locked"."""


class PersonalMatter(StrEnum):
    """What a computer can't help with, but people can; the values are keys of ``dangers.json``."""

    DESPAIR = "despair"
    HARASSMENT = "harassment"


PERSONAL_ANSWERS: Mapping[PersonalMatter, tuple[Text, Text]] = {
    PersonalMatter.DESPAIR: (
        N_("You don't have to go through this alone. There are people who can help you."),
        N_(
            "If you or someone else is in danger, call the emergency services now. Talk to someone you trust,"
            " your doctor or your organisation's occupational health service."
        ),
    ),
    PersonalMatter.HARASSMENT: (
        N_("This isn't a computer problem, but you don't have to face it alone."),
        N_(
            "Talk to someone you trust: a manager, human resources or an employee representative. Keep the"
            " messages as evidence. If you're threatened, call the police."
        ),
    ),
}
"""What is said about a personal matter, and who can help."""

PERSONAL_SERVICES: Mapping[PersonalMatter, Sequence[EmergencyService]] = {
    PersonalMatter.DESPAIR: (EmergencyService.RESCUE, EmergencyService.CRISIS),
    PersonalMatter.HARASSMENT: (EmergencyService.POLICE,),
}
"""The emergency services whose numbers are shown with a personal matter."""


DESPAIR_FROM = 2
"""Number of statements such as "I can't go on" which are despair even beside a problem with the computer."""


@dataclass(frozen=True, slots=True)
class Dangers:
    """The dangers that a text mentions.

    Attributes:
        stated: IDs of the stated ticket topics, the most dangerous first.
        denied: IDs of the ticket topics that the text mentions only with a negation.
        personal: the personal matter that the text states, or None; despair comes first.
        rest: the text without words such as "I can't take it anymore"; None without such words. If the rest
          states no problem, these words state despair.
    """

    stated: Sequence[str] = ()
    denied: Collection[str] = frozenset()
    personal: PersonalMatter | None = None
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class _DangerPatterns:
    """The patterns of all languages; ``topics`` has the order of the source language's file."""

    topics: Mapping[str, re.Pattern[str]]
    personal: Mapping[PersonalMatter, re.Pattern[str]]
    alone: re.Pattern[str]
    acted: re.Pattern[str]
    on_phone: re.Pattern[str]
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
        _find_personal_matter(clauses, words),
        _remove_despair(clauses, words.alone),
    )


def _find_personal_matter(clauses: Sequence[str], words: _DangerPatterns) -> PersonalMatter | None:
    """Return the personal matter that clauses state; despair in two statements counts in any context."""
    stated = next((one for one, pattern in words.personal.items() if any(map(pattern.search, clauses))), None)
    if stated is None and sum(1 for one in clauses for _ in words.alone.finditer(one)) >= DESPAIR_FROM:
        return PersonalMatter.DESPAIR
    return stated


def _remove_despair(clauses: Sequence[str], alone: re.Pattern[str]) -> str | None:
    """Return a text without the words that state despair if nothing else is stated; None without them."""
    rest = [alone.sub(" ", clause) for clause in clauses]
    return None if rest == [*clauses] else "\n".join(rest)


def has_acted(text: str) -> bool:
    """Return whether the user has clicked, opened or typed something according to a text."""
    return _states(text, _load_danger_words().acted)


def is_on_phone(text: str) -> bool:
    """Return whether someone is calling the user now according to a text."""
    return _states(text, _load_danger_words().on_phone)


def _states(text: str, pattern: re.Pattern[str]) -> bool:
    words, clauses = _load_danger_words(), _CLAUSE_END.split(normalise(text))
    return any(not _is_negated(match, words) for one in clauses for match in pattern.finditer(one))


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
    others = {ACTED, ON_PHONE, ALONE, BEFORE, AFTER, *PersonalMatter}
    ids = dict.fromkeys(key for table in tables for key in table if key not in others)

    def compile_topic_pattern(id_: str) -> re.Pattern[str]:
        return re.compile("|".join(one for table in tables for one in table.get(id_, ())))

    def compile_personal_pattern(key: str) -> re.Pattern[str]:
        """Return the pattern of a personal matter; it also matches words without their apostrophes."""
        return re.compile("|".join(one for table in tables for one in table.get(key, ())).replace("'", "'?"))

    def compile_patterns(key: str) -> Sequence[re.Pattern[str]]:
        return [re.compile(one) for table in tables for one in table.get(key, ())]

    return _DangerPatterns(
        {id_: compile_topic_pattern(id_) for id_ in ids},
        {one: compile_personal_pattern(one) for one in PersonalMatter},
        compile_personal_pattern(ALONE),
        compile_topic_pattern(ACTED),
        compile_topic_pattern(ON_PHONE),
        compile_patterns(BEFORE),
        compile_patterns(AFTER),
    )


def _read_table(file: Path) -> Mapping[str, Sequence[str]]:
    """Return the patterns of a language; empty if the language has no patterns file."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
