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


class Affected(StrEnum):
    """Who is affected."""

    ME = "me"
    TEAM = "team"
    EVERYONE = "everyone"


class CanWork(StrEnum):
    """Whether she can still work."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Answer:
    """What she reads, and what it makes of the ticket."""

    text: Text
    level: Level


AFFECTED: Mapping[Affected, Answer] = MappingProxyType(
    {
        Affected.ME: Answer(N_("Only me"), Level.LOW),
        Affected.TEAM: Answer(N_("My team or room"), Level.MEDIUM),
        Affected.EVERYONE: Answer(N_("Everybody"), Level.HIGH),
    }
)
"""The impact."""

CAN_WORK: Mapping[CanWork, Answer] = MappingProxyType(
    {
        CanWork.YES: Answer(N_("Yes"), Level.LOW),
        CanWork.PARTLY: Answer(N_("With difficulty"), Level.MEDIUM),
        CanWork.NO: Answer(N_("No"), Level.HIGH),
    }
)
"""The urgency."""


def answer(given: Affected | CanWork | None) -> Answer | None:
    """Return what an answer means; None where she gave none."""
    match given:
        case Affected():
            return AFFECTED[given]
        case CanWork():
            return CAN_WORK[given]
    return None


def words(given: Affected | CanWork | None) -> str:
    """Return an answer in English, for the technician; "" where she gave none."""
    found = answer(given)
    return ENGLISH.show(found.text) if found else ""


def level(given: Affected | CanWork | None) -> Level | None:
    """Return the step of ITIL; None where she gave no answer."""
    found = answer(given)
    return found.level if found else None
