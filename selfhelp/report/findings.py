"""The key findings of a snapshot: what a technician reads first, most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from selfhelp.core.model import CheckResult, Snapshot
from selfhelp.core.text import ENGLISH
from selfhelp.policy.health import HealthLimits
from selfhelp.report import findings_devices, findings_network, findings_system
from selfhelp.report.key_finding import FindingUrgency, KeyFinding, Look
from selfhelp.report.snapshot_facts import USUAL, SnapshotFacts
from selfhelp.report.ticket_context import LEFT_OUT

CHECKS = "checks"
"""Stands for a section where a check found it, and not the snapshot."""

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


def find_key_findings(
    snapshot: Snapshot | None,
    category: str = "",
    looks: Sequence[CheckResult] = (),
    limits: HealthLimits = USUAL,
) -> Sequence[KeyFinding]:
    """Return what stands out, most urgent first; within the same urgency, the ticket's subject leads.

    What checks found for the user leads all of it, in their order: the ticket says what the screen said.

    Args:
        snapshot: what the computer says; a section that is not there has no notices. None: none was taken.
        category: the ticket's, one of `selfhelp.fixes.Category`; "" if it has none.
        looks: what checks saw, redacted.
        limits: from when on something needs attention: those of the checks, so that both say the same.
    """
    seen = dict.fromkeys(notice for look in looks for notice in _check_findings(look))
    return [*seen, *(_snapshot_findings(snapshot, category, limits) if snapshot is not None else ())]


def _check_findings(look: CheckResult) -> Iterator[KeyFinding]:
    """Yield a check's finding, unless the user removed it from the message."""
    if look.finding is not None and ENGLISH.translate(look.finding.summary) != LEFT_OUT:
        reason = ENGLISH.translate(look.finding.meaning) if look.finding.meaning else ""
        yield KeyFinding(CHECKS, ENGLISH.translate(look.finding.summary), FindingUrgency.FAILING, reason)


def _snapshot_findings(snapshot: Snapshot, category: str, limits: HealthLimits) -> Sequence[KeyFinding]:
    facts, relevant = SnapshotFacts(snapshot, limits), RELEVANT.get(category, frozenset())
    looks: Sequence[Look] = (*findings_devices.LOOKS, *findings_network.LOOKS, *findings_system.LOOKS)
    found = dict.fromkeys(chain.from_iterable(look(facts) for look in looks))
    return sorted(found, key=lambda notice: (notice.urgency, notice.section not in relevant))
