"""Computers to prove something about, answered from transcripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from selfhelp.core.model import Json, Platform
from selfhelp.fixes import Check
from selfhelp.machine import Action, Command, Machine, Output, Source
from selfhelp.machine.transcript import Transcript, TranscriptEntry
from selfhelp.proof import AskedKind
from selfhelp.proof.recording import Subject
from tests.people import ROOT
from tools.catalogue import everything

TRANSCRIPTS = ROOT / "tests" / "transcripts"
CHECKS: dict[str, Check] = {check.id: check for check in everything()}


def transcripts(platform: Platform) -> Iterator[tuple[Check, Path, Transcript]]:
    """Yield every check of a platform with every computer that is known for it."""
    for id_, check in sorted(CHECKS.items()):
        for path in sorted((TRANSCRIPTS / id_).glob("*.toml")):
            transcript = Transcript.load(path)
            if transcript.platform is platform:
                yield check, path, transcript


class Computer:
    """Answers every program with the same words, and remembers what was asked and changed."""

    def __init__(self, platform: Platform = Platform.LINUX, says: str = "", answer: Json = None) -> None:
        self.platform = platform
        self.asked: list[Command | Source] = []
        self.changed: list[Action] = []
        self._says, self._next_answer = says, answer

    def run(self, command: Command) -> Output:
        self.asked.append(command)
        return Output(0, self._says)

    def read(self, source: Source) -> Json:
        self.asked.append(source)
        return self._next_answer

    def change(self, action: Action) -> Json:
        self.changed.append(action)
        return None


def subject(look, id_: str = "probe", seconds: float = 5.0, kind: AskedKind = AskedKind.CHECK) -> Subject:
    """Return something to ask, on every platform."""
    return Subject(kind, id_, frozenset(Platform), seconds, False, look)


def strings(entries: Sequence[TranscriptEntry]) -> str:
    """Return everything that questions and answers say."""
    return repr([(entry.question, entry.answer) for entry in entries])


__all__ = ["CHECKS", "Computer", "Machine", "strings", "subject", "transcripts"]
