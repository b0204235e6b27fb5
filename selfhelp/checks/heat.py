"""A computer that is too hot: it slows itself down, and may switch itself off."""

from __future__ import annotations

from selfhelp.core.model import Finding
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.machine.power.heat import HEAT


class Heat(Check):
    """Compares each sensor with the limit its maker gives, or asks whether the processor is slowed down."""

    id = "heat"
    title = N_("See whether it is too hot")
    category = Category.HARDWARE
    looks = N_("Reading the temperatures")
    collectors = ("power", "load", "processes")
    by_hand = ("let-it-cool",)
    prevention = N_(
        "Keep the openings free, and do not use a laptop on a bed or a cushion. A fan that is loud all "
        "the time is worth a ticket."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Report what is near its limit."""
        said = HEAT.read(machine).said
        if not said:
            return None
        return Finding(
            summary=N_("This computer is very hot."),
            meaning=N_(
                "It works slowly to protect itself, and may switch itself off. Put it on a hard, free "
                "table, and close what you do not need."
            ),
            evidence={f"heat {n}": line for n, line in enumerate(said, 1)},
        )
