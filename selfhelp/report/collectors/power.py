"""Battery, temperatures and fans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.machine import Machine
from selfhelp.machine.sensors import SENSORS, Battery
from selfhelp.model import Column, Item, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_

COLUMNS = (Column("sensor"), Column("temperature", "°C"))


class PowerCollector(Collector):
    """How the battery is, and how warm it is inside."""

    id = "power"
    title = N_("Power and temperature")
    order = 110

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts."""
        sensors = SENSORS.read(machine)
        warm = [(name, round(value, 1)) for name, value in sensors.temperatures]
        cells = [(cell, cell.name) for cell in sensors.cells]
        return [
            *_battery(sensors.battery),
            *(Item(f"battery health {name}", cell.health, "%", tracked=True) for cell, name in cells),
            *(Item(f"battery cycles {name}", cell.cycles) for cell, name in cells),
            *(Item(f"fan {name}", turns, "rpm") for name, turns in sensors.fans),
            Table("temperatures", COLUMNS, warm) if warm else Item("temperatures", "no sensor to read"),
        ]


def _battery(battery: Battery | None) -> Iterator[Item]:
    yield Item("battery", battery is not None, tracked=True)
    if battery is not None:
        yield Item("battery charge", round(battery.charge), "%")
        yield Item("plugged in", battery.plugged)
        yield Item("battery time left", battery.left, "s")
