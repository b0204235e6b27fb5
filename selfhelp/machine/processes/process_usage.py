"""The programs that use the most processor time and memory; their command lines aren't read.

Programs are defined in `selfhelp.machine.processes.programs`, so that the report and the fix for a slow
computer agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.processes.programs import compute_private_memory_bytes, group_by_program

SAMPLE = 0.2
"""Seconds over which all programs are measured."""

LISTED = 10
"""Maximum number of programs listed by processor time, and by memory."""


@dataclass(frozen=True, slots=True)
class ProgramUsage:
    """Usage of one program with all its processes.

    Attributes:
        pid: its most demanding process; ``user``, ``state`` and ``started`` belong to it.
        processes: their number.
        processor: total in % of one processor.
        memory: total private memory in bytes.
    """

    pid: int
    processes: int
    name: str
    user: str
    state: str
    processor: float
    memory: int
    started: float


@dataclass(frozen=True, slots=True)
class ProcessList:
    """Number of programs, and the most demanding programs by processor time and memory."""

    count: int
    states: Sequence[tuple[str, int]]
    top: Sequence[ProgramUsage]


def measure_top_processes(sample: float, limit: int) -> Json:
    """Measure all programs for ``sample`` seconds; return the top ``limit`` by processor and by memory.

    This app's own process is left out: measuring makes it busy. Inaccessible facts of other users' programs
    are left empty.
    """
    import os
    import time
    from collections import Counter

    import psutil

    for _ in psutil.process_iter(["cpu_percent"]):  # the first call only starts the measurement
        pass
    time.sleep(sample)
    wanted = ["pid", "ppid", "name", "exe", "status", "cpu_percent", "memory_info"]
    found = [_read_process_usage(p) for p in psutil.process_iter(wanted) if p.pid != os.getpid()]
    sums = sum_by_program(found)
    busy = [entry for entry in sums if entry["processor"]]
    filled = [entry for entry in sums if entry["memory"]]  # a kernel thread has none
    by_processor = sorted(busy, key=lambda entry: -entry["processor"])[:limit]
    by_memory = sorted(filled, key=lambda entry: -entry["memory"])[:limit]
    top = {entry["pid"]: entry for entry in by_processor + by_memory}
    return {
        "count": len(found),
        "states": sorted(Counter(facts["state"] or "unknown" for facts in found).items()),
        "top": [_to_usage_entry(entry) for entry in top.values()],
    }


def _read_process_usage(process: Any) -> Json:
    info = process.info
    return {
        "process": process,
        "pid": info["pid"],
        "parent": info["ppid"],
        "file": info["exe"] or "",
        "name": info["name"] or "",
        "state": info["status"] or "",
        "processor": info["cpu_percent"] or 0.0,
        "memory": compute_private_memory_bytes(info["memory_info"]) if info["memory_info"] else 0,
    }


def sum_by_program(processes: Sequence[Json]) -> Sequence[Json]:
    """Return the usage of each program, adding up processes of the same name."""
    programs: dict[str, list[Json]] = {}
    for group in group_by_program(processes):
        programs.setdefault(group[0]["name"], []).extend(group)
    return [_sum_process_usage(name, members) for name, members in programs.items()]


def _sum_process_usage(name: str, members: Sequence[Json]) -> Json:
    """Return the usage of one program, with the facts of its most demanding process."""
    hungriest_one = max(members, key=lambda one: (one["processor"], one["memory"]))
    return {
        "process": hungriest_one["process"],
        "pid": hungriest_one["pid"],
        "name": name,
        "processes": len(members),
        "state": hungriest_one["state"],
        "processor": sum(one["processor"] for one in members),
        "memory": sum(one["memory"] for one in members),
    }


def _to_usage_entry(program: Json) -> Json:
    """Return one program's usage as JSON data.

    The owner is read only for listed programs, because looking up an owner is slow.
    """
    more = program.pop("process").as_dict(["username", "create_time"])
    return {**program, "user": more["username"] or "", "started": more["create_time"] or 0.0}


def _read_process_list(machine: Machine) -> ProcessList:
    said = machine.read(Reading(measure_top_processes, {"sample": SAMPLE, "limit": LISTED}))
    top = [ProgramUsage(**entry) for entry in said["top"]]
    return ProcessList(said["count"], [(state, count) for state, count in said["states"]], top)


PROCESS_LIST = Probe(
    "which programs use the most",
    {
        Platform.LINUX: _read_process_list,
        Platform.WINDOWS: _read_process_list,
        Platform.MACOS: _read_process_list,
    },
)
