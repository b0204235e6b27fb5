"""Forecasts the date of a due restart: for pending updates, or at the policy's uptime limit."""

from __future__ import annotations

from datetime import timedelta

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import Forecast, Lookahead
from selfhelp.machine import Machine
from selfhelp.machine.power.restart import RESTART


class RestartDue(Lookahead):
    """Uses the same data and limit as the restart check."""

    id = "restart-due"
    title = N_("Restart")
    category = Category.UPDATES
    looks = N_("Checking when a restart is due…")
    beside = "reboot-needed"
    same = True
    lead = 0
    opens = "reboot-needed"

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast with the date of the uptime limit; due now if updates are pending."""
        restart = RESTART.read(machine)
        evidence = {
            "waiting for a restart": ", ".join(restart.pending)[:2000] or "nothing",
            "running since its last start": str(timedelta(seconds=int(restart.uptime.total_seconds()))),
        }
        if restart.pending:
            summary = N_("The computer needs to restart to finish updating.")
            reason = N_(
                "Until you restart, old and new versions of software run side by side, and "
                "apps may misbehave."
            )
            return Forecast(summary, reason, self.context.now, evidence)
        due = self.context.now + timedelta(days=self.limits.uptime_days) - restart.uptime
        summary = N_("This computer was last restarted {span} ago.", span=restart.uptime)
        reason = N_("A regular restart finishes updates and frees memory.")
        return Forecast(summary, reason, due, evidence)
