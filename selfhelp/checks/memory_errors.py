"""Memory that makes mistakes: programs end by chance, and files can be damaged."""

from __future__ import annotations

from selfhelp.core.model import Finding
from selfhelp.core.text import N_, NN_
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.machine.system.hardware_health import MEMORY_FAULTS


class MemoryErrors(Check):
    """Counts the errors that the memory itself reported."""

    id = "memory-errors"
    title = N_("Look at the memory")
    category = Category.HARDWARE
    looks = N_("Counting errors of the memory")
    collectors = ("hardware", "errors")
    prevention = N_(
        "Memory wears out by itself, and nothing you did causes it. Save often until it was replaced."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Report errors that are more than chance."""
        count = MEMORY_FAULTS.read(machine)
        if not count:
            return None
        return Finding(
            summary=NN_(
                "The memory of this computer made {count} mistake.",
                "The memory of this computer made {count} mistakes.",
                count=count,
            ),
            meaning=N_("Programs can end without a reason, and files can be damaged. It has to be replaced."),
            evidence={"memory errors": str(count)},
        )
