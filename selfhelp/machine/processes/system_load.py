"""The computer's load: processor, memory, and waiting work."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import read_file_content, to_float

OVERLOADED = 1.5
"""Average load, as a share of all processors' capacity, from which a computer is overloaded."""

SAMPLE = 0.2
"""Seconds over which the load of Windows is measured, because it has no load average."""


@dataclass(frozen=True, slots=True)
class SystemLoad:
    """Load of the computer's processor and memory.

    Attributes:
        processor: 1.0 means exactly enough work for all processors.
        over: the period of the ``processor`` average.
        memory: total bytes.
        available: bytes available to programs.
        swap: total swap space in bytes; None if unknown.
        swapped: used swap space in bytes, or None.
        pressure: the share of the last minute in which some work waited for cpu, memory or io, in %.
        before: ``processor`` averaged over 5 and 15 minutes (Linux, macOS).
        mhz: current average processor frequency (Linux).
        verdict: the system's own verdict on its memory (macOS).
    """

    processor: float
    over: str
    memory: int
    available: int
    swap: int | None
    swapped: int | None
    pressure: Mapping[str, float] = field(default_factory=dict)
    before: Sequence[float] = ()
    mhz: int | None = None
    verdict: str = ""


def measure_system_usage(sample: float) -> Json:
    """Return the use of processor, memory (bytes) and swap (bytes).

    If ``sample`` is 0, the system's load average of the last minute is used; otherwise the load is measured
    for that many seconds.
    """
    import psutil

    memory, count = psutil.virtual_memory(), psutil.cpu_count() or 1
    averages = [] if sample else [work / count for work in psutil.getloadavg()]
    return {
        "processor": psutil.cpu_percent(sample) / 100 if sample else averages[0],
        "before": averages[1:],
        "memory": memory.total,
        "available": memory.available,
        **_read_swap_usage(),
    }


def _read_swap_usage() -> Json:
    import psutil

    try:
        swap = psutil.swap_memory()
    except (OSError, RuntimeError):  # psutil reads Windows performance counters, which may be disabled
        return {"swap": None, "swapped": None}
    return {"swap": swap.total, "swapped": swap.used}


VERDICTS: Mapping[str, str] = MappingProxyType({"1": "normal", "2": "warning", "4": "critical"})
"""Verdicts by the number of macOS' memory pressure.

They are DISPATCH_MEMORYPRESSURE_NORMAL, _WARN and _CRITICAL (dispatch/source.h).
"""


def _read_system_load_macos(machine: Machine) -> SystemLoad:
    """Return the load with the memory pressure of Activity Monitor, from sysctl(8); untested on macOS."""
    said = machine.read(Reading(measure_system_usage, {"sample": 0}))
    try:
        level = machine.run(Command(("sysctl", "-n", "kern.memorystatus_vm_pressure_level"))).stdout.strip()
    except ProbeError:
        level = ""
    return SystemLoad(over="last minute", verdict=VERDICTS.get(level, ""), **said)


def _read_system_load_linux(machine: Machine) -> SystemLoad:
    said = machine.read(Reading(measure_system_usage, {"sample": 0}))
    pressure = {}
    for resource in ("cpu", "memory", "io"):
        share = _parse_pressure_stall(read_file_content(machine, f"/proc/pressure/{resource}", 4096))
        if share is not None:
            pressure[resource] = share
    speeds = [
        float(mhz) for mhz in re.findall(r"^cpu MHz\s*: ([\d.]+)$", _read_cpuinfo(machine), re.MULTILINE)
    ]
    mhz = round(sum(speeds) / len(speeds)) if speeds else None
    return SystemLoad(over="last minute", pressure=pressure, mhz=mhz, **said)


def _read_cpuinfo(machine: Machine) -> str:
    return read_file_content(machine, "/proc/cpuinfo", 262_144)


def _parse_pressure_stall(text: str) -> float | None:
    """Return avg60 of the line "some" in % (kernel, Documentation/accounting/psi.rst); None if missing."""
    for entry in text.splitlines():
        if entry.startswith("some "):
            fields = dict(part.split("=", 1) for part in entry.split()[1:] if "=" in part)
            return to_float(fields.get("avg60"))
    return None


def _read_system_load_windows(machine: Machine) -> SystemLoad:
    return SystemLoad(over=f"{SAMPLE:g} s", **machine.read(Reading(measure_system_usage, {"sample": SAMPLE})))


LOAD = Probe(
    "how busy this computer is",
    {
        Platform.LINUX: _read_system_load_linux,
        Platform.WINDOWS: _read_system_load_windows,
        Platform.MACOS: _read_system_load_macos,
    },
)
