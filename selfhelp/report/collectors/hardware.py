"""Collects processor, memory, graphics and firmware."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import read_parts_in_parallel

GRAPHICS_COLUMNS = (
    Column("adapter", key=True),
    Column("driver", tracked=True),
    Column("driver version", tracked=True),
    Column("driver date", tracked=True),
    Column("own memory", "B"),
    Column("trouble", tracked=True),
)

MODULE_COLUMNS = (
    Column("slot", key=True),
    Column("size", "B", tracked=True),
    Column("kind"),
    Column("speed", "MT/s"),
    Column("maker", tracked=True),
    Column("part number"),
    Column("serial number", reveals=PrivacyClass.HARDWARE, key=True),
)


class HardwareCollector(Collector):
    """Processor, memory, graphics and firmware."""

    id = "hardware"
    title = N_("Hardware")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 20

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section; a part that fails doesn't affect the others."""
        asked = {
            "processor": lambda: _read_board(machine),
            "graphics adapters": lambda: _read_graphics(machine),
            "memory modules": lambda: _read_memory_modules(machine),
        }
        return read_parts_in_parallel(asked, self.timeout - 0.5)


def _read_board(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.system.hardware import HARDWARE

    hardware = HARDWARE.read(machine)
    return [
        Item("processor", hardware.processor, tracked=True),
        Item("cores", hardware.cores),
        Item("threads", hardware.threads),
        Item("highest clock", hardware.mhz, "MHz"),
        Item("microcode", hardware.microcode),
        Item("memory", hardware.memory, "B", tracked=True),
        Item("firmware", hardware.firmware, tracked=True),
        Item("firmware date", hardware.dated),
        Item("started by", hardware.start),
    ]


def _read_graphics(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.display.graphics import GRAPHICS

    rows = [
        (a.name, a.driver, a.version, a.dated, a.memory, f"code {a.trouble}" if a.trouble else "")
        for a in GRAPHICS.read(machine)
    ]
    count = Item("graphics adapters", len(rows))
    return [count, FactTable("graphics", GRAPHICS_COLUMNS, rows)] if rows else [count]


def _read_memory_modules(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.system.memory_modules import MEMORY

    memory = MEMORY.read(machine)
    rows = [(m.slot, m.size, m.kind, m.speed, m.maker, m.part, m.serial) for m in memory.modules]
    free = None if memory.slots is None else max(0, memory.slots - len(rows))
    return [
        Item("memory slots", memory.slots),
        Item("memory slots free", free),
        FactTable("memory modules", MODULE_COLUMNS, rows),
    ]
