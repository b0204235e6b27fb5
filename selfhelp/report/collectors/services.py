"""Collects background services that failed."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.machine.processes.failed_services import FAILURES
from selfhelp.report.collectors import Collector

COLUMNS = (
    Column("service", reveals=PrivacyClass.TEXT, key=True),
    Column("about", reveals=PrivacyClass.TEXT),
    Column("scope", key=True),
    Column("ended by", tracked=True),
    Column("status"),
    Column("since"),
    Column("restarts"),
)


class ServicesCollector(Collector):
    """Services that ended with an error."""

    id = "services"
    title = N_("Background services")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 95

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        rows = [
            (f.name, f.about, f.scope, f.result, f.status, f.since, f.restarts)
            for f in FAILURES.read(machine)
        ]
        count = Item("failed services", len(rows))
        return [count, FactTable("failed", COLUMNS, rows)] if rows else [count]
