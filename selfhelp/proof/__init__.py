"""A proof: a file with the results of all checks on one computer. The user can read and send it.

`recording` runs all checks and sections read-only, `questions` asks the user, `cleaning` redacts it, and
`document` writes it. ``tools/adopt.py`` turns such a file into recordings for the tests.
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
    """The kind of a subject: a check, or a section of the snapshot."""

    CHECK = "check"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class ProofPart:
    """The result of one check or section on this computer.

    Attributes:
        kind: check or section.
        id: its ID.
        state: the result; a section that could be read is healthy.
        ms: duration in milliseconds.
        reason: the reason why it couldn't be checked; English.
        evidence: a check's measurements.
        asked: every query to the system with its answer.
        left_out: the reason why the answers are omitted; "" if they aren't.
        replays: whether the redacted answers lead to the same state; None without answers.
        replay_failure: the reason why they don't.
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
    """A property of the session that the app needs, such as a tray; ``reason`` explains an unknown value."""

    id: str
    value: Scalar
    ms: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """The user's answer to a question: "yes", "no" or "skipped"."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The results of all checks and sections on one computer.

    Attributes:
        created: when it was started.
        environment: the system, the session and the app, by name.
        facts: the properties of the session.
        parts: checks and sections.
        people: the user's answers.
        stopped: the reason why it is incomplete: "cancelled", "out of time", or "".
        replaced: number of redacted values, by class.
    """

    created: datetime
    environment: Mapping[str, Json]
    facts: Sequence[ProofFact]
    parts: Sequence[ProofPart]
    people: Sequence[PersonAnswer] = ()
    stopped: str = ""
    replaced: Mapping[str, int] = field(default_factory=dict)
