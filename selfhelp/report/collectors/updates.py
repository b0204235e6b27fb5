"""Whether the system is up to date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from selfhelp.machine import Machine
from selfhelp.machine.updates import UPDATES
from selfhelp.model import Item, Reveals, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_


class UpdatesCollector(Collector):
    """What is waiting, what came last, what failed."""

    id = "updates"
    title = N_("Updates")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 100

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts."""
        updates = UPDATES.read(machine)
        return [
            Item("waiting", "not known" if updates.pending is None else updates.pending),
            Item("last looked for", _moment(updates.checked)),
            Item("last installed", _moment(updates.installed)),
            Item("automatic", updates.automatic),
            *(Item("failed", title, reveals=Reveals.TEXT) for title in updates.failed),
            *(Item("recent change", change, reveals=Reveals.TEXT) for change in updates.recent),
        ]


def _moment(when: datetime | None) -> str:
    return when.isoformat(timespec="seconds") if when else ""
