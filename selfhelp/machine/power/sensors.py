"""Sensor readings: battery, temperatures and fans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading


@dataclass(frozen=True, slots=True)
class BatteryReading:
    """State of the battery: ``charge`` in %, ``left`` in seconds, None if unknown."""

    charge: float
    plugged: bool | None
    left: int | None


@dataclass(frozen=True, slots=True)
class SensorReadings:
    """Values of the sensors: temperatures in °C, fans in revolutions per minute."""

    battery: BatteryReading | None
    temperatures: Sequence[tuple[str, float]]
    fans: Sequence[tuple[str, int]]


def read_sensors() -> Json:
    """Return the battery, the temperatures (°C) and the fans (revolutions per minute) from psutil."""
    import psutil

    ask = {name: getattr(psutil, f"sensors_{name}", dict) for name in ("temperatures", "fans")}  # not Windows
    found = getattr(psutil, "sensors_battery", lambda: None)()
    battery = None
    if found is not None:
        left = found.secsleft if isinstance(found.secsleft, int) and found.secsleft > 0 else None
        battery = {"charge": found.percent, "plugged": found.power_plugged, "left": left}
    return {
        "battery": battery,
        **{
            kind: [
                (f"{chip} {part.label}".strip(), part.current)
                for chip, parts in read().items()
                for part in parts
            ]
            for kind, read in ask.items()
        },
    }


def _read_sensor_readings(machine: Machine) -> SensorReadings:
    said = machine.read(Reading(read_sensors))
    battery = BatteryReading(**said["battery"]) if said["battery"] else None
    temperatures = [(name, value) for name, value in said["temperatures"]]
    return SensorReadings(battery, temperatures, [(name, value) for name, value in said["fans"]])


SENSORS = Probe(
    "battery, temperatures and fans",
    {
        Platform.LINUX: _read_sensor_readings,
        Platform.WINDOWS: _read_sensor_readings,
        Platform.MACOS: _read_sensor_readings,
    },
)
