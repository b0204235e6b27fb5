"""What this computer is built of."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.machine import Machine
from selfhelp.machine.hardware import HARDWARE
from selfhelp.model import Item, Reveals, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_


class HardwareCollector(Collector):
    """Processor, memory, graphics, sound, firmware."""

    id = "hardware"
    title = N_("Hardware")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 20

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts."""
        hardware = HARDWARE.read(machine)
        return [
            Item("processor", hardware.processor, tracked=True),
            Item("cores", hardware.cores),
            Item("threads", hardware.threads),
            Item("clock", hardware.mhz, "MHz"),
            Item("memory", hardware.memory, "B", tracked=True),
            *(Item("graphics", name, tracked=True) for name in hardware.graphics),
            *(Item("sound", name, tracked=True) for name in hardware.sound),
            Item("firmware", hardware.firmware, tracked=True),
            Item("serial number", hardware.serial, reveals=Reveals.HARDWARE, tracked=True),
        ]
