"""Programs that recently crashed or stopped responding, and the faulty modules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.model import Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import read_script_output_objects, to_bool, to_int, to_text
from selfhelp.machine.processes.event_log import MACOS_REPORTS, read_crash_reports

DAYS = 7
"""Number of days to search back for crashes."""

WINDOWS = (
    "try{$found=@(Get-WinEvent -MaxEvents 500 -ErrorAction Stop -FilterHashtable"
    " @{LogName='Application';ProviderName='Application Error','Application Hang';Id=1000,1002;"
    "StartTime=(Get-Date).AddDays(-7)})}"
    "catch{if($_.FullyQualifiedErrorId -notlike 'NoMatchingEventsFound*'){throw};$found=@()};"
    '$found|ForEach-Object{[pscustomobject]@{Program="$($_.Properties[0].Value)";'
    "Module=$(if($_.Id -eq 1000){\"$($_.Properties[3].Value)\"}else{''});Hung=($_.Id -eq 1002);"
    "Time=[int64]($_.TimeCreated.ToUniversalTime()-[datetime]'1970-01-01').TotalSeconds}}"
)
"""Script that reads the events 1000 (Application Error) and 1002 (Application Hang).

The first property is the program's file, the fourth of a crash is the module. Numbers and file names aren't
localised. Source: learn.microsoft.com, "Outlook not responding, stops responding, hangs, freezes, or
crashes". Untested on Windows.
"""


@dataclass(frozen=True, slots=True)
class Crash:
    """A crash of a program, or a hang that Windows detected.

    Attributes:
        program: its file on Windows (``OUTLOOK.EXE``), its name on macOS. External text.
        module: the file of the faulty module; "" if unknown.
        at: its time, in seconds since 1970.
        hung: whether it hung instead of crashing.
    """

    program: str
    module: str
    at: int
    hung: bool = False


def _read_crashes_windows(machine: Machine) -> Sequence[Crash]:
    return [
        Crash(
            to_text(event.get("Program")),
            to_text(event.get("Module")),
            to_int(event.get("Time")) or 0,
            to_bool(event.get("Hung")) or False,
        )
        for event in read_script_output_objects(machine, WINDOWS)
    ]


def _read_crashes_macos(machine: Machine) -> Sequence[Crash]:
    """Return the crashes named in crash reports, such as ``Microsoft Word-2025-11-20-101112.ips``.

    Source: Apple, "Acquiring crash reports and diagnostic logs".
    """
    params = {"folders": list(MACOS_REPORTS), "hours": DAYS * 24}
    found = machine.read(Reading(read_crash_reports, params))
    return [Crash(name.rpartition("-20")[0] or name, "", at) for name, at in found]


CRASHES: Probe[Sequence[Crash]] = Probe(
    "programs that crashed or hung in the last days",
    {Platform.WINDOWS: _read_crashes_windows, Platform.MACOS: _read_crashes_macos},
)


def find_crashes(machine: Machine, programs: Sequence[str], after: float = 0) -> Sequence[Crash]:
    """Return the crashes of these programs after a time (seconds since 1970), newest first.

    Raises:
        ProbeError: the crash records couldn't be read.
        NotOfferedError: this system has no row.
    """
    wanted = {name.lower() for name in programs}
    found = [c for c in CRASHES.read(machine) if c.program.lower() in wanted and c.at > after]
    return sorted(found, key=lambda crash: -crash.at)


def describe_crash(crash: Crash) -> str:
    """Return a crash in one line for technicians: the program, the type of failure, and the module."""
    what = "hung" if crash.hung else "crashed"
    return f"{crash.program} {what}" + (f" in {crash.module}" if crash.module else "")
