"""Collects the busiest apps by name only: command lines may contain secrets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector

COLUMNS = (
    Column("program", reveals=PrivacyClass.TEXT),
    Column("processes"),
    Column("busiest process"),
    Column("user", reveals=PrivacyClass.PERSON),
    Column("state"),
    Column("processor", "%"),
    Column("memory", "B"),
    Column("started"),
)


USUAL = ("idle", "running", "sleeping")
"""Normal process states; only others are reported, such as waiting for a disk, stopped or zombie."""


class ProcessesCollector(Collector):
    """The apps that use most processor time and memory."""

    id = "processes"
    title = N_("Running apps")
    order = 40
    waits = True

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        from selfhelp.machine.processes.process_usage import PROCESS_LIST

        found = PROCESS_LIST.read(machine)
        rows = [
            (
                p.name,
                p.processes,
                p.pid,
                p.user,
                p.state,
                round(p.processor, 1),
                p.memory,
                _format_start_time(p.started),
            )
            for p in sorted(found.top, key=lambda p: (-p.processor, -p.memory))
        ]
        return [
            Item("running processes", found.count),
            *(Item(f"processes in state {s}", count) for s, count in found.states if s not in USUAL),
            Item(
                "note",
                "100 % of processor is one fully used core; memory is without shared pages.",
            ),
            FactTable("busiest programs", COLUMNS, rows),
        ]


def _format_start_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else ""
