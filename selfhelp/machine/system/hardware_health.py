"""What the parts of a computer say about themselves: drives, memory, heat.

Linux: drives through UDisks2, which reads SMART as root and tells everybody (udisks, D-Bus API:
``Drive.Ata``, ``NVMe.Controller``); memory through EDAC (kernel, "Reliability, Availability and
Serviceability"); heat through hwmon. Windows: Get-PhysicalDisk, events by number and thermal counters;
macOS: system_profiler and pmset(1). The Windows and macOS rows are from documentation, not tried.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import SLOW, objects, real, texts, truth, whole, windows_objects, words
from selfhelp.machine.storage.drives import DRIVES, UDISKS, properties


@dataclass(frozen=True, slots=True)
class DriveFault:
    """One drive that does not call itself healthy: its model, and what it says, in English."""

    model: str
    said: str


def _linux_drives(machine: Machine) -> Sequence[DriveFault]:
    output = machine.run(Command(UDISKS, timeout=6.0))
    if output.code != 0:
        raise NotOfferedError(_SILENT_DRIVES, detail=output.stderr[:300])
    try:
        known = json.loads(output.stdout)["data"][0]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise ProbeError(N_("The drives gave no usable answer."), detail=repr(error)) from error
    drives = [properties(interfaces) for interfaces in known.values() if isinstance(interfaces, dict)]
    told = [drive for drive in drives if "SmartUpdated" in drive and whole(drive["SmartUpdated"])]
    if not told:
        raise NotOfferedError(_SILENT_DRIVES)
    return [DriveFault(words(d.get("Model")) or "drive", said) for d in told if (said := _smart(d))]


def _smart(drive: Mapping[str, Json]) -> str:
    """Return what SMART complains of, or ""."""
    complaints = ["SMART: failing"] if truth(drive.get("SmartFailing")) else []
    complaints += [f"NVMe: {warning}" for warning in texts(drive.get("SmartCriticalWarning") or [])]
    return ", ".join(complaints)


def _said_drives(machine: Machine) -> Sequence[DriveFault]:
    """Windows ("Healthy", "Warning", "Unhealthy") and macOS ("Verified", "Failing", "Not Supported")."""
    drives = [drive for drive in DRIVES.read(machine) if drive.health]
    if not drives:
        raise NotOfferedError(_SILENT_DRIVES)
    bad = ("warning", "unhealthy", "failing")
    return [DriveFault(d.model or "drive", d.health) for d in drives if d.health.casefold() in bad]


_SILENT_DRIVES = N_("This computer does not tell how its drives are.")

DRIVE_FAULTS = Probe(
    "which drives are failing",
    {Platform.LINUX: _linux_drives, Platform.WINDOWS: _said_drives, Platform.MACOS: _said_drives},
)


def memory_counters(folder: str = "/sys/devices/system/edac/mc") -> Json:
    """Return corrected and uncorrected memory errors since the start; None without error-checking memory."""
    from pathlib import Path

    controllers = sorted(Path(folder).glob("mc[0-9]*"))
    if not controllers:
        return None
    counts = {"corrected": 0, "uncorrected": 0}
    for controller in controllers:
        for name, file in (("corrected", "ce_count"), ("uncorrected", "ue_count")):
            counts[name] += whole((controller / file).read_text("ascii", "replace").strip()) or 0
    return counts


def _linux_memory(machine: Machine) -> int:
    counts = machine.read(Reading(memory_counters))
    if counts is None:
        raise NotOfferedError(N_("This computer's memory does not count errors."))
    return _more_than_chance(int(counts["uncorrected"]), int(counts["corrected"]))


def _more_than_chance(uncorrected: int, corrected: int) -> int:
    return uncorrected + (corrected if corrected >= MANY_CORRECTED else 0)


MANY_CORRECTED = 100
"""Corrected errors that are no longer chance; a single one now and then is normal."""

WINDOWS_MEMORY = (
    "@(Get-WinEvent -MaxEvents 200 -ErrorAction SilentlyContinue -FilterHashtable @{LogName='System';"
    " ProviderName='Microsoft-Windows-WHEA-Logger'; Id=46,47; StartTime=(Get-Date).AddDays(-30)}) |"
    " ForEach-Object { [pscustomobject]@{Id=$_.Id} }"
)
"""WHEA-Logger 46 and 47: fatal and corrected memory errors. Numbers, so no language matters."""

FATAL = 46


def _windows_memory(machine: Machine) -> int:
    numbers = [whole(event.get("Id")) for event in windows_objects(machine, WINDOWS_MEMORY)]
    fatal = numbers.count(FATAL)
    return _more_than_chance(fatal, len(numbers) - fatal)


def _macos_memory(machine: Machine) -> int:
    shown = machine.run(Command(("system_profiler", "-json", "SPMemoryDataType"), timeout=SLOW))
    try:
        report = json.loads(shown.stdout)["SPMemoryDataType"]
    except (ValueError, KeyError, TypeError) as error:
        raise ProbeError(N_("The memory gave no usable answer."), detail=repr(error)) from error
    modules = [module for bank in objects(report) for module in objects(bank.get("_items"))]
    return sum(words(module.get("dimm_status")).casefold() not in ("", "ok", "empty") for module in modules)


MEMORY_FAULTS = Probe(
    "how many memory errors there were",
    {Platform.LINUX: _linux_memory, Platform.WINDOWS: _windows_memory, Platform.MACOS: _macos_memory},
)


@dataclass(frozen=True, slots=True)
class Heat:
    """What is too hot, or that the processor is slowed down because of it; in English."""

    said: Sequence[str]


_SILENT_HEAT = N_("This computer does not tell how warm it is.")


def temperatures() -> Json:
    """Return each sensor with its limits in °C, as hwmon knows them (psutil); empty where there is none."""
    import psutil

    read = getattr(psutil, "sensors_temperatures", dict)
    return [
        {"name": f"{chip} {part.label}".strip(), "now": part.current, "critical": part.critical}
        for chip, parts in read().items()
        for part in parts
    ]


def _linux_heat(machine: Machine) -> Heat:
    sensors = objects(machine.read(Reading(temperatures)))
    if not sensors:
        raise NotOfferedError(_SILENT_HEAT)
    return Heat(list(_too_hot(sensors)))


def _too_hot(sensors: Sequence[Mapping[str, Json]]) -> Iterator[str]:
    """Yield the sensors near their critical value; a limit that no part can have is a broken sensor."""
    for sensor in sensors:
        now, critical = real(sensor.get("now")), real(sensor.get("critical"))
        if now is not None and critical is not None and 60 <= critical <= 130 and now >= critical - NEAR:
            yield f"{words(sensor.get('name'))}: {now:.0f} °C of {critical:.0f} °C"


NEAR = 5.0
"""Degrees below the critical value at which a computer is too hot to go on like this."""

WINDOWS_HEAT = (
    "@(Get-CimInstance Win32_PerfFormattedData_Counters_ThermalZoneInformation -ErrorAction SilentlyContinue)"
    " | ForEach-Object { [pscustomobject]@{name=$_.Name; reasons=$_.ThrottleReasons;"
    " limit=$_.PercentPassiveLimit} }"
)
"""The counters "Thermal Zone Information": throttled for heat is bit 0, for electrical current bit 1, and the
limit is % of full speed. Event 37 ("limited by system firmware") is no sign: a weak charger or a wake-up
writes it too."""

FOR_HEAT = 0x1


def _windows_heat(machine: Machine) -> Heat:
    zones = windows_objects(machine, WINDOWS_HEAT)
    if not zones:
        raise NotOfferedError(_SILENT_HEAT)
    slowed = [zone for zone in zones if (whole(zone.get("reasons")) or 0) & FOR_HEAT]
    return Heat(
        [f"{words(zone.get('name'))}: held at {whole(zone.get('limit'))} % of its speed" for zone in slowed]
    )


def _macos_heat(machine: Machine) -> Heat:
    """``CPU_Speed_Limit = 100`` means full speed (pmset(1), -g therm); less is throttled."""
    output = machine.run(Command(("pmset", "-g", "therm"), timeout=SLOW))
    if output.code != 0:
        raise ProbeError(_SILENT_HEAT)
    limits = [line.partition("=")[2] for line in output.stdout.splitlines() if "CPU_Speed_Limit" in line]
    slowed = [limit for text in limits if (limit := whole(text.strip())) is not None and limit < FULL]
    return Heat([f"the processor is held at {limit} % of its speed" for limit in slowed])


FULL = 100

HEAT = Probe(
    "whether the computer is too hot",
    {Platform.LINUX: _linux_heat, Platform.WINDOWS: _windows_heat, Platform.MACOS: _macos_heat},
)
