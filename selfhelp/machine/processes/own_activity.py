"""This app's own recent activity: its fixes, and the warnings it logged.

The journal's own reader (`selfhelp.engine.journal`) stands above this package and reads hundreds of runs;
a report
wants the newest few, as plain data that can be recorded. What is read here is the format that the journal
writes, and a test holds the two together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.machine import Machine, Reading
from selfhelp.machine.command_output import to_bool, to_int, to_objects, to_text

RUNS = 20
"""Runs that are listed, the newest ones."""

LARGEST = 1_000_000
TAIL = 100_000
"""Bytes of one run, and of the end of the log, that are read."""

WARNINGS = 20

_LINE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (WARNING|ERROR|CRITICAL) (\S+): (.*)$")


@dataclass(frozen=True, slots=True)
class PastRun:
    """One past run: the fix, its outcome, the time (ISO 8601), and whether it was undone."""

    fix: str
    outcome: str
    started: str
    steps: int
    undone: bool


@dataclass(frozen=True, slots=True)
class AppActivity:
    """The newest runs and warnings, newest first; ``total`` counts all runs that are kept."""

    runs: Sequence[PastRun]
    total: int
    warnings: Sequence[tuple[str, str, str]]


def scan_activity(platform: str) -> Json:
    """Return the newest runs of this user's journal and the last warnings of their log."""
    places = AppPaths.for_current_user(Platform(platform))
    files = sorted((places.data / "journal").glob("*.jsonl"))
    runs = [run for file in reversed(files[-RUNS:]) if (run := _run(file))]
    return {"runs": runs, "total": len(files), "warnings": list(_warnings(places.log / "selfhelp.log"))}


def _run(file: Path) -> Json:
    """Fold the lines of one run; a torn or foreign line is left out, a file without a beginning too."""
    lines = [line for raw in _start(file, LARGEST).splitlines() if (line := _parse_line(raw))]
    if not lines or lines[0].get("event") != "started":
        return None
    ended = [line.get("outcome") for line in lines if line.get("event") == "ended"]
    return {
        "fix": lines[0].get("id"),
        "outcome": ended[-1] if ended else "interrupted",
        "started": lines[0].get("time"),
        "steps": sum(line.get("event") == "step" for line in lines),
        "undone": any(line.get("event") == "undone" for line in lines),
    }


def _parse_line(raw: bytes) -> dict[str, Json]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _start(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(limit)
    except OSError:
        return b""


def _warnings(file: Path) -> Iterator[Json]:
    """Yield the newest warnings of the log: when, how serious, and what."""
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - TAIL))
            text = stream.read(TAIL).decode("utf-8", "replace")
    except OSError:
        return
    found = [match for line in text.splitlines() if (match := _LINE.match(line))]
    for match in found[: -WARNINGS - 1 : -1]:
        yield {"time": match[1], "level": match[2].lower(), "text": f"{match[3]}: {match[4]}"[:500]}


def read_activity(machine: Machine) -> AppActivity:
    """Return this app's recent activity.

    Raises:
        ProbeError: it cannot be read.
    """
    said = machine.read(Reading(scan_activity, {"platform": str(machine.platform)}))
    said = said if isinstance(said, dict) else {}
    runs = [
        PastRun(
            to_text(run.get("fix")),
            to_text(run.get("outcome")),
            to_text(run.get("started")),
            to_int(run.get("steps")) or 0,
            to_bool(run.get("undone")) is True,
        )
        for run in to_objects(said.get("runs"))
    ]
    warnings = [
        (to_text(entry.get("time")), to_text(entry.get("level")), to_text(entry.get("text")))
        for entry in to_objects(said.get("warnings"))
    ]
    return AppActivity(runs, to_int(said.get("total")) or 0, warnings)
