"""Collects the Bluetooth radio's state and the paired devices."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector

COLUMNS = (
    Column("device", reveals=PrivacyClass.DEVICE, key=True),
    Column("kind", key=True),
    Column("connected", tracked=True),
    Column("battery", "%"),
)


class BluetoothCollector(Collector):
    """Paired devices only: other people's devices nearby aren't scanned."""

    id = "bluetooth"
    title = N_("Bluetooth")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 88

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section; connected devices come first."""
        from selfhelp.machine.devices.bluetooth import BLUETOOTH

        bluetooth = BLUETOOTH.read(machine)
        paired = sorted(bluetooth.paired, key=lambda device: not device.connected)
        facts: list[Item | FactTable] = [
            Item("radio", bluetooth.radio.value, tracked=True),
            Item("forbidden by the organisation", bluetooth.forbidden, tracked=True),
            Item("only mouse or keyboard uses it", bluetooth.lifeline),
            Item("paired devices", len(paired)),
            Item("connected devices", sum(device.connected for device in paired)),
        ]
        rows = [(d.name, d.kind.value, d.connected, d.battery) for d in paired]
        return [*facts, FactTable("paired", COLUMNS, rows)] if rows else facts
