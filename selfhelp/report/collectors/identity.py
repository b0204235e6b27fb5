"""Collects the computer's inventory keys: serial number, asset tag, chassis type."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import NO_RIGHTS


class IdentityCollector(Collector):
    """The computer's inventory IDs; its name, maker and model are in the system section."""

    id = "identity"
    title = N_("Serial number and asset tag")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 15

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return this section's facts, and mark values that the firmware doesn't provide."""
        from selfhelp.machine.system.asset_identity import COMPUTER

        computer = COMPUTER.read(machine)
        return [
            Item("kind", computer.kind),
            Item("product number", computer.product),
            _build_hardware_id_item("serial number", computer.serial),
            _build_hardware_id_item("asset tag", computer.asset),
            _build_hardware_id_item("UUID", computer.uuid),
            Item("main board", computer.board),
        ]


def _build_hardware_id_item(name: str, value: str | None) -> Item:
    """Return an item with the identifying number, or with the reason for its absence."""
    if value:
        return Item(name, value, reveals=PrivacyClass.HARDWARE)
    return Item(name, NO_RIGHTS if value is None else "none in the firmware")
