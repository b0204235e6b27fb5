"""Picks values out of what a system answered: what is missing or has another shape is None, never a crash."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Command, File, Machine, PowerShell

SLOW = 8.0
"""Seconds for a vendor's slow program: PowerShell and system_profiler need some on an old computer.

It is less than the time limit of a section that asks them, so that nothing is left running behind it.
"""


def to_text(value: Json) -> str:
    """Return a text without the space around it; anything but a text or a number is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def to_int(value: Json) -> int | None:
    """Return a whole number from a number or its decimal digits, or None."""
    number = to_float(value)
    return None if number is None else int(number)


def to_float(value: Json) -> float | None:
    """Return a number from a number or its decimal digits, or None; infinities are None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def to_bool(value: Json) -> bool | None:
    """Return a value if it is a boolean, else None."""
    return value if isinstance(value, bool) else None


def to_objects(value: Json) -> Sequence[Mapping[str, Json]]:
    """Return the objects of a list, or one object as a list of one; anything else is left out."""
    if isinstance(value, dict):
        return [value]
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def to_texts(value: Json) -> Sequence[str]:
    """Return the texts of a list, or one text as a list of one (PowerShell unrolls lists of one)."""
    entries = value if isinstance(value, list) else [value]
    return [found for entry in entries if (found := to_text(entry))]


def read_script_output_objects(machine: Machine, script: str) -> Sequence[Mapping[str, Json]]:
    """Return the objects a PowerShell script ends in.

    Raises:
        ProbeError: Windows gave no usable answer.
    """
    return to_objects(machine.read(PowerShell(script, timeout=SLOW)))


def read_script_output_object(machine: Machine, script: str) -> Mapping[str, Json]:
    """Return the first object a PowerShell script ends in; an empty one if there is none.

    Raises:
        ProbeError: Windows gave no usable answer.
    """
    found = read_script_output_objects(machine, script)
    return found[0] if found else {}


def to_datetime(value: Json) -> datetime | None:
    """Parse an ISO 8601 time with a time zone, or None; digits below a microsecond are dropped."""
    try:
        found = datetime.fromisoformat(to_text(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def read_first_line(machine: Machine, path: str) -> str:
    """Return the first line of a small file; empty if it is missing or may not be read."""
    try:
        text = machine.read(File(path, limit=4096))
    except ProbeError:
        return ""
    return to_text(text).split("\n", 1)[0].strip("\0 ")


def read_content(machine: Machine, path: str, limit: int = 1_000_000) -> str:
    """Return the start of a file; empty if it is missing or may not be read."""
    try:
        return machine.read(File(path, limit=limit)) or ""
    except ProbeError:
        return ""


def read_printed(machine: Machine, command: Command) -> str:
    """Return the output of a program that must succeed: a failure must not read as "nothing there".

    Raises:
        ProbeError: its exit status isn't 0, or it couldn't be run.
    """
    output = machine.run(command)
    if output.code != 0:
        detail = f"{command.argv[0]}: exit status {output.code}: {output.stderr.strip()[:300]}"
        raise ProbeError(N_("This computer returned an unexpected response."), detail=detail)
    return output.stdout


def parse_assignments(text: str) -> Mapping[str, str]:
    """Return the ``NAME=value`` lines of a text; quotes around a value are taken off (os-release(5))."""
    pairs = (entry.partition("=") for entry in text.splitlines() if "=" in entry)
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def parse_colon_lines(text: str) -> Mapping[str, str]:
    """Return the ``name: value`` lines of a text; of a name said twice, the first counts."""
    found: dict[str, str] = {}
    for entry in text.splitlines():
        name, colon, value = entry.partition(":")
        if colon:
            found.setdefault(name.strip(), value.strip())
    return found


def to_iso_utc(seconds: float | None) -> str:
    """Format seconds since 1970 as ISO 8601 in UTC; empty if invalid."""
    try:
        return datetime.fromtimestamp(seconds or 0, UTC).isoformat(timespec="seconds") if seconds else ""
    except (ValueError, OverflowError, OSError):
        return ""
