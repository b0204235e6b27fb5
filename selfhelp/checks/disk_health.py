"""A drive that calls itself failing: save the files first, repair nothing."""

from __future__ import annotations

from selfhelp.core.model import Finding
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.machine.system.hardware_health import DRIVE_FAULTS


class DiskHealth(Check):
    """Asks every drive for its own verdict (SMART). Nothing is tried: repairing makes a dying drive worse."""

    id = "disk-health"
    title = N_("Look at the drives")
    category = Category.HARDWARE
    looks = N_("Asking the drives how they are")
    collectors = ("disks", "hardware")
    prevention = N_(
        "Keep important files where your organisation backs them up. A drive that clicks or takes "
        "minutes to open a folder is to be reported at once."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Name the first drive that is failing."""
        faults = DRIVE_FAULTS.read(machine)
        if not faults:
            return None
        return Finding(
            summary=N_("The drive {model} says that it is failing.", model=faults[0].model[:200]),
            meaning=N_(
                "Files on it can be lost at any time. Save what matters to you somewhere else now, "
                "and tell the help desk."
            ),
            evidence={f"drive {n}": f"{fault.model}: {fault.said}" for n, fault in enumerate(faults, 1)},
        )
