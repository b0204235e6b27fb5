"""Forecasts the date on which OneDrive's last sync will be too long ago."""

from __future__ import annotations

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import Forecast, Lookahead, compute_due_time
from selfhelp.machine import Machine
from selfhelp.machine.apps.onedrive_activity import LAST_SYNC


class SyncAge(Lookahead):
    """Uses the time of the client's last sync, because the sync state of single files isn't available."""

    id = "sync-age"
    title = N_("File sync")
    category = Category.FILES
    looks = N_("Checking when OneDrive last synced…")
    beside = "onedrive-stuck"
    lead = 0
    opens = "onedrive-stuck"

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast with the time of OneDrive's last sync, and the date on which it is too old."""
        last = LAST_SYNC.read(machine)
        if last is None:
            raise NotOfferedError(N_("OneDrive has never synced on this computer."))
        summary = N_("OneDrive was last active {span} ago.", span=self.context.now - last)
        reason = N_(
            "The latest versions of files may exist only on this computer, and other "
            "people may see old versions."
        )
        due = compute_due_time(last, self.context.rules.sync_days)
        return Forecast(summary, reason, due, {"last activity": last.isoformat()})
