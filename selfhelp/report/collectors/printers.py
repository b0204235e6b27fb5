"""Collects the printers and their pending jobs."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import LOADING

COLUMNS = (
    Column("printer", reveals=PrivacyClass.QUEUE, key=True),
    Column("state", tracked=True),
    Column("default", tracked=True),
    Column("accepts documents", tracked=True),
    Column("says"),
    Column("message", reveals=PrivacyClass.TEXT),
    Column("waiting jobs"),
    Column("connection", tracked=True),
    Column("host", reveals=PrivacyClass.HOST, tracked=True),
    Column("driver", reveals=PrivacyClass.TEXT, tracked=True),
)


class PrintersCollector(Collector):
    """Print queues; addresses are reduced to kind and host, because the rest may hold a password."""

    id = "printers"
    title = N_("Printers")
    timeout = 9.0  # PowerShell is slow to start
    order = 70

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        with LOADING:
            from selfhelp.machine.printing.printers import PRINTERS  # loads ctypes, with the other sections

        printers = PRINTERS.read(machine)
        rows = [
            (
                *(p.name, p.state, p.main, p.accepting, ", ".join(p.reasons), p.message),
                *(p.jobs, p.way, p.host, p.driver),
            )
            for p in printers
        ]
        count = [
            Item("printers", len(rows)),
            Item("default printer set", any(p.main for p in printers) if rows else None),
            Item("waiting jobs", sum(p.jobs for p in printers) if rows else None),
        ]
        return [*count, FactTable("queues", COLUMNS, rows)] if rows else count
