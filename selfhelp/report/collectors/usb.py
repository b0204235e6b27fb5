"""Collects the connected USB devices, hubs and docks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Scalar
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector

if TYPE_CHECKING:
    from selfhelp.machine.devices.usb_devices import UsbDevice


COLUMNS = (
    Column("device", reveals=PrivacyClass.TEXT, key=True),  # what its maker calls it
    Column("kind"),
    Column("connection"),
    Column("maker and product number", key=True),
    Column("speed", "Mbit/s"),
    Column("port"),
    Column("asks for", "mA"),
    Column("trouble", tracked=True),
)


class UsbCollector(Collector):
    """USB and Thunderbolt devices, and their faults. Serial numbers aren't read."""

    id = "usb"
    title = N_("USB devices and docks")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 86

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section; devices that don't work come first."""
        from selfhelp.machine.devices.usb_devices import PLUGGED

        found = sorted(PLUGGED.read(machine), key=lambda device: not device.trouble)
        facts: list[Item | FactTable] = [
            Item("devices", len(found)),
            Item("faulty devices", sum(bool(device.trouble) for device in found)),
        ]
        return (
            [*facts, FactTable("plugged in", COLUMNS, [_build_usb_device_row(device) for device in found])]
            if found
            else facts
        )


def _build_usb_device_row(d: UsbDevice) -> Sequence[Scalar]:
    return (d.name, d.kind, d.bus, d.number, d.speed, d.port, d.draws, d.trouble)
