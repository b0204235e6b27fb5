"""The two questions that say how soon someone must help: who is affected, and can they still work.

ITIL reads the urgency from how much of the user's work stands still, and the impact from how many people it
reaches; both have three steps here. Form, command line and ticket take their words from this one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.core.ticket import ItilLevel


class Impact(StrEnum):
    """Who is affected."""

    ME = "me"
    TEAM = "team"
    EVERYONE = "everyone"


class Urgency(StrEnum):
    """Whether the user can still work."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class TriageAnswer:
    """A triage answer's text, and its effect on the ticket."""

    text: Text
    level: ItilLevel


AFFECTED: Mapping[Impact, TriageAnswer] = MappingProxyType(
    {
        Impact.ME: TriageAnswer(N_("Just me"), ItilLevel.LOW),
        Impact.TEAM: TriageAnswer(N_("My team"), ItilLevel.MEDIUM),
        Impact.EVERYONE: TriageAnswer(N_("The whole organisation"), ItilLevel.HIGH),
    }
)
"""The impact."""

CAN_WORK: Mapping[Urgency, TriageAnswer] = MappingProxyType(
    {
        Urgency.YES: TriageAnswer(N_("Yes"), ItilLevel.LOW),
        Urgency.PARTLY: TriageAnswer(N_("Partially"), ItilLevel.MEDIUM),
        Urgency.NO: TriageAnswer(N_("No"), ItilLevel.HIGH),
    }
)
"""The urgency."""


def parse_answer(given: Impact | Urgency | None) -> TriageAnswer | None:
    """Return the meaning of an answer to a triage question; None without an answer."""
    match given:
        case Impact():
            return AFFECTED[given]
        case Urgency():
            return CAN_WORK[given]
    return None


def answer_in_english(given: Impact | Urgency | None) -> str:
    """Return an answer in English, for the technician; "" if the user gave none."""
    found = parse_answer(given)
    return ENGLISH.translate(found.text) if found else ""


def itil_level(given: Impact | Urgency | None) -> ItilLevel | None:
    """Return the step of ITIL; None if the user gave no answer."""
    found = parse_answer(given)
    return found.level if found else None
