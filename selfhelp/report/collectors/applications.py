"""Which programs are installed."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.machine import Machine
from selfhelp.machine.applications import APPLICATIONS
from selfhelp.model import Column, Item, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_

COLUMNS = (Column("program", key=True), Column("version", tracked=True), Column("source", key=True))


class ApplicationsCollector(Collector):
    """Programs; packages without one (libraries …) are only counted."""

    id = "applications"
    title = N_("Installed programs")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 130

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts."""
        found = APPLICATIONS.read(machine)
        rows = [(a.name, a.version, a.source) for a in found.programs]
        return [
            Item("installed packages", found.packages),
            Item("installed programs", len(rows)),
            Table("programs", COLUMNS, rows),
        ]
