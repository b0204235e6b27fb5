"""The two triage questions: who is affected, and can the user still work.

ITIL derives urgency from the amount of blocked work, and impact from the number of affected people; both have
three levels. Form, command line and ticket share this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.core.ticket import ItilLevel


class Impact(StrEnum):
    """The number of people affected by the problem."""

    ME = "me"
    TEAM = "team"
    EVERYONE = "everyone"


class Urgency(StrEnum):
    """The degree to which the user can still work."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class TriageAnswer:
    """The text of a triage answer, and the ITIL level it sets."""

    text: Text
    level: ItilLevel


AFFECTED: Mapping[Impact, TriageAnswer] = MappingProxyType(
    {
        Impact.ME: TriageAnswer(N_("Just me"), ItilLevel.LOW),
        Impact.TEAM: TriageAnswer(N_("My team"), ItilLevel.MEDIUM),
        Impact.EVERYONE: TriageAnswer(N_("The whole organisation"), ItilLevel.HIGH),
    }
)
"""The possible answers to “who is affected”."""

CAN_WORK: Mapping[Urgency, TriageAnswer] = MappingProxyType(
    {
        Urgency.YES: TriageAnswer(N_("Yes"), ItilLevel.LOW),
        Urgency.PARTLY: TriageAnswer(N_("Partially"), ItilLevel.MEDIUM),
        Urgency.NO: TriageAnswer(N_("No"), ItilLevel.HIGH),
    }
)
"""The possible answers to “can you still work”."""


def _find_triage_answer(given: Impact | Urgency | None) -> TriageAnswer | None:
    """Return the text and level of an answer; None without an answer."""
    match given:
        case Impact():
            return AFFECTED[given]
        case Urgency():
            return CAN_WORK[given]
    return None


def format_answer_in_english(given: Impact | Urgency | None) -> str:
    """Return an answer in English, for the technician; "" without an answer."""
    found = _find_triage_answer(given)
    return ENGLISH.translate(found.text) if found else ""


def find_itil_level(given: Impact | Urgency | None) -> ItilLevel | None:
    """Return the ITIL level of an answer; None without an answer."""
    found = _find_triage_answer(given)
    return found.level if found else None
