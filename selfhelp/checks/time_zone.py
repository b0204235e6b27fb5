"""A time zone that differs from the organisation's, so that appointments in the calendar are shifted."""

from __future__ import annotations

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Finding
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.machine.clock.time_zone import ZONE
from selfhelp.machine.organisation import read_organisation


class TimeZone(Check):
    """Compares the time zone with the policy's time zones; unavailable if the policy sets none."""

    id = "time-zone"
    title = N_("Check the time zone")
    category = Category.OTHER
    looks = N_("Checking the time zone…")
    collectors = ("system",)
    prevention = N_(
        "Let the computer set the time zone automatically when you travel. Check it when you're back."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return a finding if the time zone isn't one of the organisation's, or None."""
        expected = read_organisation(machine).time_zones
        if not expected:
            raise NotOfferedError(N_("Your organisation hasn't specified a time zone for this computer."))
        zone = ZONE.read(machine)
        if zone in expected:
            return None
        return Finding(
            summary=N_("This computer's time zone is {zone}.", zone=zone[:200]),
            meaning=N_("Your appointments and messages show different times from your colleagues'."),
            evidence={"time zone": zone, "expected": ", ".join(expected)},
        )
