"""Health reports of drives and memory.

Linux: drives through UDisks2, which reads SMART as root and publishes it (udisks, D-Bus API: ``Drive.Ata``,
``NVMe.Controller``); memory through EDAC (kernel, "Reliability, Availability and Serviceability"). Windows:
Get-PhysicalDisk and events by number; macOS: system_profiler(8). The Windows and macOS rows were written from
documentation and are untested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import (
    read_script_output_objects,
    to_bool,
    to_int,
    to_objects,
    to_text,
    to_texts,
)
from selfhelp.machine.storage.drives import DRIVES, UDISKS, parse_udisks_drives
from selfhelp.machine.system_profiler import read_parts_of_kind


@dataclass(frozen=True, slots=True)
class DriveFault:
    """One drive that reports a fault: its model and complaint, in English."""

    model: str
    said: str


def _read_linux_drives(machine: Machine) -> Sequence[DriveFault]:
    output = machine.run(Command(UDISKS, timeout=6.0))
    if output.code != 0:
        raise NotOfferedError(_SILENT_DRIVES, detail=output.stderr[:300])
    drives = parse_udisks_drives(output.stdout)
    told = [drive for drive in drives if "SmartUpdated" in drive and to_int(drive["SmartUpdated"])]
    if not told:
        raise NotOfferedError(_SILENT_DRIVES)
    return [
        DriveFault(to_text(d.get("Model")) or "drive", said)
        for d in told
        if (said := _list_smart_complaints(d))
    ]


def _list_smart_complaints(drive: Mapping[str, Json]) -> str:
    """Return the complaints in a drive's SMART data as text; "" if there are none."""
    complaints = ["SMART: failing"] if to_bool(drive.get("SmartFailing")) else []
    complaints += [f"NVMe: {warning}" for warning in to_texts(drive.get("SmartCriticalWarning") or [])]
    return ", ".join(complaints)


def _read_drive_verdicts(machine: Machine) -> Sequence[DriveFault]:
    """Return the drives that report a fault on Windows or macOS.

    Windows: "Healthy", "Warning", "Unhealthy"; macOS: "Verified", "Failing", "Not Supported".
    """
    drives = [drive for drive in DRIVES.read(machine) if drive.health]
    if not drives:
        raise NotOfferedError(_SILENT_DRIVES)
    bad = ("warning", "unhealthy", "failing")
    return [DriveFault(d.model or "drive", d.health) for d in drives if d.health.casefold() in bad]


_SILENT_DRIVES = N_("Drive health isn't available on this computer.")

DRIVE_FAULTS = Probe(
    "which drives are failing",
    {
        Platform.LINUX: _read_linux_drives,
        Platform.WINDOWS: _read_drive_verdicts,
        Platform.MACOS: _read_drive_verdicts,
    },
)


def read_memory_error_counters(folder: str = "/sys/devices/system/edac/mc") -> Json:
    """Return the corrected and uncorrected memory errors since the start; None without ECC memory."""
    from pathlib import Path

    controllers = sorted(Path(folder).glob("mc[0-9]*"))
    if not controllers:
        return None
    counts = {"corrected": 0, "uncorrected": 0}
    for controller in controllers:
        for name, file in (("corrected", "ce_count"), ("uncorrected", "ue_count")):
            counts[name] += to_int((controller / file).read_text("ascii", "replace").strip()) or 0
    return counts


def _count_linux_memory_errors(machine: Machine) -> int:
    counts = machine.read(Reading(read_memory_error_counters))
    if counts is None:
        raise NotOfferedError(N_("Memory error counts aren't available on this computer."))
    return _count_significant_errors(int(counts["uncorrected"]), int(counts["corrected"]))


def _count_significant_errors(uncorrected: int, corrected: int) -> int:
    return uncorrected + (corrected if corrected >= MANY_CORRECTED else 0)


MANY_CORRECTED = 100
"""Number of corrected errors that indicates a fault; occasional errors are normal."""

WINDOWS_MEMORY = (
    "@(Get-WinEvent -MaxEvents 200 -ErrorAction SilentlyContinue -FilterHashtable @{LogName='System';"
    " ProviderName='Microsoft-Windows-WHEA-Logger'; Id=46,47; StartTime=(Get-Date).AddDays(-30)}) |"
    " ForEach-Object { [pscustomobject]@{Id=$_.Id} }"
)
"""Script that reads memory errors: WHEA-Logger 46 is fatal, 47 corrected; event numbers aren't localised."""

FATAL = 46


def _count_windows_memory_errors(machine: Machine) -> int:
    numbers = [to_int(event.get("Id")) for event in read_script_output_objects(machine, WINDOWS_MEMORY)]
    fatal = numbers.count(FATAL)
    return _count_significant_errors(fatal, len(numbers) - fatal)


def _count_macos_memory_faults(machine: Machine) -> int:
    banks = read_parts_of_kind(machine, "SPMemoryDataType")
    modules = [module for bank in banks for module in to_objects(bank.get("_items"))]
    return sum(to_text(module.get("dimm_status")).casefold() not in ("", "ok", "empty") for module in modules)


MEMORY_FAULTS = Probe(
    "how many memory errors there were",
    {
        Platform.LINUX: _count_linux_memory_errors,
        Platform.WINDOWS: _count_windows_memory_errors,
        Platform.MACOS: _count_macos_memory_faults,
    },
)
