"""A computer put together from transcripts: what each check was answered there, and no answer to the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.diagnosis.complaints import load_complaints
from selfhelp.diagnosis.diagnosis import Diagnosis
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.machine import Command, Source
from selfhelp.machine.replay import NotRecordedError, ReplayMachine
from selfhelp.machine.transcript import Transcript, TranscriptEntry
from selfhelp.policy.policy import Policy
from tests.people import ROOT

TRANSCRIPTS = ROOT / "tests" / "transcripts"

NO_HELPER = TranscriptEntry(
    {"reading": "elevate.list_operations", "params": {"platform": "linux"}}, {"answer": []}
)


class Computer(ReplayMachine):
    """What was not recorded can't be seen: a check of it is inconclusive."""

    def _take_next_answer(self, asked: Source | Command) -> Mapping[str, Json]:
        try:
            return super()._take_next_answer(asked)
        except NotRecordedError as error:
            raise ProbeError(N_("This was not recorded."), detail=str(error)) from error


def computer(complaint: str, *broken: str, extra: tuple[TranscriptEntry, ...] = ()) -> Computer:
    """Return a Debian on which the checks of a complaint answer.

    Args:
        complaint: its id.
        *broken: transcripts as "check/name"; what they answer counts before everything healthy.
        extra: answers that count before all others.
    """
    files = [TRANSCRIPTS / f"{name}.toml" for name in broken]
    one = load_complaints()[complaint]
    for check in (*one.checks, *one.also, *one.goal):
        files += sorted((TRANSCRIPTS / check).glob("debian-13*healthy*.toml"))[:1]
    return Computer(joined(files, extra))


def joined(files: list[Path], extra: tuple[TranscriptEntry, ...] = ()) -> Transcript:
    """Return several transcripts as one; whose answer to a question comes first is believed."""
    entries = [*extra, NO_HELPER]
    for file in files:
        known = {entry.key for entry in entries}
        entries += [e for e in Transcript.load(file).entries if not e.change and e.key not in known]
    return replace(Transcript.load(files[0]), entries=tuple(entries))


def diagnosis(machine: Any, folder: Path, **policy: Any) -> Diagnosis:
    """Return what diagnoses a recorded computer."""
    rules = replace(Policy(), **policy)
    return Diagnosis(Catalog(rules, machine.platform), Engine(machine, Journal(folder / "journal")))
