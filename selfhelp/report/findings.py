"""Finds the key findings of a snapshot and orders them by urgency."""

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
"""Section name of findings that come from a check, not from the snapshot."""

FIRST = 5
"""Number of key findings listed at the top of the page and the ticket."""

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
"""Sections relevant to a ticket of each category."""


def find_key_findings(
    snapshot: Snapshot | None,
    category: str = "",
    looks: Sequence[CheckResult] = (),
    limits: HealthLimits = USUAL,
) -> Sequence[KeyFinding]:
    """Return the key findings by urgency; for equal urgency, findings on the ticket's subject come first.

    Check results shown to the user come before everything else, in order, so that the ticket matches the
    screen.

    Args:
        snapshot: the snapshot, None if none was taken; missing sections have no findings.
        category: the ticket's category (`selfhelp.fixes.Category`); "" if none.
        looks: check results, redacted.
        limits: the thresholds the checks use.
    """
    seen = dict.fromkeys(notice for look in looks for notice in _iter_check_findings(look))
    return [*seen, *(_find_snapshot_findings(snapshot, category, limits) if snapshot is not None else ())]


def _iter_check_findings(look: CheckResult) -> Iterator[KeyFinding]:
    """Yield a check's finding, unless the user removed it from the message."""
    if look.finding is not None and ENGLISH.translate(look.finding.summary) != LEFT_OUT:
        reason = ENGLISH.translate(look.finding.meaning) if look.finding.meaning else ""
        yield KeyFinding(CHECKS, ENGLISH.translate(look.finding.summary), FindingUrgency.FAILING, reason)


def _find_snapshot_findings(snapshot: Snapshot, category: str, limits: HealthLimits) -> Sequence[KeyFinding]:
    facts, relevant = SnapshotFacts(snapshot, limits), RELEVANT.get(category, frozenset())
    looks: Sequence[Look] = (*findings_devices.LOOKS, *findings_network.LOOKS, *findings_system.LOOKS)
    found = dict.fromkeys(chain.from_iterable(look(facts) for look in looks))
    return sorted(found, key=lambda notice: (notice.urgency, notice.section not in relevant))
