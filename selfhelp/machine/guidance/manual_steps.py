"""Steps that the user performs, each with a sentence and a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import ClassVar

from selfhelp.core.resource_tables import ResourceTable, read_records
from selfhelp.core.text import Text
from selfhelp.machine import Step

FILE = "manual-steps.toml"


@dataclass(frozen=True, slots=True)
class ManualStep:
    """One manual step: its sentence, and its drawing in ``resources/drawings``."""

    sentence: Text
    drawing: str


@lru_cache(maxsize=1)
def load_manual_steps() -> Mapping[str, ManualStep]:
    """Return every manual step by its stable name; fixes and packs refer to it.

    Raises:
        ResourceError: the file is invalid.
    """
    return read_records(FILE, manual_step_from_table)


def manual_step_from_table(_id: str, table: ResourceTable) -> ManualStep:
    """Return a manual step from a table of the resource file."""
    return ManualStep(table.read_step("sentence"), table.read_word("drawing"))


@dataclass(frozen=True, slots=True)
class ByHand(Step):
    """Step that asks the user to perform a step of `load_manual_steps`; the journal records the answer."""

    action: str

    name: ClassVar[str] = "by-hand"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    by_hand: ClassVar[bool] = True

    def describe_action(self) -> Text:
        """Return the instruction for the user."""
        return load_manual_steps()[self.action].sentence

    def get_drawing_name(self) -> str:
        """Return the name of the step's drawing."""
        return load_manual_steps()[self.action].drawing
