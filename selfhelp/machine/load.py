"""How busy this computer is: processor, memory, and how long work waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.answers import content, real
from selfhelp.model import Json, Platform

SAMPLE = 0.2
"""Seconds that Windows is watched: it keeps no average of its own."""


@dataclass(frozen=True, slots=True)
class Load:
    """How busy this computer is.

    Attributes:
        processor: 1.0 means that there is just enough work for all processors.
        over: what ``processor`` is an average of.
        memory: bytes in all.
        available: bytes that programs can still get.
        swap: bytes of swap space in all.
        swapped: bytes of it in use.
        pressure: how much of the last minute some work stood still for want of cpu, memory or io, in %.
    """

    processor: float
    over: str
    memory: int
    available: int
    swap: int
    swapped: int
    pressure: Mapping[str, float] = field(default_factory=dict)


def usage(sample: float) -> Json:
    """Return the use of processor, memory (bytes) and swap (bytes).

    Where ``sample`` is 0 the system's own average of the last minute is used, else it is measured so long.
    """
    import psutil

    memory, swap = psutil.virtual_memory(), psutil.swap_memory()
    busy = psutil.cpu_percent(sample) / 100 if sample else psutil.getloadavg()[0] / (psutil.cpu_count() or 1)
    return {
        "processor": busy,
        "memory": memory.total,
        "available": memory.available,
        "swap": swap.total,
        "swapped": swap.used,
    }


def _unix(machine: Machine) -> Load:
    return Load(over="last minute", **machine.read(Reading(usage, {"sample": 0})))


def _linux(machine: Machine) -> Load:
    said = machine.read(Reading(usage, {"sample": 0}))
    pressure = {}
    for resource in ("cpu", "memory", "io"):
        share = _some(content(machine, f"/proc/pressure/{resource}", 4096))
        if share is not None:
            pressure[resource] = share
    return Load(over="last minute", pressure=pressure, **said)


def _some(text: str) -> float | None:
    """Return avg60 of the line "some" (Linux kernel, Documentation/accounting/psi.rst)."""
    for entry in text.splitlines():
        if entry.startswith("some "):
            fields = dict(part.split("=", 1) for part in entry.split()[1:] if "=" in part)
            return real(fields.get("avg60"))
    return None


def _windows(machine: Machine) -> Load:
    return Load(over=f"{SAMPLE:g} s", **machine.read(Reading(usage, {"sample": SAMPLE})))


LOAD = Probe(
    "how busy this computer is",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _unix},
)
