"""Reports the end of the computer's warranty, according to the policy."""

from __future__ import annotations

from datetime import UTC, datetime

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_, NN_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import DAY, Forecast, Lookahead, round_up_days
from selfhelp.machine import Machine


class WarrantyEnd(Lookahead):
    """Uses a date in the policy, and no data of the computer; after that date, no action is needed."""

    id = "warranty-end"
    title = N_("Warranty")
    category = Category.HARDWARE
    looks = N_("Checking the warranty…")
    lead = 30

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast with the last day of the warranty."""
        if not self.context.rules.warranty_date:
            raise NotOfferedError(N_("Your organisation hasn't set a warranty end date for this computer."))
        due = datetime.fromisoformat(self.context.rules.warranty_date).replace(tzinfo=UTC) + DAY
        if due <= self.context.now:
            return Forecast(
                N_("The warranty has ended."), N_("Ask the help desk how repairs are handled from now on.")
            )
        days = round_up_days(due - self.context.now)
        summary = NN_("The warranty ends in {count} day.", "The warranty ends in {count} days.", days)
        reason = N_(
            "If something is broken, such as a key or the screen, report it while repairs are covered."
        )
        return Forecast(summary, reason, due, {"warranty date": self.context.rules.warranty_date})
