"""Reports when OneDrive last synced."""

from __future__ import annotations

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.foresight import Forecast, Lookahead, compute_due_time
from selfhelp.machine import Machine
from selfhelp.machine.apps.onedrive_activity import LAST_SYNC


class SyncAge(Lookahead):
    """Uses the client's own state: whether every file is in sync isn't available."""

    id = "sync-age"
    title = N_("File sync")
    category = Category.FILES
    looks = N_("Checking when OneDrive last synced…")
    beside = "onedrive-stuck"
    lead = 0
    opens = "onedrive-stuck"

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return when OneDrive last synced, and when that will be too long ago."""
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
