"""What stands out in a snapshot: the few lines a technician reads first, the most urgent on top."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

from selfhelp.model import Snapshot
from selfhelp.report.facts import Facts

FIRST = 5
"""How many stand on top of the page and in the ticket; the others are one click away."""


class Urgency(IntEnum):
    """What happens if nobody looks at it; a smaller number comes first."""

    LOSS = 1  # data may be gone tomorrow
    BLOCKED = 2  # something does not work at all
    UNSAFE = 3  # a protection is off
    FAILING = 4  # something went wrong, other things still work
    SLOW = 5  # it works, and somebody waits for it
    NOTE = 6  # good to know


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that stands out.

    Attributes:
        section: where the detail stands.
        text: what was seen, with its figure; may be foreign text in part.
        urgency: decides the order.
        reason: why it matters, one sentence.
    """

    section: str
    text: str
    urgency: Urgency
    reason: str


Look = Callable[[Facts], Iterator[Notice]]
"""Looks at one subject; yields the worst first, and nothing where the section is not there."""


def notices(snapshot: Snapshot) -> Sequence[Notice]:
    """Return what stands out, the most urgent first; within one urgency in the order of the subjects."""
    from selfhelp.report import looks_devices, looks_network, looks_system

    facts = Facts(snapshot)
    looks: Sequence[Look] = (*looks_devices.LOOKS, *looks_network.LOOKS, *looks_system.LOOKS)
    found = chain.from_iterable(look(facts) for look in looks)
    return sorted(dict.fromkeys(found), key=lambda notice: notice.urgency)
