"""What stands out in a snapshot: the few lines a technician reads first, the most urgent on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from selfhelp.core.model import Snapshot
from selfhelp.report import findings_devices, findings_network, findings_system
from selfhelp.report.facts import Facts
from selfhelp.report.notice import Look, Notice

FIRST = 5
"""How many stand on top of the page and in the ticket; the others are one click away."""

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
    facts, relevant = Facts(snapshot), RELEVANT.get(category, frozenset())
    looks: Sequence[Look] = (*findings_devices.LOOKS, *findings_network.LOOKS, *findings_system.LOOKS)
    found = dict.fromkeys(chain.from_iterable(look(facts) for look in looks))
    return sorted(found, key=lambda notice: (notice.urgency, notice.section not in relevant))
