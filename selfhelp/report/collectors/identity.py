"""Which computer this is to its owner: serial number, asset tag, kind of case."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_parts import NO_RIGHTS


class IdentityCollector(Collector):
    """The computer's identity for inventories. Name, maker and model are with the operating system."""

    id = "identity"
    title = N_("Serial number and asset tag")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 15

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section, with values absent from the firmware marked."""
        from selfhelp.machine.system.asset_identity import COMPUTER

        computer = COMPUTER.read(machine)
        return [
            Item("kind", computer.kind),
            Item("product number", computer.product),
            _number("serial number", computer.serial),
            _number("asset tag", computer.asset),
            _number("UUID", computer.uuid),
            Item("main board", computer.board),
        ]


def _number(name: str, value: str | None) -> Item:
    """Return a number that marks this very computer, or why there is none."""
    if value:
        return Item(name, value, reveals=PrivacyClass.HARDWARE)
    return Item(name, NO_RIGHTS if value is None else "none in the firmware")
