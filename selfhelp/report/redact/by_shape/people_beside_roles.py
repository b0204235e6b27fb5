"""Rules for people in lists of roles: ``Owner ...... A. Person``, ``agent: Given; caller: …``."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterator

from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_shape.person_shapes import fold_text, is_given_name
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.word_lists import COMMON, TECHNICAL

_ROLES = (
    r"owners?|editors?|authors?|members?|send[- ]as|delegates?|approvers?|approved by|removed|added|agent|caller|callers?|attendees?|participants?"
    r"|present|absent|apologies|witness(?:es)?|technician|engineer|handled by|requested by|reported by|assigned to|assignee|contact|manager|supervisor|cc|copy to"
    r"|propri(?:é|e)taires?|membres?|d(?:é|e)l(?:é|e)gu(?:é|e)s?|intervenants?|demandeur|demandeuse|t(?:é|e)moins?|copie (?:à|a)|en copie|pr(?:é|e)sents?|excus(?:é|e)s?|absents?"
    r"|r(?:é|e)dacteur|r(?:é|e)dactrice|valid(?:é|e) par|trait(?:é|e) par|technicien(?:ne)?|responsable|interlocuteur|interlocutrice"
    r"|besitzer|mitglieder?|teilnehmer(?:in)?|anwesend|entschuldigt|zeuge|zeugin|bearbeiter(?:in)?|ansprechpartner(?:in)?|kopie an|vertreter(?:in)?"
)
_LEADER = r"(?:[ \t]*\.{3,60}[ \t]*|[ ]{3,60}|\t+|[ ]?:[ \t]{1,20})"
_LINE = rf"(?i)(?:^|[;(][ ]?|[-–] )(?:{_ROLES}){_LEADER}(?P<v>[^\r\n|=<>{{}}]{{3,200}})"
_TITLE = re.compile(r"(?:M\.|Mme|Mlle|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?|Herr|Frau|Monsieur|Madame)[ ]")
_WORD = re.compile(r"[^\W\d_][\w'’-]*\Z|[^\W\d_]\.\Z")
_PARTICLES = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "di",
        "da",
        "el",
        "al",
        "bin",
        "ben",
        "y",
        "zu",
        "ter",
    ]
)


def _is_name(text: str) -> bool:
    """Return whether a text may be a name: one to five capitalised words, initials or particles."""
    words = text.split()
    if not 1 <= len(words) <= 5 or not all(_WORD.match(word) for word in words):
        return False
    named = [word for word in words if word.casefold() not in _PARTICLES]
    if not named or not all(word[0].isupper() for word in named):
        return False
    if any(fold_text(word) in TECHNICAL or fold_text(word) in COMMON for word in named):
        return any(map(is_given_name, named)) and len(named) > 1
    return len(named) > 1 or is_given_name(named[0])


def _find_people_after_roles(line: Line) -> Iterator[ReplacedPart]:
    """Yield each name in the list after a role."""
    for match in get_lazy_pattern(_LINE).finditer(line.text):
        place = match.start("v")
        for part in re.split(r"([,;][ ]*| et | and | und |/|&)", match["v"]):
            bare = part.strip()
            title = _TITLE.match(bare)
            start = place + part.index(bare) + (title.end() if title else 0) if bare else place
            name = bare[title.end() :] if title else bare
            name = name.split(" (")[0].split("  ")[0].rstrip(" .")
            if _is_name(name) or (title and name[:1].isupper()):
                yield ReplacedPart(line.start + start, line.start + start + len(name), "user")
            place += len(part)


def rules() -> tuple[Rule, ...]:
    """Return the rule for people next to their role."""
    return (make_line_rule("person", (), rf"(?i)(?:{_ROLES}){_LEADER}\S", _find_people_after_roles),)
