"""Memory errors, which crash programs and can damage files."""

from __future__ import annotations

from selfhelp.core.model import Finding
from selfhelp.core.text import N_, NN_
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.machine.system.hardware_health import MEMORY_FAULTS


class MemoryErrors(Check):
    """Counts the errors reported by the memory."""

    id = "memory-errors"
    title = N_("Check the memory")
    category = Category.HARDWARE
    looks = N_("Checking for memory errors…")
    collectors = ("hardware", "errors")
    prevention = N_(
        "Memory wears out over time; nothing you did caused this. Save often until it's replaced."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return a finding if there are more errors than occur by chance, or None."""
        count = MEMORY_FAULTS.read(machine)
        if not count:
            return None
        return Finding(
            summary=NN_(
                "This computer's memory reported {count} error.",
                "This computer's memory reported {count} errors.",
                count=count,
            ),
            meaning=N_("Apps can crash, and files can be damaged. The memory needs to be replaced."),
            evidence={"memory errors": str(count)},
        )
