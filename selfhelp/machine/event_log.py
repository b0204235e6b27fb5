"""The errors that the system wrote down lately, the same ones together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from selfhelp.errors import ProbeError
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.answers import whole, windows_objects, words
from selfhelp.model import Json, Platform
from selfhelp.text import N_

HOURS = 24
"""How far back is looked."""

MOST = 2000
"""Entries that are read; the newest ones."""

LINUX = Command(
    (
        *("journalctl", "--output=json", "--priority=err", "--boot", f"--since=-{HOURS}h", "--no-pager"),
        *("--reverse", f"--lines={MOST}", "--output-fields=MESSAGE,SYSLOG_IDENTIFIER,_COMM,PRIORITY"),
    ),
    timeout=4,
)

WINDOWS = (
    "@(Get-WinEvent -MaxEvents 500 -ErrorAction SilentlyContinue -FilterHashtable"
    " @{LogName='System','Application'; Level=1,2; StartTime=(Get-Date).AddHours(-24)}) | ForEach-Object {"
    ' [pscustomobject]@{Source="$($_.ProviderName) $($_.Id)"; Message=$_.Message;'
    " Time=[DateTimeOffset]::new($_.TimeCreated).ToUnixTimeSeconds()} }"
)
"""Get-WinEvent, Microsoft Learn; levels 1 critical and 2 error are numbers, so no language matters."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of error: who wrote it, one of its texts, how often, when last (seconds since 1970)."""

    source: str
    text: str
    count: int
    last: int


@dataclass(frozen=True, slots=True)
class EventLog:
    """What was written down; ``complete`` is false where this person may only see a part of it."""

    entries: Sequence[Entry]
    complete: bool = True


def _linux(machine: Machine) -> EventLog:
    output = machine.run(LINUX)
    if output.code != 0:
        raise ProbeError(N_("The system journal could not be read."), detail=output.stderr[:500])
    if not output.stdout and not machine.read(Reading(readable_journals)):
        raise ProbeError(N_("This computer keeps no journal, or this account may not read it."))
    return EventLog(_grouped(_journal(output.stdout)), "not seeing messages" not in output.stderr)


def readable_journals() -> Json:
    """Return how many journal files this person may read: journalctl does not say that there is none."""
    import os
    from pathlib import Path

    folders = (Path("/var/log/journal"), Path("/run/log/journal"))
    return sum(os.access(file, os.R_OK) for folder in folders for file in folder.glob("*/*.journal"))


def _journal(text: str) -> Iterable[tuple[str, str, int]]:
    """Read one JSON object per line; a text that is not UTF-8 comes as a list of bytes (JOURNAL EXPORT)."""
    for entry in text.splitlines():
        try:
            said = json.loads(entry)
            message = said.get("MESSAGE", "")
            if isinstance(message, list):
                message = bytes(message).decode("utf-8", "replace")
        except (ValueError, AttributeError, TypeError):
            continue  # the last line of an output that was cut
        source = words(said.get("SYSLOG_IDENTIFIER") or said.get("_COMM"))
        yield source, words(message), (whole(said.get("__REALTIME_TIMESTAMP")) or 0) // 1_000_000


def _grouped(said: Iterable[tuple[str, str, int]]) -> Sequence[Entry]:
    """Put the same ones together, numbers in them aside; most frequent first."""
    groups: dict[tuple[str, str], Entry] = {}
    for source, text, moment in said:
        key = (source, _shape(text))
        known = groups.get(key, Entry(source, text[:500], 0, moment))
        groups[key] = Entry(source, known.text, known.count + 1, max(known.last, moment))
    return sorted(groups.values(), key=lambda e: (-e.count, -e.last))


def _shape(text: str) -> str:
    """Return a text without its digits, so that process numbers and times do not tell two apart."""
    return "".join(c for c in text[:200] if not c.isdigit())


def _windows(machine: Machine) -> EventLog:
    found = windows_objects(machine, WINDOWS)
    said = ((words(e.get("Source")), words(e.get("Message")), whole(e.get("Time")) or 0) for e in found)
    return EventLog(_grouped(said))


def crash_reports(folders: list[str], hours: float) -> Json:
    """Return name and time (seconds since 1970) of the crash reports of the last hours."""
    import time
    from pathlib import Path

    oldest = time.time() - hours * 3600
    found = []
    for folder in folders:
        for path in Path(folder).expanduser().glob("*.ips"):
            changed = path.stat().st_mtime
            if changed >= oldest:
                found.append((path.name, int(changed)))
    return found


MACOS_REPORTS = ("~/Library/Logs/DiagnosticReports", "/Library/Logs/DiagnosticReports")


def _macos(machine: Machine) -> EventLog:
    """Return the programs that crashed: reading the unified log takes longer than a snapshot may."""
    said = machine.read(Reading(crash_reports, {"folders": list(MACOS_REPORTS), "hours": HOURS}))
    return EventLog(_grouped((name.rpartition("-20")[0] or name, "crashed", at) for name, at in said))


EVENT_LOG = Probe(
    "the errors of the last day",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)
