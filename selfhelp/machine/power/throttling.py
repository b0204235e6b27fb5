"""Whether the processor is held back because it is too hot, and which power mode is chosen.

Linux: the counters of Intel processors in /sys/devices/system/cpu (kernel, ``thermal_throttle``) and the
firmware's mode (Documentation/ABI/testing/sysfs-platform_profile). Windows: the counters "Thermal Zone
Information" and the power scheme. macOS: pmset(1). The Windows and macOS rows are from documentation, not
tried; no computer at hand has the Linux files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import SLOW, real, whole, windows_objects, words
from selfhelp.machine.power.power_mode import MODE
from selfhelp.machine.sysfs import value


@dataclass(frozen=True, slots=True)
class Throttling:
    """How the processor is held back; what is not told is None or empty.

    Attributes:
        now: whether it is held back by heat right now.
        limit: at how many % of its speed it is held.
        times: how often it was held back by heat since the computer was started.
        seconds: for how long altogether.
        mode: how speed is weighed against power.
        zones: temperatures of the firmware's zones, in °C.
    """

    now: bool | None = None
    limit: int | None = None
    times: int | None = None
    seconds: float | None = None
    mode: str = ""
    zones: Sequence[tuple[str, float]] = ()


def heat_counters(cpus: str = "/sys/devices/system/cpu", firmware: str = "/sys/firmware/acpi") -> Json:
    """Return how often and how long (ms) each package was too hot, and the firmware's power mode."""
    packages: dict[str, Json] = {}
    for folder in sorted(Path(cpus).glob("cpu[0-9]*/thermal_throttle")):
        package = value(folder.parent / "topology" / "physical_package_id")
        times = whole(value(folder / "package_throttle_count"))
        spent = whole(value(folder / "package_throttle_total_time_ms"))
        packages.setdefault(package, {"times": times, "spent": spent})
    return {"packages": list(packages.values()), "mode": value(Path(firmware, "platform_profile"))}


def _linux(machine: Machine) -> Throttling:
    told = machine.read(Reading(heat_counters))
    packages = told["packages"] if isinstance(told, dict) else []
    times = [found for package in packages if (found := whole(package.get("times"))) is not None]
    spent = [found for package in packages if (found := whole(package.get("spent"))) is not None]
    return Throttling(
        times=sum(times) if times else None,
        seconds=round(sum(spent) / 1000, 1) if spent else None,
        mode=words(told["mode"]) if isinstance(told, dict) else "",
    )


WINDOWS = (
    "Get-CimInstance Win32_PerfFormattedData_Counters_ThermalZoneInformation -ErrorAction SilentlyContinue |"
    " ForEach-Object { [pscustomobject]@{name=$_.Name; reasons=$_.ThrottleReasons;"
    " limit=$_.PercentPassiveLimit; kelvin=$_.HighPrecisionTemperature} }"
)
"""Throttled for heat is bit 0; HighPrecisionTemperature is in tenths of a kelvin."""

FOR_HEAT = 0x1
FREEZING = 273.15


def _windows(machine: Machine) -> Throttling:
    zones = windows_objects(machine, WINDOWS)
    limits = [found for zone in zones if (found := whole(zone.get("limit"))) is not None]
    kelvins = [(words(zone.get("name")), real(zone.get("kelvin"))) for zone in zones]
    mode = _windows_mode(machine)
    return Throttling(
        now=any((whole(zone.get("reasons")) or 0) & FOR_HEAT for zone in zones) if zones else None,
        limit=min(limits) if limits and min(limits) < FULL else None,
        mode=mode,
        zones=[(name, round(k / 10 - FREEZING, 1)) for name, k in kelvins if k and k > 10 * FREEZING],
    )


def _windows_mode(machine: Machine) -> str:
    try:
        return str(MODE.read(machine) or "")
    except ProbeError:
        return ""


FULL = 100


def _macos(machine: Machine) -> Throttling:
    """``CPU_Speed_Limit = 100`` means full speed (pmset(1), ``-g therm``); less is held back."""
    output = machine.run(Command(("pmset", "-g", "therm"), timeout=SLOW))
    found = re.search(r"CPU_Speed_Limit\s*=\s*(\d+)", output.stdout)
    limit = int(found[1]) if found else None
    slow = limit is not None and limit < FULL
    return Throttling(now=None if limit is None else slow, limit=limit if slow else None)


THROTTLING: Probe[Throttling] = Probe(
    "whether the processor is held back",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)
