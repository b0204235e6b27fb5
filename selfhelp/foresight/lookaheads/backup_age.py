"""Forecasts the date on which the last backup will be too old."""

from __future__ import annotations

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import Forecast, Lookahead, compute_due_time
from selfhelp.machine import Machine
from selfhelp.machine.storage.backups import BACKUP, read_marker_change_time


class BackupAge(Lookahead):
    """Uses the system's own backup or the file named by policy; without both, there's no forecast."""

    id = "backup-age"
    title = N_("Backup")
    category = Category.FILES
    looks = N_("Checking your last backup…")
    lead = 0
    settings = "backup"

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast with the time of the last backup, and the date on which it will be too old."""
        rules = self.context.rules
        last = (
            read_marker_change_time(machine, rules.backup_file) if rules.backup_file else BACKUP.read(machine)
        )
        if last is None:
            raise NotOfferedError(
                N_("The date of your last backup isn't available. No supported backup app was found.")
            )
        age = self.context.now - last
        summary = N_("Your files were last backed up {span} ago.", span=age)
        reason = N_("Connect the backup drive or your organisation's network, and start a backup.")
        return Forecast(
            summary, reason, compute_due_time(last, rules.backup_days), {"last backup": last.isoformat()}
        )
