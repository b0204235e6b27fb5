"""One thing that only a hand can do."""

from __future__ import annotations

from dataclasses import dataclass

from selfhelp.core.text import Text


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing a hand does: the sentence, and the picture in ``resources/drawings`` that shows it."""

    sentence: Text
    drawing: str
