"""A step that has other words on each system."""

from __future__ import annotations

from dataclasses import dataclass

from selfhelp.core.text import Text

SYSTEMS = ("windows", "macos", "linux")
"""The keys of a step's sentences, values of `selfhelp.core.model.Platform`."""


@dataclass(frozen=True, slots=True)
class PlatformStep(Text):
    """An instruction whose sentence depends on the system; without a system, it is the one for Windows.

    Attributes:
        others: the sentences for macOS and Linux.
    """

    others: tuple[Text, Text] = (Text(""), Text(""))

    __hash__ = Text.__hash__

    def select(self, system: str) -> Text:
        """Return the sentence for a system."""
        sentences = (Text(self.template), *self.others)
        return sentences[SYSTEMS.index(system)]


def make_platform_step(windows: Text, macos: Text, linux: Text) -> PlatformStep:
    """Return an instruction from its sentences."""
    return PlatformStep(windows.template, windows.values, windows.plural, (macos, linux))
