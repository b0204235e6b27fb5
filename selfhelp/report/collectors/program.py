"""Which selfhelp made the report."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import selfhelp
from selfhelp.machine import Machine
from selfhelp.model import Item, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_


class ProgramCollector(Collector):
    """Our own version, for those who read a report years later."""

    id = "selfhelp"
    title = N_("This program")
    order = 200

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Return the facts; nothing is read."""
        return [
            Item("version", selfhelp.__version__, tracked=True),
            Item("platform", machine.platform.value),
            Item("python", ".".join(str(part) for part in sys.version_info[:3])),
            Item("packaged", bool(getattr(sys, "frozen", False))),
        ]
