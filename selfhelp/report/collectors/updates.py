"""Whether the system is up to date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from selfhelp.machine import Machine
from selfhelp.machine.updates import UPDATES
from selfhelp.model import Column, Item, Reveals, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_

COLUMNS = (Column("change", reveals=Reveals.TEXT, key=True),)


class UpdatesCollector(Collector):
    """What is waiting, what came last, what failed."""

    id = "updates"
    title = N_("Updates")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 100

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts."""
        updates = UPDATES.read(machine)
        facts: list[Item | Table] = [
            Item("waiting", "not known" if updates.pending is None else updates.pending),
            Item("last looked for", _moment(updates.checked)),
            Item("last installed", _moment(updates.installed), tracked=True),
            Item("automatic", updates.automatic, tracked=True),
            *(Item("failed", title, reveals=Reveals.TEXT, tracked=True) for title in updates.failed),
        ]
        changes = [(change,) for change in updates.recent]
        return [*facts, Table("recent changes", COLUMNS, changes, rolling=True)] if changes else facts


def _moment(when: datetime | None) -> str:
    return when.isoformat(timespec="seconds") if when else ""
