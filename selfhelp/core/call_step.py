"""A step that tells the user to call the help desk."""

from __future__ import annotations

from dataclasses import dataclass

from selfhelp.core.text import Text


@dataclass(frozen=True, slots=True)
class CallStep(Text):
    """An instruction to call the help desk; it needs a note while the help desk can't be called.

    Attributes:
        when_open: the instruction while the help desk is closed, beside its opening status; None if the
            instruction stays the same.
        other_device: whether the user can't or mustn't send anything from this computer afterwards.
    """

    when_open: Text | None = None
    other_device: bool = False

    __hash__ = Text.__hash__


def make_call_step(step: Text, *, when_open: Text | None = None, other_device: bool = False) -> CallStep:
    """Return a sentence as an instruction to call the help desk, see `CallStep`."""
    return CallStep(step.template, step.values, step.plural, when_open, other_device)
