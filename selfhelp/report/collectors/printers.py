"""Which printers there are, and what waits for them."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.machine import Machine
from selfhelp.machine.printers import PRINTERS
from selfhelp.model import Column, Item, Reveals, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_

COLUMNS = (
    Column("printer", reveals=Reveals.DEVICE, key=True),
    Column("state", tracked=True),
    Column("default", tracked=True),
    Column("waiting jobs"),
    Column("device", reveals=Reveals.TEXT, tracked=True),
)


class PrintersCollector(Collector):
    """Print queues."""

    id = "printers"
    title = N_("Printers")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 70

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts."""
        printers = PRINTERS.read(machine)
        rows = [(p.name, p.state, p.main, p.jobs, p.device) for p in printers]
        count = Item("printers", len(rows))
        return [count, Table("queues", COLUMNS, rows)] if rows else [count]
