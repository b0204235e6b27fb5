"""Battery, temperatures and fans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import assignments, content, whole

SUPPLIES = ("BAT0", "BAT1", "BATT", "BATC", "CMB0", "macsmc-battery")
"""Names that kernel drivers give to a computer's own batteries in /sys/class/power_supply."""


@dataclass(frozen=True, slots=True)
class Battery:
    """The battery as a whole; ``charge`` in %, ``left`` in seconds, None where the system cannot tell."""

    charge: float
    plugged: bool | None
    left: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One battery's wear: ``health`` is what it still holds of its design, in %."""

    name: str
    health: int | None
    cycles: int | None


@dataclass(frozen=True, slots=True)
class Sensors:
    """What is measured inside. Temperatures are in °C, fans in turns per minute."""

    battery: Battery | None
    temperatures: Sequence[tuple[str, float]]
    fans: Sequence[tuple[str, int]]
    cells: Sequence[Cell] = ()


def measured() -> Json:
    """Return the battery, the temperatures (°C) and the fans (turns per minute) that psutil can read."""
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


def _read(machine: Machine, cells: Sequence[Cell] = ()) -> Sensors:
    said = machine.read(Reading(measured))
    battery = Battery(**said["battery"]) if said["battery"] else None
    temperatures = [(name, value) for name, value in said["temperatures"]]
    return Sensors(battery, temperatures, [(name, value) for name, value in said["fans"]], cells)


def _linux(machine: Machine) -> Sensors:
    found = ((name, content(machine, f"/sys/class/power_supply/{name}/uevent", 65536)) for name in SUPPLIES)
    return _read(machine, [_cell(name, text) for name, text in found if text])


def _cell(name: str, text: str) -> Cell:
    """Return a battery's wear from its uevent: charge in µAh or energy in µWh (kernel, sysfs-class-power)."""
    said = assignments(text)
    for kind in ("ENERGY", "CHARGE"):
        full = whole(said.get(f"POWER_SUPPLY_{kind}_FULL"))
        design = whole(said.get(f"POWER_SUPPLY_{kind}_FULL_DESIGN"))
        if full is not None and design:
            return Cell(name, round(100 * full / design), whole(said.get("POWER_SUPPLY_CYCLE_COUNT")))
    return Cell(name, None, whole(said.get("POWER_SUPPLY_CYCLE_COUNT")))


SENSORS = Probe(
    "battery, temperatures and fans",
    {Platform.LINUX: _linux, Platform.WINDOWS: _read, Platform.MACOS: _read},
)
