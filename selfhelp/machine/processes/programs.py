"""Groups processes into programs and measures their memory, for fixes and the report.

A process and its children from the same executable are one program, like a browser with its tabs, unless the
executable runs other programs, as a shell does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading

SHELLS = frozenset({"sh", "bash", "dash", "zsh", "fish", "ksh", "mksh", "tcsh", "csh"})

RUNS_OTHERS = re.compile(rf"(?:{'|'.join(sorted(SHELLS))}|python|perl|ruby|node|java)[\d.]*(?:\.exe)?$")
"""Pattern of executables that run other programs, so that each child is a separate program."""


def group_by_program(processes: Sequence[Json]) -> Sequence[Sequence[Json]]:
    """Return the processes grouped by program, each group's first process first.

    Args:
        processes: each with ``pid``, ``parent`` (the parent's PID) and ``file`` (the executable's path; "" if
            unknown).
    """
    known = {facts["pid"]: facts for facts in processes}
    groups: dict[int, list[Json]] = {}
    for facts in known.values():
        top, seen = facts, {facts["pid"]}
        while _is_same_program(top, known.get(top["parent"])) and top["parent"] not in seen:
            top = known[top["parent"]]
            seen.add(top["pid"])
        members = groups.setdefault(top["pid"], [top])
        if facts is not top:
            members.append(facts)
    return list(groups.values())


def _is_same_program(facts: Json, parent: Json) -> bool:
    """Return whether a process belongs to its parent's program."""
    if parent is None or not facts["file"] or facts["file"] != parent["file"]:
        return False
    return not RUNS_OTHERS.match(re.split(r"[\\/]", facts["file"])[-1])


def compute_private_memory_bytes(memory: Any) -> int:
    """Return the private memory of a process in bytes, from psutil's memory_info."""
    own: int = getattr(memory, "private", memory.rss - getattr(memory, "shared", 0))
    return max(0, own)


def list_process_names() -> Json:
    """Return the names of all processes, without duplicates."""
    import psutil

    return sorted({process.info["name"] or "" for process in psutil.process_iter(["name"])})


def _read_process_names(machine: Machine) -> Sequence[str]:
    names: Sequence[str] = machine.read(Reading(list_process_names))
    return names


PROCESS_NAMES: Probe[Sequence[str]] = Probe(
    "which programs run",
    {
        Platform.LINUX: _read_process_names,
        Platform.WINDOWS: _read_process_names,
        Platform.MACOS: _read_process_names,
    },
)
