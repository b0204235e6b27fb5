"""An overheating computer, which slows down and may turn itself off."""

from __future__ import annotations

from selfhelp.core.model import Finding
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.machine.power.heat import HEAT


class Overheating(Check):
    """Compares each temperature with its critical value, or checks the processor for throttling."""

    id = "heat"
    title = N_("Check the temperature")
    category = Category.HARDWARE
    looks = N_("Checking the temperature…")
    collectors = ("power", "load", "processes")
    by_hand = ("let-it-cool",)
    prevention = N_(
        "Keep the vents clear, and don't use a laptop on a bed or cushion. If the fan is loud all the time, "
        "create a ticket."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the finding for parts near their temperature limit, or None."""
        said = HEAT.read(machine).said
        if not said:
            return None
        return Finding(
            summary=N_("This computer is very hot."),
            meaning=N_(
                "The computer slows down to protect itself and may turn off. Put it on a hard, "
                "flat surface, and close apps you don't need."
            ),
            evidence={f"heat {n}": line for n, line in enumerate(said, 1)},
        )
