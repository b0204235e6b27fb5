"""Reports the date on which the computer must be returned or replaced, according to the policy."""

from __future__ import annotations

from datetime import UTC, datetime

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_, NN_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import DAY, Forecast, Lookahead, round_up_days
from selfhelp.machine import Machine


class DeviceReturn(Lookahead):
    """Uses a date in the policy, and no data from the computer."""

    id = "device-return"
    title = N_("Return date")
    category = Category.HARDWARE
    looks = N_("Checking the return date…")
    lead = 30
    last = 2

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast with the policy's date."""
        if not self.context.rules.return_date:
            raise NotOfferedError(N_("Your organisation hasn't set a return date for this computer."))
        due = datetime.fromisoformat(self.context.rules.return_date).replace(tzinfo=UTC) + DAY
        days = round_up_days(due - self.context.now)
        summary = NN_(
            "This computer is due to be replaced in {count} day.",
            "This computer is due to be replaced in {count} days.",
            days,
        )
        reason = N_(
            "Save your files where your organisation backs them up, and ask the help desk what to do next."
        )
        return Forecast(summary, reason, due, {"return date": self.context.rules.return_date})
