"""Reports a worn battery."""

from __future__ import annotations

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import Forecast, Lookahead
from selfhelp.machine import Machine
from selfhelp.machine.power.battery import POWER


class BatteryWear(Lookahead):
    """Uses the limit of the battery check; wear has no date, so beyond the limit it is due immediately."""

    id = "battery-wear"
    title = N_("Battery")
    category = Category.POWER
    looks = N_("Checking battery health…")
    beside = "battery-power"
    lead = 0
    opens = "battery-power"

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast with the battery's remaining capacity."""
        health = POWER.read(machine).health
        if health is None:
            raise NotOfferedError(N_("Battery health isn't available."))
        summary = N_("The battery holds {percent}% of its original capacity.", percent=health)
        evidence = {"battery health": f"{health}%"}
        if health >= self.limits.battery_percent:
            reason = N_("A battery is considered worn below {percent}%.", percent=self.limits.battery_percent)
            return Forecast(summary, reason, None, evidence)
        reason = N_(
            "The battery no longer lasts long without the charger. The help desk can arrange a new battery."
        )
        return Forecast(summary, reason, self.context.now, evidence)
