"""A battery that doesn't charge, is worn or nearly empty, or an unsuitable power mode."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Answers, Finding, Platform
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.power.battery import POWER, Power
from selfhelp.machine.power.power_mode import PowerMode, SetPowerMode
from selfhelp.policy.health import HealthLimits

INTENDED_STOP = 50
"""Charge in per cent from which a battery may intentionally not charge, to last longer.

Manufacturers offer limits at 80 %, and at 60 % for computers that stay plugged in; the charge drops by a few
% before charging starts again. Not every system reports the limit.
"""

NOT_CHARGING, NEARLY_EMPTY, OLD, SLOW, HUNGRY = (
    "does not charge",
    "nearly empty",
    "worn",
    "saves power although plugged in",
    "full speed on battery",
)


class BatteryPower(Fix):
    """Guides the user in checking the power adapter, and resets the power mode to balanced.

    A charge limit of 60 or 80 % is often intended. A swollen battery can't be detected, so a manual step asks
    the user to look for it and to stop using the computer.
    """

    id = "battery-power"
    title = N_("Check the battery and charging")
    category = Category.POWER
    looks = N_("Checking the battery and power mode…")
    cheap = True
    collectors = ("power", "hardware")
    prevention = N_(
        "Use the charger that came with the computer, and keep the battery away from "
        "heat. To make the battery last longer, turn on the 80% charge limit if your "
        "computer offers it."
    )
    by_hand = ("swollen-battery", "other-charger", "dim-screen")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the battery's charge and wear, the mains power and the power mode."""
        power = POWER.read(machine)
        trouble = _find_battery_problem(power, self.limits)
        if not trouble:
            return None
        facts = {"charge": power.charge, "health": power.health, "cycles": power.cycles}
        evidence = {name: str(value) for name, value in facts.items() if value is not None}
        evidence |= {"state": trouble, "plugged in": "yes" if power.plugged else "no"}
        return Finding(
            _make_summary(power, trouble),
            MEANINGS[trouble],
            evidence,
            {"trouble": trouble, "switch": machine.platform is not Platform.MACOS},
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return a step that changes the power mode if it is the cause; otherwise return manual steps."""
        trouble = finding.data["trouble"]
        if trouble in (SLOW, HUNGRY):
            return (
                (SetPowerMode(PowerMode.BALANCED.value),) if finding.data["switch"] else (OpenPage("power"),)
            )
        if trouble == NOT_CHARGING:
            return (ByHand("charger-again"), ByHand("other-charger"), ByHand("swollen-battery"))
        return (ByHand("charger-again"),) if trouble == NEARLY_EMPTY else ()


def _find_battery_problem(power: Power, limits: HealthLimits) -> str:
    charge = 100 if power.charge is None else power.charge
    stop = INTENDED_STOP if power.limit is None else min(power.limit, INTENDED_STOP)
    if power.plugged and not power.charging and charge < stop:
        return NOT_CHARGING
    if not power.plugged and charge <= limits.battery_charge:
        return NEARLY_EMPTY
    if power.health is not None and power.health < limits.battery_percent:
        return OLD
    if power.plugged and power.mode is PowerMode.SAVER:
        return SLOW
    return HUNGRY if not power.plugged and power.mode is PowerMode.FAST else ""


def _make_summary(power: Power, trouble: str) -> Text:
    if trouble == NOT_CHARGING:
        return N_("The computer is plugged in, but its battery isn't charging.")
    if trouble == NEARLY_EMPTY:
        return N_("The battery is almost empty: {percent}% left.", percent=power.charge or 0)
    if trouble == OLD:
        return N_(
            "The battery is worn: it holds {percent}% of its original capacity.", percent=power.health or 0
        )
    if trouble == SLOW:
        return N_("The computer is saving power although it's plugged in.")
    return N_("The computer is running at full speed on battery.")


MEANINGS = {
    NOT_CHARGING: N_(
        "The computer will turn off when the battery is empty. Check the plug, the power outlet "
        "and the charger."
    ),
    NEARLY_EMPTY: N_("The computer will turn off soon. Plug in the charger and save your work."),
    OLD: N_(
        "The battery doesn't last as long, and the computer may turn off without warning. The help "
        "desk can replace the battery."
    ),
    SLOW: N_("The computer is slower than it could be. We can switch to balanced mode."),
    HUNGRY: N_("The battery drains faster than it needs to. We can switch to balanced mode."),
}
"""Explanations for the user, by problem."""
