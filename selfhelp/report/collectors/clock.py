"""Collects the computer's time and its time source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import LOADING


class ClockCollector(Collector):
    """The clock's time and source: a wrong time prevents sign-in. No external server is queried."""

    id = "clock"
    title = N_("Clock")
    order = 120

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts; the time is known even if the time source isn't."""
        with LOADING:
            from selfhelp.machine.clock.system_clock import TIME_KEEPING  # loads with the other sections

        now = Item("time", datetime.now(UTC).isoformat(timespec="seconds"))
        try:
            kept = TIME_KEEPING.read(machine)
        except ProbeError as error:
            return [now, Item("time service", f"not available: {error}")]
        return [
            now,
            Item("synchronised", kept.synchronised, tracked=True),
            Item("set automatically", kept.enabled, tracked=True),
            Item("time server", kept.source, reveals=PrivacyClass.HOST, tracked=True),
        ]
