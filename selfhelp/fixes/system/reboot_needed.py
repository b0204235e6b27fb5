"""A restart that waits: updates are half installed, or the computer has run for weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.power.restart import RESTART, RestartComputer


class RebootNeeded(Fix):
    """Finds out whether the computer waits for a restart, and asks for it."""

    id = "reboot-needed"
    title = N_("Check whether a restart is needed")
    category = Category.UPDATES
    looks = N_("Checking for a pending restart…")
    cheap = True
    only_a_note = True
    collectors = ("system", "updates", "errors")
    prevention = N_(
        "Restart the computer once a week, preferably before you go home. Closing the lid or “Shut down” "
        "doesn't always restart the system. “Restart” does."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Look who waits for a restart, and how long ago the last one was."""
        restart = RESTART.read(machine)
        if not restart.pending and restart.uptime <= timedelta(days=self.limits.uptime_days):
            return None
        if restart.pending:
            summary = N_("The computer needs to restart to finish updating.")
            meaning = N_("Until then, old and new versions run side by side, and apps may misbehave.")
        else:
            summary = N_("This computer was last restarted {span} ago.", span=restart.uptime)
            meaning = N_("Nothing is broken. A restart often helps when apps become slow or behave oddly.")
        return Finding(
            summary=summary,
            meaning=meaning,
            evidence={
                "waiting for a restart": ", ".join(restart.pending)[:2000] or "nothing",
                "running since its last start": str(timedelta(seconds=int(restart.uptime.total_seconds()))),
                "fast startup": "on" if restart.fast_startup else "off",
            },
            data={"fast_startup": restart.fast_startup},
        )

    def blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Refuse from elsewhere: a disk that asks for its password, or an update, may not come back alone."""
        if not remote_session.is_remote_session(machine):
            return None
        return N_(
            "You're connected to this computer remotely, and it may need input before it "
            "starts. Restart it when you or a colleague is in front of it."
        )

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Ask for the restart; no one but the person may choose the moment."""
        return (RestartComputer(finding.data["fast_startup"]),)
