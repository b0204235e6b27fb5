"""Makes a proof of this computer: asks, redacts, tries the recordings, and asks the user."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from selfhelp.core.errors import CancelledError
from selfhelp.core.model import CheckState
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.machine import Machine
from selfhelp.proof import AskedKind, PersonAnswer, Proof, ProofFact, ProofPart, cleaning, recording
from selfhelp.proof.environment import read_environment
from selfhelp.proof.questions import QUESTIONS, SKIPPED
from selfhelp.proof.reading_machine import ReadingMachine
from selfhelp.proof.recording import Subject
from selfhelp.proof.session_facts import read_session_facts
from selfhelp.report.redact import Redactor

SECONDS = 240.0
"""For asking everything, by default; redaction afterwards takes at most `REDACTION`."""

REDACTION = 120.0

Ask = Callable[[Text], str]
"""Asks the user one question; returns "yes", "no" or "skipped"."""


@dataclass(frozen=True, slots=True)
class ProofService:
    """What a proof needs.

    Attributes:
        machine: this computer.
        subjects: the checks and sections that are run.
        redactor: of this proof.
        try_keyring: whether a test entry may be stored in the keyring and deleted again.
        together: how many subjects are asked side by side.
    """

    machine: Machine
    subjects: Sequence[Subject]
    redactor: Redactor
    try_keyring: bool = False
    together: int = recording.TOGETHER

    def prove(self, progress: Progress, seconds: float = SECONDS, ask: Ask | None = None) -> Proof:
        """Return a redacted proof; where the user stops it, it holds what is known so far.

        Args:
            progress: hears how much is done, and carries the wish to stop.
            seconds: for asking the computer.
            ask: asks the user; without it no one is asked.
        """
        created = datetime.now(UTC)
        reading = ReadingMachine(self.machine)
        environment = read_environment(reading)
        parts, stopped = recording.record_subjects(
            self.machine, self.subjects, progress, seconds, self.together
        )
        facts = () if stopped else self._facts(reading)
        clean = self._cleaned(parts, progress)
        people = () if stopped or ask is None else ask_person(ask)
        return Proof(
            created=created,
            environment={name: self._redact_short(value) for name, value in environment.items()},
            facts=facts,
            parts=clean,
            people=people,
            stopped=stopped,
            replaced=dict(self.redactor.counts),
        )

    def _facts(self, reading: Machine) -> Sequence[ProofFact]:
        found = read_session_facts(reading, try_keyring=self.try_keyring)
        return [replace(fact, reason=self.redactor.text(fact.reason)[: cleaning.LONGEST]) for fact in found]

    def _redact_short(self, value: object) -> str | bool:
        return value if isinstance(value, bool) else self.redactor.text(str(value))[: cleaning.LONGEST]

    def _cleaned(self, parts: Sequence[ProofPart], progress: Progress) -> Sequence[ProofPart]:
        """Redact all parts once all names are known: a name found in one part is replaced in every other."""
        end = time.monotonic() + REDACTION
        subjects = {(subject.kind, subject.id): subject for subject in self.subjects}
        self._learn(parts, subjects)
        clean: list[ProofPart] = []
        for number, part in enumerate(parts, 1):
            shown = cleaning.clean_part(part, self.redactor, end)
            clean.append(cleaning.replayed(shown, subjects[part.kind, part.id], self.machine.platform))
            try:
                progress.report(_REDACTING, number / len(parts))
            except CancelledError:  # what was recorded is redacted anyway: the file must be safe to send
                continue
        return clean

    def _learn(self, parts: Sequence[ProofPart], subjects: dict[tuple[AskedKind, str], Subject]) -> None:
        """Let the redactor learn the names that sections mark as names, from what was recorded of them."""
        for part in parts:
            subject = subjects[part.kind, part.id]
            if subject.read is not None and part.state is CheckState.HEALTHY:
                cleaning.learn_names(part.asked, subject.read, self.machine.platform, self.redactor)


_REDACTING = N_("Removing names and secrets…")


def ask_person(ask: Ask) -> Sequence[PersonAnswer]:
    """Ask everything that only people can see; the proof has the questions in English."""
    return [
        PersonAnswer(id_, ENGLISH.translate(text), ask(text) or SKIPPED) for id_, text in QUESTIONS.items()
    ]
