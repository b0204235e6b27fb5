"""A computer that answers from tables, for probes that ask in several ways."""

from __future__ import annotations

from collections.abc import Mapping

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Output, PropertyList, Reading, Registry, Source


class Answering:
    """Answers from tables: programs by their first words, sources by name; anything else isn't there."""

    def __init__(self, platform: Platform, programs: Mapping[str, str], sources: Mapping[str, Json]) -> None:
        self.platform, self._programs, self._sources = platform, programs, sources

    def run(self, command: Command) -> Output:
        line = " ".join(command.argv)
        for words, said in self._programs.items():
            if line.startswith(words):
                return Output(0, said)
        raise ProbeError(N_("It isn't installed."))

    def read(self, source: Source) -> Json:
        name = source.name if isinstance(source, Reading) else type(source).__name__
        if isinstance(source, Reading | Registry | PropertyList) and name in self._sources:
            return self._sources[name]
        return self._sources.get(name)


def windows(**sources: Json) -> Answering:
    return Answering(Platform.WINDOWS, {}, sources)
