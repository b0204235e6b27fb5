"""Pending updates, without which the computer lacks the latest protection."""

from __future__ import annotations

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Finding
from selfhelp.core.text import N_, NN_
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.machine.updates.update_status import UPDATES


class UpdatesWaiting(Check):
    """Uses the system's own number of pending updates; unavailable on systems without such a number."""

    id = "updates-waiting"
    title = N_("Check for pending updates")
    category = Category.UPDATES
    looks = N_("Checking for pending updates…")
    only_a_note = True
    collectors = ("updates",)
    prevention = N_(
        "Install updates when the computer offers them, preferably before a break. Restart when prompted."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the finding about pending updates, or None."""
        pending = UPDATES.read(machine).pending
        if pending is None:
            raise NotOfferedError(N_("The number of pending updates isn't available on this system."))
        if pending <= 0:
            return None
        return Finding(
            summary=NN_(
                "{count} update is waiting to be installed.",
                "{count} updates are waiting to be installed.",
                count=pending,
            ),
            meaning=N_("Open the system's update page and install the updates before you start work."),
            evidence={"updates": str(pending)},
        )
