"""A computer whose answers stand in the test: enough for one collector at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import FactTable, Item, Json, Platform, Scalar
from selfhelp.core.text import N_
from selfhelp.machine import (
    Action,
    Command,
    File,
    Output,
    PowerShell,
    PropertyList,
    Reading,
    Registry,
    Source,
)


@dataclass
class AnsweringMachine:
    """Answers by name; a file that is not named is not there, a program that is not named not installed."""

    platform: Platform = Platform.LINUX
    programs: Mapping[str, Output | str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, Json] = field(default_factory=dict)
    objects: Sequence[Json] = ()
    registry: Mapping[str, Json] = field(default_factory=dict)
    plist: Json = None

    def run(self, command: Command) -> Output:
        answer = self.programs.get(command.argv[0])
        if answer is None:
            raise ProbeError(N_("{program} is not installed.", program=command.argv[0]))
        return Output(0, answer) if isinstance(answer, str) else answer

    def read(self, source: Source) -> Json:
        match source:
            case File():
                return self.files.get(source.path)
            case Reading():
                return self.readings[source.name]
            case PowerShell():
                return list(self.objects)
            case Registry():
                return self.registry.get(source.value)
            case PropertyList():
                return self.plist

    def change(self, action: Action) -> Json:
        raise AssertionError(f"a collector changed something: {action}")


def facts(items: Sequence[Item | FactTable]) -> Mapping[str, Scalar]:
    """Return the facts by name; of several of one name the last."""
    return {item.name: item.value for item in items if isinstance(item, Item)}


def rows(items: Sequence[Item | FactTable], name: str) -> Sequence[Mapping[str, Scalar]]:
    """Return a table's rows by column name."""
    table = next(item for item in items if isinstance(item, FactTable) and item.name == name)
    return [dict(zip([c.name for c in table.columns], row, strict=True)) for row in table.rows]
