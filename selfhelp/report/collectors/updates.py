"""Collects the state of updates and the package system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.machine.updates.linux_packages import PACKAGES, PackageSystem
from selfhelp.machine.updates.update_status import UPDATES, UpdateChange, Updates
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import Part, collect_parts

WAIT = 8.5

COLUMNS = (
    Column("what", reveals=PrivacyClass.TEXT, key=True),
    Column("when", key=True),
    Column("kind", key=True),
)


class UpdatesCollector(Collector):
    """Pending, recent, failed and incomplete updates."""

    id = "updates"
    title = N_("Updates")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 100

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section.

        Raises:
            ProbeError: nothing at all could be read.
        """
        offered = {
            name: part for name, part in PARTS.items() if name == "updates" or _has_package_system(machine)
        }
        return collect_parts(machine, offered, WAIT)


def _has_package_system(machine: Machine) -> bool:
    return machine.platform in PACKAGES.rows


def _iter_update_facts(found: Updates) -> Iterator[Item | FactTable]:
    yield Item("waiting", "not counted by this system" if found.pending is None else found.pending)
    yield Item("last checked", _format_time(found.checked))
    yield Item("last installed", _format_time(found.installed))  # what came is told with its name
    yield Item("automatic", found.automatic, tracked=True)
    yield Item("failed updates", len(found.failed))
    yield from _iter_change_table("failed", found.failed)
    yield from _iter_change_table("recent changes", found.recent)


def _iter_change_table(name: str, changes: Sequence[UpdateChange]) -> Iterator[FactTable]:
    if changes:
        yield FactTable(
            name, COLUMNS, [(change.what, change.when, change.kind) for change in changes], rolling=True
        )


def _iter_package_system_facts(found: PackageSystem) -> Iterator[Item | FactTable]:
    yield from (Item("half installed", f"{name}: {word}") for name, word in found.unfinished[:20])
    yield from (Item("installing now", user.name) for user in found.users)
    yield Item("installation interrupted", found.journal or bool(found.unfinished))


def _format_time(when: datetime | None) -> str:
    return when.isoformat(timespec="seconds") if when else ""


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "updates": (UPDATES.read, _iter_update_facts),
        "package system": (PACKAGES.read, _iter_package_system_facts),
    }
)
