"""Collects the state of antivirus, firewall, disk encryption, secure boot and TPM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from selfhelp.core.model import FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import LOADING, Part, collect_parts

if TYPE_CHECKING:
    from selfhelp.machine.security.antivirus import AntivirusState
    from selfhelp.machine.security.firewall import FirewallState
    from selfhelp.machine.security.secure_boot import BootTrust

WAIT = 8.5
DAY = 86400


class SecurityCollector(Collector):
    """The state of the computer's security features, as far as this account can read it."""

    id = "security"
    title = N_("Security")
    timeout = 9.0  # PowerShell is slow to start
    order = 122

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section.

        Raises:
            ProbeError: nothing at all could be read.
        """
        return collect_parts(machine, _load_parts(), WAIT)


def _iter_antivirus_facts(found: AntivirusState) -> Iterator[Item]:
    yield Item("virus protection", found.program, reveals=PrivacyClass.TEXT, tracked=True)
    yield Item("virus protection on", found.on, tracked=True)
    age = None if found.age is None else round(found.age.total_seconds() / DAY)
    yield Item("definitions age", age, "d")
    yield from (Item("stopped protection service", name, tracked=True) for name in found.stopped)


def _iter_firewall_facts(found: FirewallState) -> Iterator[Item]:
    yield Item("firewall", found.program, reveals=PrivacyClass.TEXT, tracked=True)
    yield Item("firewall on", found.on, tracked=True)
    yield Item("firewall required", found.meant)
    yield Item("off for", ", ".join(found.off), reveals=PrivacyClass.TEXT, tracked=True)


def _iter_encryption_facts(state: Any) -> Iterator[Item]:
    yield Item("system disk encryption", str(state), tracked=True)


def _iter_boot_facts(found: BootTrust) -> Iterator[Item]:
    yield Item("secure boot", found.secure_boot, tracked=True)
    yield Item("TPM", found.chip, tracked=True)
    yield Item("system protection", found.guard, tracked=True)
    yield Item("kernel lockdown", found.lockdown)


def _load_parts() -> Mapping[str, Part]:
    """Return the section's parts; their probes are imported on the section's own thread."""
    with LOADING:
        from selfhelp.machine.security.antivirus import PROTECTION
        from selfhelp.machine.security.disk_encryption import ENCRYPTION
        from selfhelp.machine.security.firewall import FIREWALL
        from selfhelp.machine.security.secure_boot import BOOT_TRUST

    return {
        "virus protection": (PROTECTION.read, _iter_antivirus_facts),
        "firewall": (FIREWALL.read, _iter_firewall_facts),
        "system disk encryption": (ENCRYPTION.read, _iter_encryption_facts),
        "secure boot": (BOOT_TRUST.read, _iter_boot_facts),
    }
