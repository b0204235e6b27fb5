"""Which screens are connected."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.machine import Machine
from selfhelp.machine.displays import DISPLAYS
from selfhelp.model import Column, Item, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_

COLUMNS = (Column("screen", key=True), Column("pixels", tracked=True), Column("main", tracked=True))


class DisplaysCollector(Collector):
    """Screens and their pixels."""

    id = "displays"
    title = N_("Screens")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 80

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts."""
        rows = [(d.name, d.mode or "off", d.main) for d in DISPLAYS.read(machine)]
        count = Item("screens", len(rows))
        return [count, Table("connected screens", COLUMNS, rows)] if rows else [count]
