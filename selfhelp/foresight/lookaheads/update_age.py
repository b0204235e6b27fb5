"""Forecasts the date on which the last system update will be too long ago."""

from __future__ import annotations

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import Forecast, Lookahead, compute_due_time
from selfhelp.machine import Machine
from selfhelp.machine.updates.update_status import UPDATES


class UpdateAge(Lookahead):
    """Uses the later of the last check for updates and the last installation."""

    id = "update-age"
    title = N_("System updates")
    category = Category.UPDATES
    looks = N_("Checking the last system update…")
    beside = "os-update-stuck"
    lead = 0
    settings = "updates"
    opens = "os-update-stuck"

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast: the time since the last update, and the date from which it is too old."""
        updates = UPDATES.read(machine)
        last = max((at for at in (updates.checked, updates.installed) if at is not None), default=None)
        if last is None:
            raise NotOfferedError(N_("The date of the last system update isn't available."))
        summary = N_("The system was last updated {span} ago.", span=self.context.now - last)
        reason = N_("Security fixes are missing until you update. Install updates and restart.")
        due = compute_due_time(last, self.context.rules.update_days)
        return Forecast(summary, reason, due, {"last update": last.isoformat()})
