"""Forecasts the date on which the antivirus definitions will be too old."""

from __future__ import annotations

from datetime import timedelta

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import Forecast, Lookahead
from selfhelp.machine import Machine
from selfhelp.machine.security.antivirus import PROTECTION


class DefinitionsAge(Lookahead):
    """Uses the same data as the antivirus check."""

    id = "definitions-age"
    title = N_("Antivirus definitions")
    category = Category.SECURITY
    looks = N_("Checking the antivirus definitions…")
    beside = "av-off"
    lead = 0
    opens = "av-off"

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast with the age of the definitions, and the date on which they will be too old."""
        age = PROTECTION.read(machine).age
        if age is None:
            raise NotOfferedError(N_("The age of the antivirus definitions isn't available."))
        summary = N_("The antivirus definitions are {span} old.", span=age)
        reason = N_(
            "The antivirus app may not recognise the newest threats. Connect to the "
            "internet, then update the app's definitions."
        )
        due = self.context.now + timedelta(days=self.context.rules.definition_days) - age
        return Forecast(summary, reason, due, {"age": str(age)})
