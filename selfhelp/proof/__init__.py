"""A proof: what works on one real computer, as one file that its user can read and send.

`recording` asks everything that only reads, `questions` what only people see, `cleaning` redacts it, and
`document` writes it down. ``tools/adopt.py`` turns such a file into recordings for the tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from selfhelp.core.model import CheckState, Json, Scalar
from selfhelp.machine.transcript import TranscriptEntry

FORMAT = "selfhelp-proof"
VERSION = 1


class AskedKind(StrEnum):
    """What was run: a check, or a section of the snapshot."""

    CHECK = "check"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class ProofPart:
    """One check or one section as it went on this computer.

    Attributes:
        kind: which of the two.
        id: its id.
        state: what it saw; a section that could be read is healthy.
        ms: how long it took, in milliseconds.
        reason: why it couldn't be seen; English.
        evidence: what a check measured.
        asked: every question to the system with its answer.
        left_out: why the answers aren't here; "" if they are.
        replays: whether the redacted answers lead to the same state; None if there are none.
        replay_failure: why they don't.
    """

    kind: AskedKind
    id: str
    state: CheckState
    ms: int
    reason: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    asked: Sequence[TranscriptEntry] = field(default=(), repr=False)
    left_out: str = ""
    replays: bool | None = None
    replay_failure: str = ""


@dataclass(frozen=True, slots=True)
class ProofFact:
    """One thing that the app needs of the session, for instance a tray; ``reason`` where it isn't known."""

    id: str
    value: Scalar
    ms: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """What a person saw: ``answer`` is "yes", "no" or "skipped"."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What works on one computer.

    Attributes:
        created: when it was begun.
        environment: the system, the session and the app, by name.
        facts: what the app needs of the session.
        parts: checks and sections.
        people: what a person saw.
        stopped: why not everything was run: "cancelled", "out of time", or "".
        replaced: how many values redaction replaced, by class.
    """

    created: datetime
    environment: Mapping[str, Json]
    facts: Sequence[ProofFact]
    parts: Sequence[ProofPart]
    people: Sequence[PersonAnswer] = ()
    stopped: str = ""
    replaced: Mapping[str, int] = field(default_factory=dict)
