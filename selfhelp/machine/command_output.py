"""Parses values in the output of programs and scripts; anything missing or malformed is None or empty."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Command, File, Machine, PowerShell

SLOW = 8.0
"""Timeout for slow vendor programs, in seconds.

PowerShell and system_profiler take several seconds on an old computer. The timeout is shorter than the time
limit of a report section, so that nothing is left running.
"""


def to_text(value: Json) -> str:
    """Return a string or number as stripped text; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def to_int(value: Json) -> int | None:
    """Return a number, or a string of decimal digits, as int; None for anything else."""
    number = to_float(value)
    return None if number is None else int(number)


def to_float(value: Json) -> float | None:
    """Return a number, or a string of decimal digits, as float; None for anything else or infinity."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def to_bool(value: Json) -> bool | None:
    """Return a boolean unchanged; None for anything else."""
    return value if isinstance(value, bool) else None


def to_objects(value: Json) -> Sequence[Mapping[str, Json]]:
    """Return the objects in a list; a single object becomes a list with one item."""
    if isinstance(value, dict):
        return [value]
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def to_texts(value: Json) -> Sequence[str]:
    """Return the non-empty texts in a list; a single text becomes a list with one item.

    PowerShell unrolls lists with one item.
    """
    entries = value if isinstance(value, list) else [value]
    return [found for entry in entries if (found := to_text(entry))]


def read_script_output_objects(machine: Machine, script: str) -> Sequence[Mapping[str, Json]]:
    """Run a PowerShell script and return the objects it outputs.

    Raises:
        ProbeError: the script failed or returned something unexpected.
    """
    return to_objects(machine.read(PowerShell(script, timeout=SLOW)))


def read_script_output_object(machine: Machine, script: str) -> Mapping[str, Json]:
    """Run a PowerShell script and return the first object it outputs; {} if there is none.

    Raises:
        ProbeError: the script failed or returned something unexpected.
    """
    found = read_script_output_objects(machine, script)
    return found[0] if found else {}


def to_datetime(value: Json) -> datetime | None:
    """Return an ISO 8601 time with a time zone as a datetime; None if invalid.

    Digits below a microsecond are dropped.
    """
    try:
        found = datetime.fromisoformat(to_text(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def read_first_line(machine: Machine, path: str) -> str:
    """Return the first line of a small file; "" if it's missing or unreadable."""
    try:
        text = machine.read(File(path, limit=4096))
    except ProbeError:
        return ""
    return to_text(text).split("\n", 1)[0].strip("\0 ")


def read_file_content(machine: Machine, path: str, limit: int = 1_000_000) -> str:
    """Return the start of a file; "" if it's missing or unreadable."""
    try:
        return machine.read(File(path, limit=limit)) or ""
    except ProbeError:
        return ""


def run_and_read_output(machine: Machine, command: Command) -> str:
    """Return the output of a program that must succeed: a failure must not look like empty output.

    Raises:
        ProbeError: the exit status isn't 0, or the program couldn't be run.
    """
    output = machine.run(command)
    if output.code != 0:
        detail = f"{command.argv[0]}: exit status {output.code}: {output.stderr.strip()[:300]}"
        raise ProbeError(N_("This computer returned an unexpected response."), detail=detail)
    return output.stdout


def parse_assignments(text: str) -> Mapping[str, str]:
    """Return the values of ``NAME=value`` lines by name, without quotes around them (os-release(5))."""
    pairs = (entry.partition("=") for entry in text.splitlines() if "=" in entry)
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def parse_colon_lines(text: str) -> Mapping[str, str]:
    """Return the values of ``name: value`` lines by name; of a repeated name, the first value applies."""
    found: dict[str, str] = {}
    for entry in text.splitlines():
        name, colon, value = entry.partition(":")
        if colon:
            found.setdefault(name.strip(), value.strip())
    return found
