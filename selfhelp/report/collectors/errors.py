"""What the system wrote down as errors in the last day. Log lines are free text and marked so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from selfhelp.machine import Machine
from selfhelp.machine.event_log import EVENT_LOG, HOURS
from selfhelp.model import Column, Item, Reveals, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_

MOST = 40
"""Kinds of error that are listed; the most frequent ones."""

COLUMNS = (
    Column("source", reveals=Reveals.TEXT),
    Column("message", reveals=Reveals.TEXT),
    Column("times"),
    Column("last"),
)


class ErrorsCollector(Collector):
    """Recent errors, the same ones together."""

    id = "errors"
    title = N_("Recent errors")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 90

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts."""
        log = EVENT_LOG.read(machine)
        rows = [(e.source, e.text, e.count, _moment(e.last)) for e in log.entries[:MOST]]
        return [
            Item(f"errors in the last {HOURS} hours", sum(entry.count for entry in log.entries)),
            Item("kinds of error", len(log.entries)),
            Item("complete", log.complete),
            Item("note", "" if log.complete else "This account may only see a part of the system's log."),
            Table("errors", COLUMNS, rows),
        ]


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
