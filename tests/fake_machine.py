"""The made-up computer of tests: say what it answers, and pass it where a `Machine` is wanted.

    FakeMachine(programs={"lpstat": "idle"}, readings={"trash.list_trash_items": []})
    FakeMachine(Platform.WINDOWS, objects=[{"Name": "P"}])
    FakeMachine(answer={"program": True})                  every reading answers this

What a test doesn't name isn't there: a file is None, a program isn't installed, and a reading is a KeyError
that names it, unless there is an ``answer`` for all of them. Nothing may be changed; a test that is about
changes needs a computer that remembers them, so it has a class of its own. `ReplayMachine` answers from a
recorded computer, and is better wherever there is a record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
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
class FakeMachine:
    """Answers by name and changes nothing.

    Attributes:
        platform: what it says it is.
        programs: what a program prints, by its name; a text ends with exit status 0.
        files: the content of files, by path.
        readings: what a reading answers, by ``module.function``.
        ask: answers every reading instead.
        objects: what every PowerShell script answers.
        registry: the values of the Windows registry, by their name alone.
        plist: what every property list answers.
        answer: what everything answers that is read and not named.
    """

    platform: Platform = Platform.LINUX
    programs: Mapping[str, Output | str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, Json] = field(default_factory=dict)
    ask: Callable[[Reading], Json] | None = None
    objects: Sequence[Json] | None = None
    registry: Mapping[str, Json] = field(default_factory=dict)
    plist: Json = None
    answer: Json = None

    def run(self, command: Command) -> Output:
        """Return what a program prints.

        Raises:
            ProbeError: it is not named, so it is not installed.
        """
        answer = self.programs.get(command.argv[0])
        if answer is None:
            raise ProbeError(N_("{program} is not installed.", program=command.argv[0]))
        return Output(0, answer) if isinstance(answer, str) else answer

    def read(self, source: Source) -> Json:
        """Return what was named for a source."""
        match source:
            case File():
                return self.files.get(source.path, self.answer)
            case Reading():
                return self._reading(source)
            case PowerShell():
                return self._else([]) if self.objects is None else list(self.objects)
            case Registry():
                return self.registry.get(source.value, self.answer)
            case PropertyList():
                return self._else(None) if self.plist is None else self.plist

    def change(self, action: Action) -> Json:
        """Refuse."""
        raise AssertionError(f"something was changed: {action}")

    def _reading(self, source: Reading) -> Json:
        if self.ask is not None:
            return self.ask(source)
        if self.answer is not None:
            return self.readings.get(source.name, self.answer)
        return self.readings[source.name]

    def _else(self, nothing: Json) -> Json:
        return nothing if self.answer is None else self.answer
