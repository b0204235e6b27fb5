"""One key finding of a snapshot, and its urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from selfhelp.report.snapshot_facts import SnapshotFacts


class FindingUrgency(IntEnum):
    """What happens if it is ignored; smaller numbers come first."""

    LOSS = 1  # data may be gone tomorrow
    BLOCKED = 2  # something does not work at all
    UNSAFE = 3  # a protection is off
    FAILING = 4  # something went wrong, other things still work
    SLOW = 5  # it works, and someone waits for it
    NOTE = 6  # good to know


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """One key finding.

    Attributes:
        section: where the detail stands.
        text: what was seen, with its figure; may be foreign text in part.
        urgency: decides the order.
        reason: why it matters, one sentence.
    """

    section: str
    text: str
    urgency: FindingUrgency
    reason: str


Look = Callable[[SnapshotFacts], Iterator[KeyFinding]]
"""Looks at one subject; yields the worst first, and nothing where the section is not there."""
