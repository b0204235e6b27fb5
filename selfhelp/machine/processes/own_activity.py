"""This app's own recent activity: its fixes, and the warnings it logged.

The journal's own reader (`selfhelp.engine.journal`) is in a higher layer and reads hundreds of runs; a report
needs only the newest runs, as plain data that can be recorded. A test verifies that the format matches the
journal's.
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
"""Maximum number of runs to list; the newest runs are kept."""

LARGEST = 1_000_000
TAIL = 100_000
"""Maximum number of bytes read from one run, and from the end of the log."""

WARNINGS = 20

_LINE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (WARNING|ERROR|CRITICAL) (\S+): (.*)$")


@dataclass(frozen=True, slots=True)
class PastRun:
    """One past run: the fix, its outcome, its time (ISO 8601), and whether the user undid it."""

    fix: str
    outcome: str
    started: str
    steps: int
    undone: bool


@dataclass(frozen=True, slots=True)
class AppActivity:
    """Newest runs and warnings of this app, newest first; ``total`` is the number of stored runs."""

    runs: Sequence[PastRun]
    total: int
    warnings: Sequence[tuple[str, str, str]]


def scan_own_activity(platform: str) -> Json:
    """Return the newest runs of this user's journal and the last warnings of the app's log."""
    places = AppPaths.create_for_current_user(Platform(platform))
    files = sorted((places.data / "journal").glob("*.jsonl"))
    runs = [run for file in reversed(files[-RUNS:]) if (run := _read_log_of_run(file))]
    return {
        "runs": runs,
        "total": len(files),
        "warnings": list(_iter_log_warnings(places.log / "selfhelp.log")),
    }


def _read_log_of_run(file: Path) -> Json:
    """Return one run from its journal file, without invalid lines; None for a file without a beginning."""
    lines = [line for raw in _read_file_start(file, LARGEST).splitlines() if (line := _parse_log_line(raw))]
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


def _parse_log_line(raw: bytes) -> dict[str, Json]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _read_file_start(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(limit)
    except OSError:
        return b""


def _iter_log_warnings(file: Path) -> Iterator[Json]:
    """Yield the newest warnings in the app's log: time, level and message."""
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - TAIL))
            text = stream.read(TAIL).decode("utf-8", "replace")
    except OSError:
        return
    found = [match for line in text.splitlines() if (match := _LINE.match(line))]
    for match in found[: -WARNINGS - 1 : -1]:
        yield {"time": match[1], "level": match[2].lower(), "text": f"{match[3]}: {match[4]}"[:500]}


def read_own_activity(machine: Machine) -> AppActivity:
    """Return this app's recent activity.

    Raises:
        ProbeError: the activity can't be read.
    """
    said = machine.read(Reading(scan_own_activity, {"platform": str(machine.platform)}))
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
