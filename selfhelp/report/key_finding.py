"""Key findings of a snapshot, and their urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from selfhelp.report.snapshot_facts import SnapshotFacts


class FindingUrgency(IntEnum):
    """The consequence of ignoring a key finding, most serious first."""

    LOSS = 1  # data may be gone tomorrow
    BLOCKED = 2  # something does not work at all
    UNSAFE = 3  # a protection is off
    FAILING = 4  # something went wrong, other things still work
    SLOW = 5  # it works, and someone waits for it
    NOTE = 6  # good to know


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """An observation in a snapshot that a technician should see first.

    Attributes:
        section: ID of the section with the details.
        text: the observation with its figure; partly external text.
        urgency: determines the order.
        reason: why it matters, one sentence.
    """

    section: str
    text: str
    urgency: FindingUrgency
    reason: str


Look = Callable[[SnapshotFacts], Iterator[KeyFinding]]
"""Function that finds the key findings about a subject, most urgent first; none if the section is missing."""
