"""Collects this app's version, its recent fixes and its recent warnings."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import selfhelp
from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.machine.processes.own_activity import AppActivity, read_own_activity
from selfhelp.report.collectors import Collector

RUNS = (Column("repair"), Column("ended"), Column("started"), Column("steps"), Column("undone"))
WARNINGS = (Column("time"), Column("level"), Column("message", reveals=PrivacyClass.TEXT))


class ProgramCollector(Collector):
    """This app's version and recent activity.

    The journal belongs to a higher layer, so its latest runs are read through the machine:
    `selfhelp.machine.processes.own_activity` reads the files that the journal wrote.
    """

    id = "selfhelp"
    title = N_("This app")
    order = 200

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Return the facts; the version is known even if the records can't be read."""
        known = [
            Item("version", selfhelp.__version__, tracked=True),
            Item("platform", machine.platform.value),
            Item("python", ".".join(str(part) for part in sys.version_info[:3])),
            Item("packaged", bool(getattr(sys, "frozen", False))),
        ]
        try:
            return [*known, *_iter_activity_facts(read_own_activity(machine))]
        except ProbeError as error:
            return [*known, Item("repairs", f"not available: {error}")]


def _iter_activity_facts(records: AppActivity) -> Iterator[Item | FactTable]:
    yield Item("fixes and checks stored", records.total)
    if records.runs:
        rows = [(run.fix, run.outcome, run.started, run.steps, run.undone) for run in records.runs]
        yield FactTable("latest fixes", RUNS, rows)
    yield Item("own recent warnings", len(records.warnings))
    if records.warnings:
        yield FactTable("latest warnings", WARNINGS, records.warnings)
