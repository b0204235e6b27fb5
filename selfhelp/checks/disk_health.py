"""A failing drive: the user should save their files first."""

from __future__ import annotations

from selfhelp.core.model import Finding
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.machine.system.hardware_health import DRIVE_FAULTS


class DiskHealth(Check):
    """Reads each drive's own health status (SMART).

    The check repairs nothing, because a repair could damage a failing drive further.
    """

    id = "disk-health"
    title = N_("Check the drives")
    category = Category.HARDWARE
    looks = N_("Checking drive health…")
    collectors = ("disks", "hardware")
    prevention = N_(
        "Keep important files where your organisation backs them up. If a drive clicks, or folders take "
        "minutes to open, contact the help desk."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the finding for the first failing drive, or None."""
        faults = DRIVE_FAULTS.read(machine)
        if not faults:
            return None
        return Finding(
            summary=N_("The drive {model} is about to fail.", model=faults[0].model[:200]),
            meaning=N_(
                "Files on this drive can be lost at any time. Save important files somewhere else "
                "now, and contact the help desk."
            ),
            evidence={f"drive {n}": f"{fault.model}: {fault.said}" for n, fault in enumerate(faults, 1)},
        )
