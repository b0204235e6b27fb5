"""Collects battery, temperatures, fans and thermal throttling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Scalar
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import read_parts_in_parallel

if TYPE_CHECKING:
    from selfhelp.machine.power.battery import BatteryPack


COLUMNS = (Column("sensor"), Column("temperature", "°C"))

BATTERY_COLUMNS = (
    Column("battery", key=True),
    Column("maker"),
    Column("model"),
    Column("kind"),
    Column("state"),
    Column("charge", "%"),
    Column("full capacity", "Wh"),
    Column("design capacity", "Wh"),
    Column("condition", tracked=True),
    Column("charges again below", "%"),
    Column("stops charging at", "%"),
    Column("serial number", reveals=PrivacyClass.HARDWARE, key=True),
)


WIRELESS_COLUMNS = (
    Column("device", reveals=PrivacyClass.DEVICE, key=True),
    Column("charge", "%"),
    Column("level", tracked=True),
    Column("state"),
)


class PowerCollector(Collector):
    """Battery state and temperatures."""

    id = "power"
    title = N_("Power and temperature")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 110

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        asked = {
            "sensors": lambda: _read_sensors(machine),
            "batteries": lambda: _read_batteries(machine),
            "batteries of devices": lambda: _read_wireless_batteries(machine),
            "throttled by heat": lambda: _read_throttling(machine),
        }
        return read_parts_in_parallel(asked, self.timeout - 0.5)


def _read_sensors(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.power.sensors import SENSORS

    sensors = SENSORS.read(machine)
    battery, warm = sensors.battery, [(name, round(value, 1)) for name, value in sensors.temperatures]
    facts: list[Item | FactTable] = [Item("battery", battery is not None, tracked=True)]
    if battery is not None:
        facts += [
            Item("battery charge", round(battery.charge), "%"),
            Item("plugged in", battery.plugged),
            Item("battery time left", battery.left, "s"),
        ]
    return [
        *facts,
        *(Item(f"fan {name}", turns, "rpm") for name, turns in sensors.fans),
        FactTable("temperatures", COLUMNS, warm) if warm else Item("temperatures", "no sensor to read"),
    ]


def _read_batteries(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.power.battery import CELLS

    cells = CELLS.read(machine)
    if not cells:
        return []
    return [
        *(Item(f"battery health {cell.name}", cell.health, "%", tracked=True) for cell in cells),
        *(Item(f"battery cycles {cell.name}", cell.cycles) for cell in cells),
        FactTable("batteries", BATTERY_COLUMNS, [_build_battery_row(cell) for cell in cells]),
    ]


def _build_battery_row(cell: BatteryPack) -> Sequence[Scalar]:
    return (
        *(cell.name, cell.maker, cell.model, cell.kind, cell.state, cell.charge, cell.holds, cell.designed),
        *(cell.condition, cell.begins, cell.stops, cell.serial),
    )


def _read_wireless_batteries(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.power.battery import WIRELESS

    rows = [(cell.name, cell.charge, cell.condition, cell.state) for cell in WIRELESS.read(machine)]
    return [FactTable("batteries of devices", WIRELESS_COLUMNS, rows)] if rows else []


def _read_throttling(machine: Machine) -> Sequence[Item | FactTable]:
    from selfhelp.machine.power.heat import THROTTLING

    found = THROTTLING.read(machine)
    zones = [(name, value) for name, value in found.zones]
    return [
        Item("power mode", found.mode, tracked=True),
        Item("throttled by heat", found.now),
        Item("processor limited to", found.limit, "%"),
        Item("times throttled by heat since startup", found.times),
        Item("time throttled by heat since startup", found.seconds, "s"),
        *([FactTable("temperature zones", COLUMNS, zones)] if zones else []),
    ]
