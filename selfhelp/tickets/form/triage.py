"""The two questions that say how soon somebody must help: who is affected, and can she still work.

ITIL reads the urgency from how much of her work stands still, and the impact from how many people it
reaches; both have three steps here. Form, command line and ticket take their words from this one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.core.ticket import Level


class Impact(StrEnum):
    """Who is affected."""

    ME = "me"
    TEAM = "team"
    EVERYONE = "everyone"


class Urgency(StrEnum):
    """Whether she can still work."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class TriageAnswer:
    """What she reads, and what it makes of the ticket."""

    text: Text
    level: Level


AFFECTED: Mapping[Impact, TriageAnswer] = MappingProxyType(
    {
        Impact.ME: TriageAnswer(N_("Just me"), Level.LOW),
        Impact.TEAM: TriageAnswer(N_("My team"), Level.MEDIUM),
        Impact.EVERYONE: TriageAnswer(N_("The whole organisation"), Level.HIGH),
    }
)
"""The impact."""

CAN_WORK: Mapping[Urgency, TriageAnswer] = MappingProxyType(
    {
        Urgency.YES: TriageAnswer(N_("Yes"), Level.LOW),
        Urgency.PARTLY: TriageAnswer(N_("Partially"), Level.MEDIUM),
        Urgency.NO: TriageAnswer(N_("No"), Level.HIGH),
    }
)
"""The urgency."""


def answer(given: Impact | Urgency | None) -> TriageAnswer | None:
    """Return what an answer means; None where she gave none."""
    match given:
        case Impact():
            return AFFECTED[given]
        case Urgency():
            return CAN_WORK[given]
    return None


def words(given: Impact | Urgency | None) -> str:
    """Return an answer in English, for the technician; "" where she gave none."""
    found = answer(given)
    return ENGLISH.show(found.text) if found else ""


def level(given: Impact | Urgency | None) -> Level | None:
    """Return the step of ITIL; None where she gave no answer."""
    found = answer(given)
    return found.level if found else None
