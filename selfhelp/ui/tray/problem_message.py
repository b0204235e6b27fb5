"""The latest message to the user about items that couldn't be sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from selfhelp.core.text import Text


@dataclass(frozen=True, slots=True)
class ProblemMessage:
    """A message that items couldn't be sent, with the references of the items.

    Attributes:
        sentence: the text.
        refs: the tickets and replies.
        failed: whether the message is about failed attempts; it applies until the items are delivered.
    """

    sentence: Text
    refs: Collection[str]
    failed: bool = False
