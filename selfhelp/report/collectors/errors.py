"""Collects the errors that the system logged in the last day; log lines are marked as free text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Scalar
from selfhelp.core.text import N_
from selfhelp.core.timestamps import to_iso_utc
from selfhelp.machine import Machine
from selfhelp.machine.processes.event_log import EVENT_LOG, HOURS, EventLog, LogMessage
from selfhelp.report.collectors import Collector

MOST = 40
"""Maximum number of kinds of error listed, the most frequent first."""

HOUR = 3600

COLUMNS = (
    Column("source", reveals=PrivacyClass.TEXT),
    Column("message", reveals=PrivacyClass.TEXT),
    Column("times"),
    Column("last"),
)
CRASHES = (
    Column("program", reveals=PrivacyClass.TEXT),
    Column("ended by"),
    Column("in", reveals=PrivacyClass.TEXT),
    Column("times"),
    Column("last"),
)
TIMELINE = (Column("hour"), Column("errors"))


class ErrorsCollector(Collector):
    """Recent errors (grouped), crashed apps, and the number of errors per hour."""

    id = "errors"
    title = N_("Recent errors")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 90

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        log = EVENT_LOG.read(machine)
        rows = [(e.source, e.text, e.count, to_iso_utc(e.last)) for e in log.entries[:MOST]]
        return [
            Item(f"errors in the last {HOURS} hours", sum(entry.count for entry in log.entries)),
            Item("kinds of error", len(log.entries)),
            Item("programs that crashed or hung", len({crash.program for crash in log.crashes})),
            *([] if log.complete and not log.cut else [Item("complete", False)]),
            *(Item("note", note) for note in _iter_completeness_notes(log)),
            *_iter_crash_table(log.crashes),
            *([FactTable("errors", COLUMNS, rows)] if rows else []),
            FactTable("errors by hour", TIMELINE, _count_errors_by_hour(log, datetime.now(UTC))),
        ]


def _iter_completeness_notes(log: EventLog) -> Iterator[str]:
    if not log.complete:
        yield "This account can only read part of the system log."
    if log.cut:
        yield f"There are more errors than were read; older than {to_iso_utc(min(log.times, default=0))}."


def _iter_crash_table(said: Sequence[LogMessage]) -> Iterator[FactTable]:
    groups: dict[tuple[str, str, str], list[int]] = {}
    for crash in said:
        groups.setdefault((crash.program, crash.how, crash.part), []).append(crash.at)
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    rows = [(*what, len(times), to_iso_utc(max(times))) for what, times in ranked]
    if rows:
        yield FactTable("crashes", CRASHES, rows)


def _count_errors_by_hour(log: EventLog, now: datetime) -> Sequence[Sequence[Scalar]]:
    """Return the number of errors in each of the last hours, oldest first; None for unread hours."""
    last = int(now.timestamp()) // HOUR
    counts = Counter(at // HOUR for at in log.times)
    unread = min(log.times, default=0) // HOUR if log.cut else -1
    return [
        (to_iso_utc(hour * HOUR), counts[hour] if hour > unread else counts[hour] or None)
        for hour in range(last - HOURS + 1, last + 1)
    ]
