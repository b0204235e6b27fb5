"""Creates a proof of this computer: records, redacts, verifies the recordings, asks the user."""

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
from selfhelp.proof import AskedKind, PersonAnswer, Proof, ProofFact, ProofPart, proof_redaction, recording
from selfhelp.proof.environment import read_environment
from selfhelp.proof.questions import QUESTIONS, SKIPPED
from selfhelp.proof.reading_machine import ReadingMachine
from selfhelp.proof.recording import Subject
from selfhelp.proof.session_facts import read_session_facts
from selfhelp.report.redact import Redactor

SECONDS = 240.0
"""Default time limit of the recording in seconds, in addition to `REDACTION`."""

REDACTION = 120.0

Ask = Callable[[Text], str]
"""Function that asks the user a question; returns "yes", "no" or "skipped"."""


@dataclass(frozen=True, slots=True)
class ProofService:
    """Creates proofs.

    Attributes:
        machine: this computer.
        subjects: the checks and sections to run.
        redactor: the proof's redactor.
        try_keyring: True to store and delete a test entry in the keyring.
        together: number of parallel subjects.
    """

    machine: Machine
    subjects: Sequence[Subject]
    redactor: Redactor
    try_keyring: bool = False
    together: int = recording.TOGETHER

    def create_proof(self, progress: Progress, seconds: float = SECONDS, ask: Ask | None = None) -> Proof:
        """Return a redacted proof; if the user cancels, it contains the results so far.

        Args:
            progress: receives the progress, and can cancel.
            seconds: time limit of the recording.
            ask: asks the user; no one is asked without it.
        """
        created = datetime.now(UTC)
        reading = ReadingMachine(self.machine)
        environment = read_environment(reading)
        parts, stopped = recording.record_subjects(
            self.machine, self.subjects, progress, seconds, self.together
        )
        facts = () if stopped else self._read_facts(reading)
        clean = self._clean_parts(parts, progress)
        people = () if stopped or ask is None else _ask_user_questions(ask)
        return Proof(
            created=created,
            environment={name: self._redact_short_value(value) for name, value in environment.items()},
            facts=facts,
            parts=clean,
            people=people,
            stopped=stopped,
            replaced=dict(self.redactor.counts),
        )

    def _read_facts(self, reading: Machine) -> Sequence[ProofFact]:
        found = read_session_facts(reading, try_keyring=self.try_keyring)
        return [
            replace(fact, reason=self.redactor.redact_text(fact.reason)[: proof_redaction.LONGEST])
            for fact in found
        ]

    def _redact_short_value(self, value: object) -> str | bool:
        return (
            value
            if isinstance(value, bool)
            else self.redactor.redact_text(str(value))[: proof_redaction.LONGEST]
        )

    def _clean_parts(self, parts: Sequence[ProofPart], progress: Progress) -> Sequence[ProofPart]:
        """Return all parts redacted with the names found in any of them."""
        end = time.monotonic() + REDACTION
        subjects = {(subject.kind, subject.id): subject for subject in self.subjects}
        self._learn_classified_names(parts, subjects)
        clean: list[ProofPart] = []
        for number, part in enumerate(parts, 1):
            shown = proof_redaction.redact_part(part, self.redactor, end)
            clean.append(
                proof_redaction.verify_replay(shown, subjects[part.kind, part.id], self.machine.platform)
            )
            try:
                progress.report(_REDACTING, number / len(parts))
            except CancelledError:  # what was recorded is redacted anyway: the file must be safe to send
                continue
        return clean

    def _learn_classified_names(
        self, parts: Sequence[ProofPart], subjects: dict[tuple[AskedKind, str], Subject]
    ) -> None:
        """Add the names marked in recorded sections to the redactor."""
        for part in parts:
            subject = subjects[part.kind, part.id]
            if subject.read is not None and part.state is CheckState.HEALTHY:
                proof_redaction.learn_names_to_redact(
                    part.asked, subject.read, self.machine.platform, self.redactor
                )


_REDACTING = N_("Removing names and secrets…")


def _ask_user_questions(ask: Ask) -> Sequence[PersonAnswer]:
    """Return the user's answers to all questions; they are stored in English."""
    return [
        PersonAnswer(id_, ENGLISH.translate(text), ask(text) or SKIPPED) for id_, text in QUESTIONS.items()
    ]
