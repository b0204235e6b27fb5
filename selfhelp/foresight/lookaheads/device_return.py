"""When the computer is to be returned or replaced, as the organisation set it."""

from __future__ import annotations

from datetime import UTC, datetime

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_, NN_
from selfhelp.fixes import Category
from selfhelp.foresight import DAY, Forecast, Lookahead, days_ahead
from selfhelp.machine import Machine


class DeviceReturn(Lookahead):
    """A date of the policy; nothing of the computer is read."""

    id = "device-return"
    title = N_("Return date")
    category = Category.HARDWARE
    looks = N_("Checking the return date…")
    lead = 30
    last = 2

    def look_ahead(self, machine: Machine) -> Forecast:
        """Report the day."""
        if not self.context.rules.return_date:
            raise NotOfferedError(N_("Your organisation hasn't set a return date for this computer."))
        due = datetime.fromisoformat(self.context.rules.return_date).replace(tzinfo=UTC) + DAY
        days = days_ahead(due - self.context.now)
        summary = NN_(
            "This computer is due to be replaced in {count} day.",
            "This computer is due to be replaced in {count} days.",
            days,
        )
        reason = N_(
            "Save your files where your organisation backs them up, and ask the help desk what to do next."
        )
        return Forecast(summary, reason, due, {"return date": self.context.rules.return_date})
