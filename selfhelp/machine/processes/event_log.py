"""Recent errors in the system's log, grouped by source and message."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import read_script_output_objects, to_int, to_text

HOURS = 24
"""Number of hours to search back for errors."""

MOST = 2000
WINDOWS_MOST = 500
"""Maximum number of entries; the newest entries are kept.

The limit is applied at the source: a journal may have gigabytes.
"""

FIELDS = "MESSAGE,SYSLOG_IDENTIFIER,_COMM,UNIT,COREDUMP_COMM,COREDUMP_SIGNAL_NAME"

LINUX = Command(
    (
        *("journalctl", "--output=json", "--priority=err", f"--since=-{HOURS}h", "--no-pager"),
        *("--reverse", f"--lines={MOST}", f"--output-fields={FIELDS}"),
    ),
    timeout=4,
)
"""Command that reads errors with journalctl(1).

A crash is an entry of systemd-coredump with its own fields (systemd-coredump(8)).
"""

WINDOWS = (
    f"@(Get-WinEvent -MaxEvents {WINDOWS_MOST} -ErrorAction SilentlyContinue -FilterHashtable"
    " @{LogName='System','Application'; Level=1,2; StartTime=(Get-Date).AddHours(-24)}) | ForEach-Object {"
    "$c=$_.ProviderName -in 'Application Error','Application Hang';"
    ' [pscustomobject]@{Source="$($_.ProviderName) $($_.Id)"; Message=$_.Message;'
    " Time=[int64]($_.TimeCreated.ToUniversalTime()-[datetime]'1970-01-01').TotalSeconds;"
    ' Program=$(if($c){"$($_.Properties[0].Value)"});'
    ' Module=$(if($c -and $_.Id -eq 1000){"$($_.Properties[3].Value)"}) } }'
)
"""Script that reads errors (Get-WinEvent, Microsoft Learn); the levels 1 critical and 2 error are numbers.

A crash has the properties described in `selfhelp.machine.processes.crashes`.
"""


@dataclass(frozen=True, slots=True)
class LogMessage:
    """One entry of the system's log.

    Attributes:
        source, text: its source and message. External text.
        at: its time, in seconds since 1970.
        program: the program that crashed or hung, or "". External text.
        how: the way it ended, in the system's words: ``SIGSEGV``, ``hung`` …
        part: the file of the faulty module, if known.
    """

    source: str
    text: str
    at: int
    program: str = ""
    how: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A group of equal errors: source, example, count, and time of the last error (seconds since 1970)."""

    source: str
    text: str
    count: int
    last: int


@dataclass(frozen=True, slots=True)
class EventLog:
    """Recent errors in the system's log.

    Attributes:
        entries: grouped errors, most frequent first.
        complete: false if this user may read only a part of the log.
        crashes: entries about programs that crashed or hung.
        times: the time of each error, in seconds since 1970.
        cut: whether older entries were left out.
    """

    entries: Sequence[LogEntry]
    complete: bool = True
    crashes: Sequence[LogMessage] = ()
    times: Sequence[int] = ()
    cut: bool = False


def _to_event_log(said: Sequence[LogMessage], most: int, *, complete: bool = True) -> EventLog:
    crashes = [entry for entry in said if entry.program]
    return EventLog(_group_messages(said), complete, crashes, [entry.at for entry in said], len(said) >= most)


def _read_event_log_linux(machine: Machine) -> EventLog:
    output = machine.run(LINUX)
    if output.code != 0:
        raise ProbeError(N_("The system log couldn't be read."), detail=output.stderr[:500])
    journals = machine.read(Reading(count_journal_files))
    if not output.stdout and not journals["readable"]:
        raise ProbeError(N_("This computer has no system log, or your account can't read it."))
    log = _to_event_log(list(_iter_journal_messages(output.stdout)), MOST, complete=not journals["closed"])
    return replace(log, cut=True) if output.cut else log


def count_journal_files() -> Json:
    """Return the numbers of journal files that the user may read and may not read.

    In JSON mode, journalctl doesn't report unreadable files.
    """
    import os
    from pathlib import Path

    folders = (Path("/var/log/journal"), Path("/run/log/journal"))
    files = [os.access(file, os.R_OK) for folder in folders for file in folder.glob("*/*.journal")]
    return {"readable": sum(files), "closed": len(files) - sum(files)}


def _iter_journal_messages(text: str) -> Iterator[LogMessage]:
    """Yield the messages in lines of JSON; messages that aren't UTF-8 are decoded from lists of bytes."""
    for entry in text.splitlines():
        try:
            said = json.loads(entry)
            message = said.get("MESSAGE", "")
            if isinstance(message, list):
                message = bytes(message).decode("utf-8", "replace")
        except (ValueError, AttributeError, TypeError, RecursionError):
            continue  # the last line of truncated output
        yield LogMessage(
            to_text(said.get("SYSLOG_IDENTIFIER") or said.get("_COMM")),
            _cut_to_first_paragraph(to_text(message)),
            (to_int(said.get("__REALTIME_TIMESTAMP")) or 0) // 1_000_000,
            to_text(said.get("COREDUMP_COMM")),
            to_text(said.get("COREDUMP_SIGNAL_NAME")),
            to_text(said.get("UNIT")),
        )


def _cut_to_first_paragraph(text: str) -> str:
    """Return the text before the first empty line; in a crash event, the whole stack follows it."""
    return text.partition("\n\n")[0]


def _group_messages(said: Iterable[LogMessage]) -> Sequence[LogEntry]:
    """Return groups of entries that are equal without their numbers, most frequent first."""
    groups: dict[tuple[str, str], LogEntry] = {}
    for one in said:
        key = (one.source, _replace_digits(one.text))
        known = groups.get(key, LogEntry(one.source, one.text[:500], 0, one.at))
        groups[key] = LogEntry(one.source, known.text, known.count + 1, max(known.last, one.at))
    return sorted(groups.values(), key=lambda e: (-e.count, -e.last))


def _replace_digits(text: str) -> str:
    """Return a text without digits, so that messages with different PIDs and times can be grouped."""
    return "".join(c for c in text[:200] if not c.isdigit())


def _read_event_log_windows(machine: Machine) -> EventLog:
    said = [
        LogMessage(
            to_text(e.get("Source")),
            to_text(e.get("Message")),
            to_int(e.get("Time")) or 0,
            to_text(e.get("Program")),
            ("crashed" if to_text(e.get("Module")) else "hung or crashed")
            if to_text(e.get("Program"))
            else "",
            to_text(e.get("Module")),
        )
        for e in read_script_output_objects(machine, WINDOWS)
    ]
    return _to_event_log(said, WINDOWS_MOST)


def read_crash_reports(folders: list[str], hours: float) -> Json:
    """Return name and time (seconds since 1970) of crash reports from the last ``hours`` hours."""
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


def _read_event_log_macos(machine: Machine) -> EventLog:
    """Return only crashes: reading the unified log would exceed a snapshot's time limit."""
    reports = machine.read(Reading(read_crash_reports, {"folders": list(MACOS_REPORTS), "hours": HOURS}))
    named = [(name.rpartition("-20")[0] or name, at) for name, at in reports]
    return _to_event_log([LogMessage(name, "crashed", at, name, "crashed") for name, at in named], MOST)


EVENT_LOG = Probe(
    "the errors of the last day",
    {
        Platform.LINUX: _read_event_log_linux,
        Platform.WINDOWS: _read_event_log_windows,
        Platform.MACOS: _read_event_log_macos,
    },
)
