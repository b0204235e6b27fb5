"""What only a hand can do: plug, switch, restart; each with a sentence and a small drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.machine import Step
from selfhelp.text import N_, Text


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing a hand does: the sentence, and the picture in ``resources/drawings`` that shows it."""

    sentence: Text
    drawing: str


ACTIONS: Mapping[str, Hand] = MappingProxyType(
    {
        "restart": Hand(
            N_("Save your work, then choose “Restart” in the menu where you switch off."), "restart"
        ),
    }
)
"""Every hand step there is, by its stable name; a fix and a pack use them by name."""


@dataclass(frozen=True, slots=True)
class ByHand(Step):
    """Asks the person to do one of `ACTIONS`; the journal keeps that she said so."""

    action: str

    name: ClassVar[str] = "by-hand"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    by_hand: ClassVar[bool] = True

    def sentence(self) -> Text:
        """Say what to do."""
        return ACTIONS[self.action].sentence

    def drawing(self) -> str:
        """Name the picture that shows it."""
        return ACTIONS[self.action].drawing
