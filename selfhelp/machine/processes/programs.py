"""What counts as one program and as its own memory, for fixes and the report alike.

A process and those that it started from the same file count as one program, as people see a browser with
its tabs; not so where that file only runs others' programs, as a shell does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from selfhelp.core.model import Json

SHELLS = frozenset({"sh", "bash", "dash", "zsh", "fish", "ksh", "mksh", "tcsh", "csh"})

RUNS_OTHERS = re.compile(rf"(?:{'|'.join(sorted(SHELLS))}|python|perl|ruby|node|java)[\d.]*(?:\.exe)?$")
"""Files that run others' programs: what they start is a program of its own."""


def group_by_program(processes: Sequence[Json]) -> Sequence[Sequence[Json]]:
    """Return the processes by program, the one that started the others in front.

    Args:
        processes: each with its ``pid``, that of its ``parent``, and its ``file``, empty if it may not
            be seen.
    """
    known = {facts["pid"]: facts for facts in processes}
    groups: dict[int, list[Json]] = {}
    for facts in known.values():
        top, seen = facts, {facts["pid"]}
        while _belongs_to(top, known.get(top["parent"])) and top["parent"] not in seen:
            top = known[top["parent"]]
            seen.add(top["pid"])
        members = groups.setdefault(top["pid"], [top])
        if facts is not top:
            members.append(facts)
    return list(groups.values())


def _belongs_to(facts: Json, parent: Json) -> bool:
    """Whether a process is a part of the one that started it."""
    if parent is None or not facts["file"] or facts["file"] != parent["file"]:
        return False
    return not RUNS_OTHERS.match(re.split(r"[\\/]", facts["file"])[-1])


def private_memory(memory: Any) -> int:
    """Return the bytes that a process shares with no one, of psutil's memory_info."""
    own: int = getattr(memory, "private", memory.rss - getattr(memory, "shared", 0))
    return max(0, own)
