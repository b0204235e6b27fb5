"""Collects the computer's current load."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import FactTable, Item
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector


class LoadCollector(Collector):
    """Processor, memory and swap use, and how long tasks waited for these resources."""

    id = "load"
    title = N_("System load")
    order = 30

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        from selfhelp.machine.processes.system_load import LOAD

        load = LOAD.read(machine)
        used = load.memory - load.available
        spans = zip((5, 15), load.before, strict=False)
        return [
            Item("processor", round(load.processor * 100), "%"),
            Item("processor averaged over", load.over),
            *(Item(f"processor, last {minutes} minutes", round(100 * work), "%") for minutes, work in spans),
            Item("processor clock now", load.mhz, "MHz"),
            Item("memory", load.memory, "B"),
            Item("memory used", used, "B"),
            Item("memory use", round(100 * used / load.memory) if load.memory else None, "%"),
            Item("memory pressure", load.verdict),
            Item("swap", load.swap, "B"),
            Item("swap used", load.swapped, "B"),
            Item("swap use", round(100 * (load.swapped or 0) / load.swap) if load.swap else None, "%"),
            *(Item(f"work waiting for {name}", share, "%") for name, share in load.pressure.items()),
        ]
