"""What stands out in a snapshot: the few lines a technician reads first, the most urgent on top."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain
from types import MappingProxyType

from selfhelp.core.model import Snapshot
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


RELEVANT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "account": frozenset({"sign-in", "clock", "reachability"}),
        "network": frozenset({"network", "reachability", "clock"}),
        "printing": frozenset({"printers", "services"}),
        "audio-video": frozenset({"sound", "cameras", "bluetooth"}),
        "storage": frozenset({"disks"}),
        "performance": frozenset({"load", "processes", "disks", "power"}),
        "office-mail": frozenset({"applications", "errors", "sign-in", "certificates"}),
        "browser": frozenset({"network", "reachability", "applications"}),
        "updates": frozenset({"updates", "system", "disks"}),
        "devices": frozenset({"usb", "bluetooth", "displays", "cameras"}),
        "hardware": frozenset({"disks", "hardware", "power", "usb"}),
        "security": frozenset({"security", "certificates"}),
        "files": frozenset({"disks", "network-drives"}),
        "power": frozenset({"power"}),
    }
)
"""Sections that speak of what a ticket of this category is about."""


def notices(snapshot: Snapshot, category: str = "") -> Sequence[Notice]:
    """Return what stands out, the most urgent first; what the ticket is about leads within its urgency.

    Args:
        snapshot: what the computer says; a section that is not there has no notices.
        category: the ticket's, one of `selfhelp.fixes.Category`; "" where it has none.
    """
    from selfhelp.report import findings_devices, findings_network, findings_system

    facts, relevant = Facts(snapshot), RELEVANT.get(category, frozenset())
    looks: Sequence[Look] = (*findings_devices.LOOKS, *findings_network.LOOKS, *findings_system.LOOKS)
    found = dict.fromkeys(chain.from_iterable(look(facts) for look in looks))
    return sorted(found, key=lambda notice: (notice.urgency, notice.section not in relevant))
