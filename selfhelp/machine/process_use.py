"""Which programs use the most processor time and memory; their command lines are not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.machine import Machine, Probe, Reading
from selfhelp.model import Json, Platform

SAMPLE = 0.2
"""Seconds that all programs are watched."""

LISTED = 10
"""Programs listed by each of processor and memory."""


@dataclass(frozen=True, slots=True)
class ProcessUse:
    """One running program. ``processor`` is in % of one processor, ``memory`` in bytes."""

    pid: int
    name: str
    user: str
    state: str
    processor: float
    memory: int
    started: float


@dataclass(frozen=True, slots=True)
class ProcessList:
    """How many programs run, and the hungriest of them."""

    count: int
    states: Sequence[tuple[str, int]]
    top: Sequence[ProcessUse]


def hungriest(sample: float, limit: int) -> Json:
    """Watch all programs for ``sample`` seconds and return the ``limit`` first by processor and by memory.

    Our own process is left out: looking at everything makes it busy. What may not be seen of a program of
    somebody else is left empty.
    """
    import os
    import time
    from collections import Counter

    import psutil

    for _ in psutil.process_iter(["cpu_percent"]):  # the first look only starts the count
        pass
    time.sleep(sample)
    wanted = ["pid", "name", "status", "cpu_percent", "memory_info"]
    found = [(p, p.info) for p in psutil.process_iter(wanted) if p.pid != os.getpid()]
    busy = [entry for entry in found if entry[1]["cpu_percent"]]
    by_processor = sorted(busy, key=lambda f: -f[1]["cpu_percent"])[:limit]
    by_memory = sorted(found, key=lambda f: -_memory(f[1]))[:limit]
    top = {p.pid: (p, info) for p, info in by_processor + by_memory}
    return {
        "count": len(found),
        "states": sorted(Counter(info["status"] or "unknown" for _, info in found).items()),
        "top": [_entry(process, info) for process, info in top.values()],
    }


def _memory(info: Json) -> int:
    return info["memory_info"].rss if info["memory_info"] else 0


def _entry(process: Json, info: Json) -> Json:
    """Return one program; the owner is only asked of the few that are listed (a directory may be slow)."""
    more = process.as_dict(["username", "create_time"])
    return {
        "pid": info["pid"],
        "name": info["name"] or "",
        "user": more["username"] or "",
        "state": info["status"] or "",
        "processor": info["cpu_percent"] or 0.0,
        "memory": _memory(info),
        "started": more["create_time"] or 0.0,
    }


def _read(machine: Machine) -> ProcessList:
    said = machine.read(Reading(hungriest, {"sample": SAMPLE, "limit": LISTED}))
    top = [ProcessUse(**entry) for entry in said["top"]]
    return ProcessList(said["count"], [(state, count) for state, count in said["states"]], top)


PROCESS_LIST = Probe(
    "which programs use the most",
    {Platform.LINUX: _read, Platform.WINDOWS: _read, Platform.MACOS: _read},
)
