"""Collects the startup apps by name only: arguments may contain secrets."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.machine.desktop.startup_apps import STARTUP_LIST
from selfhelp.report.collectors import Collector

COLUMNS = (
    Column("program", reveals=PrivacyClass.TEXT, key=True),
    Column("file", reveals=PrivacyClass.TEXT, key=True),
    Column("set up by", tracked=True),
)


class StartupCollector(Collector):
    """Programs that start with the session."""

    id = "startup"
    title = N_("Startup apps")
    timeout = 9.0  # PowerShell is slow to start
    order = 132

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        entries = sorted(STARTUP_LIST.read(machine), key=lambda entry: entry.name.casefold())
        rows = [(e.name, e.program, "this user" if e.own else "the system") for e in entries]
        count = Item("number of startup programs", len(rows))
        return [count, FactTable("startup programs", COLUMNS, rows)] if rows else [count]
