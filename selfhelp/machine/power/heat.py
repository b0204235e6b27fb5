"""Overheating, thermal throttling of the processor, and the power mode.

Linux: hwmon through psutil, the counters of Intel processors in /sys/devices/system/cpu (kernel,
``thermal_throttle``) and the firmware's mode (Documentation/ABI/testing/sysfs-platform_profile). Windows: the
counters "Thermal Zone Information" and the power scheme. macOS: pmset(1). The Windows and macOS rows were
written from documentation and are untested; the Linux files are untested on real hardware.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import (
    SLOW,
    read_script_output_objects,
    to_float,
    to_int,
    to_objects,
    to_text,
)
from selfhelp.machine.power.power_mode import MODE
from selfhelp.machine.sysfs import read_value


@dataclass(frozen=True, slots=True)
class Throttling:
    """State of the processor's throttling; unknown values are None or "".

    Attributes:
        now: whether the processor is being throttled by heat.
        limit: the speed limit in %.
        times: thermal throttling events since the system start.
        seconds: their total duration.
        mode: the power mode.
        zones: temperatures of the firmware's zones, in °C.
    """

    now: bool | None = None
    limit: int | None = None
    times: int | None = None
    seconds: float | None = None
    mode: str = ""
    zones: Sequence[tuple[str, float]] = ()


def read_heat_counters(cpus: str = "/sys/devices/system/cpu", firmware: str = "/sys/firmware/acpi") -> Json:
    """Return each package's thermal throttling count and duration (ms), and the firmware's power mode."""
    packages: dict[str, Json] = {}
    for folder in sorted(Path(cpus).glob("cpu[0-9]*/thermal_throttle")):
        package = read_value(folder.parent / "topology" / "physical_package_id")
        times = to_int(read_value(folder / "package_throttle_count"))
        spent = to_int(read_value(folder / "package_throttle_total_time_ms"))
        packages.setdefault(package, {"times": times, "spent": spent})
    return {"packages": list(packages.values()), "mode": read_value(Path(firmware, "platform_profile"))}


def _read_throttling_linux(machine: Machine) -> Throttling:
    told = machine.read(Reading(read_heat_counters))
    packages = told["packages"] if isinstance(told, dict) else []
    times = [found for package in packages if (found := to_int(package.get("times"))) is not None]
    spent = [found for package in packages if (found := to_int(package.get("spent"))) is not None]
    return Throttling(
        times=sum(times) if times else None,
        seconds=round(sum(spent) / 1000, 1) if spent else None,
        mode=to_text(told["mode"]) if isinstance(told, dict) else "",
    )


WINDOWS = (
    "Get-CimInstance Win32_PerfFormattedData_Counters_ThermalZoneInformation -ErrorAction SilentlyContinue |"
    " ForEach-Object { [pscustomobject]@{name=$_.Name; reasons=$_.ThrottleReasons;"
    " limit=$_.PercentPassiveLimit; kelvin=$_.HighPrecisionTemperature} }"
)
"""Script that reads the counters "Thermal Zone Information".

Bit 0 is throttled by heat, bit 1 by electrical current, and the limit is % of full speed.
HighPrecisionTemperature is in tenths of a kelvin. Event 37 ("limited by system firmware") isn't used: a weak
charger or a wake-up causes it too.
"""

FOR_HEAT = 0x1
FREEZING = 273.15


def _list_throttled_zones(zones: Sequence[Mapping[str, Json]]) -> Sequence[Mapping[str, Json]]:
    return [zone for zone in zones if (to_int(zone.get("reasons")) or 0) & FOR_HEAT]


def _read_throttling_windows(machine: Machine) -> Throttling:
    zones = read_script_output_objects(machine, WINDOWS)
    limits = [found for zone in zones if (found := to_int(zone.get("limit"))) is not None]
    kelvins = [(to_text(zone.get("name")), to_float(zone.get("kelvin"))) for zone in zones]
    mode = _read_windows_power_mode(machine)
    return Throttling(
        now=bool(_list_throttled_zones(zones)) if zones else None,
        limit=min(limits) if limits and min(limits) < FULL else None,
        mode=mode,
        zones=[(name, round(k / 10 - FREEZING, 1)) for name, k in kelvins if k and k > 10 * FREEZING],
    )


def _read_windows_power_mode(machine: Machine) -> str:
    try:
        return str(MODE.read(machine) or "")
    except ProbeError:
        return ""


FULL = 100


THERMAL = Command(("pmset", "-g", "therm"), timeout=SLOW)


def _parse_speed_limit(shown: str) -> int | None:
    """Return ``CPU_Speed_Limit`` of pmset(1) in %, where 100 is full speed; None if missing."""
    found = re.search(r"CPU_Speed_Limit\s*=\s*(\d+)", shown)
    return int(found[1]) if found else None


def _read_throttling_macos(machine: Machine) -> Throttling:
    limit = _parse_speed_limit(machine.run(THERMAL).stdout)
    slow = limit is not None and limit < FULL
    return Throttling(now=None if limit is None else slow, limit=limit if slow else None)


THROTTLING: Probe[Throttling] = Probe(
    "whether the processor is held back",
    {
        Platform.LINUX: _read_throttling_linux,
        Platform.WINDOWS: _read_throttling_windows,
        Platform.MACOS: _read_throttling_macos,
    },
)


# -- too hot ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeatState:
    """Evidence of heat: overheating parts, or a processor throttled by heat; in English."""

    said: Sequence[str]


_SILENT_HEAT = N_("The temperature isn't available on this computer.")


def read_temperatures() -> Json:
    """Return the temperature and limits of each sensor in °C, from hwmon (psutil); [] if there is none."""
    import psutil

    read = getattr(psutil, "sensors_temperatures", dict)
    return [
        {"name": f"{chip} {part.label}".strip(), "now": part.current, "critical": part.critical}
        for chip, parts in read().items()
        for part in parts
    ]


def _read_linux_heat(machine: Machine) -> HeatState:
    sensors = to_objects(machine.read(Reading(read_temperatures)))
    if not sensors:
        raise NotOfferedError(_SILENT_HEAT)
    return HeatState(list(_iter_overheating_sensors(sensors)))


def _iter_overheating_sensors(sensors: Sequence[Mapping[str, Json]]) -> Iterator[str]:
    """Yield the sensors near their critical value as text; sensors with an implausible limit are skipped."""
    for sensor in sensors:
        now, critical = to_float(sensor.get("now")), to_float(sensor.get("critical"))
        if now is not None and critical is not None and 60 <= critical <= 130 and now >= critical - NEAR:
            yield f"{to_text(sensor.get('name'))}: {now:.0f} °C of {critical:.0f} °C"


NEAR = 5.0
"""Degrees below the critical value at which a sensor is considered overheating."""


WINDOWS_HEAT = (
    "@(Get-CimInstance Win32_PerfFormattedData_Counters_ThermalZoneInformation -ErrorAction SilentlyContinue)"
    " | ForEach-Object { [pscustomobject]@{name=$_.Name; reasons=$_.ThrottleReasons;"
    " limit=$_.PercentPassiveLimit} }"
)
"""Script that reads the counters without temperatures, for recordings made before temperatures were read."""


def _read_windows_heat(machine: Machine) -> HeatState:
    zones = read_script_output_objects(machine, WINDOWS_HEAT)
    if not zones:
        raise NotOfferedError(_SILENT_HEAT)
    slowed = _list_throttled_zones(zones)
    return HeatState(
        [
            f"{to_text(zone.get('name'))}: held at {to_int(zone.get('limit'))} % of its speed"
            for zone in slowed
        ]
    )


def _read_macos_heat(machine: Machine) -> HeatState:
    output = machine.run(THERMAL)
    if output.code != 0:
        raise ProbeError(_SILENT_HEAT)
    limit = _parse_speed_limit(output.stdout)
    slow = limit is not None and limit < FULL
    return HeatState([f"the processor is held at {limit} % of its speed"] if slow else [])


HEAT: Probe[HeatState] = Probe(
    "whether the computer is too hot",
    {
        Platform.LINUX: _read_linux_heat,
        Platform.WINDOWS: _read_windows_heat,
        Platform.MACOS: _read_macos_heat,
    },
)
