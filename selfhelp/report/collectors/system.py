"""Collects the computer's model, operating system, uptime and pending restarts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from selfhelp.core.model import FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import read_or_note_failure


class SystemCollector(Collector):
    """The computer and its operating system."""

    id = "system"
    title = N_("Computer and operating system")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 10

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        from selfhelp.machine.system.operating_system import SYSTEM

        system = SYSTEM.read(machine)
        uptime = (datetime.now(UTC) - system.booted).total_seconds() if system.booted else None
        return [
            Item("name", system.name, reveals=PrivacyClass.HOST, tracked=True),
            Item("domain", system.domain, reveals=PrivacyClass.HOST, tracked=True),
            Item("maker", system.maker),
            Item("model", system.model),
            Item("operating system", system.title, tracked=True),
            Item("build", system.build, tracked=True),
            Item("architecture", system.architecture),
            Item(
                "installed",
                system.installed.isoformat(timespec="seconds") if system.installed else None,
                tracked=True,
            ),
            Item("started", system.booted.isoformat(timespec="seconds") if system.booted else None),
            Item("uptime", None if uptime is None else max(0, round(uptime)), "s"),
            *read_or_note_failure("restart pending", lambda: _read_pending_restart(machine)),
            Item("virtual machine", system.virtual),
            Item("desktop", system.desktop, tracked=True),
            Item("locale", system.locale, tracked=True),
            Item("time zone", system.zone, tracked=True),
        ]


def _read_pending_restart(machine: Machine) -> Sequence[Item | FactTable]:
    """Return the signs of a pending restart; the restart fix uses the same signs."""
    from selfhelp.machine.power.restart import RESTART

    restart = RESTART.read(machine)
    fast = Item("shutting down keeps the system loaded (fast startup)", restart.fast_startup or None)
    waiting = ", ".join(restart.pending[:20])
    return [
        Item("restart pending", bool(restart.pending), tracked=True),
        Item("restart requested by", waiting, reveals=PrivacyClass.TEXT),
        fast,
    ]
