"""A pending restart: updates are half installed, or the computer has been running for weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.desktop.open_programs import OPEN_PROGRAMS
from selfhelp.machine.power.restart import RESTART, RestartComputer
from selfhelp.machine.power.restart_now import NoteOpenPrograms, RestartNow

WHEN, NOW, LATER, AGAIN = "when", "now", "later", "again"
"""IDs of the two questions, and of the answers to the first."""


class RebootNeeded(Fix):
    """Checks whether the computer needs a restart, and offers to restart the computer."""

    id = "reboot-needed"
    title = N_("Restart this computer")
    category = Category.UPDATES
    looks = N_("Checking for a pending restart…")
    cheap = True
    only_a_note = True
    collectors = ("system", "updates", "errors")
    prevention = N_(
        "Restart the computer once a week, preferably before you go home. Closing the "
        "lid or choosing “Shut down” doesn't always restart the system. Choosing "
        "“Restart” does."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check for a pending restart, and the time since the last restart."""
        restart = RESTART.read(machine)
        if not restart.pending and restart.uptime <= timedelta(days=self.limits.uptime_days):
            return None
        if restart.pending:
            summary = N_("The computer needs to restart to finish updating.")
            meaning = N_(
                "Until you restart, old and new versions of software run side by side, and "
                "apps may misbehave."
            )
        else:
            summary = N_("This computer was last restarted {span} ago.", span=restart.uptime)
            meaning = N_("This isn't a fault. A restart often helps when apps become slow or behave oddly.")
        return Finding(
            summary=summary,
            meaning=meaning,
            evidence={
                "waiting for a restart": ", ".join(restart.pending)[:2000] or "nothing",
                "running since its last start": str(timedelta(seconds=int(restart.uptime.total_seconds()))),
                "fast startup": "on" if restart.fast_startup else "off",
            },
            data={"fast_startup": restart.fast_startup, "open": _read_open_programs(machine)},
        )

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return questions asking when to restart (preselected: later) and which programs to reopen."""
        when = ChoiceQuestion(
            WHEN,
            N_("When would you like to restart? Save your work first; we can't do that for you."),
            [
                Option(LATER, N_("Later, when I restart it myself"), chosen=True),
                Option(NOW, N_("Now, with a minute to save my work")),
            ],
        )
        programs: Sequence[Mapping[str, Json]] = finding.data.get("open", ())
        if not programs:
            return (when,)
        options = [Option(one["id"], one["title"], chosen=True) for one in programs]
        again = N_("These apps are open. Which ones should open again after the restart?")
        if len(options) == 1:
            again = N_("This app is open. Should it open again after the restart?")
        return when, ChoiceQuestion(AGAIN, again, options, several=True)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run in a remote session: a disk password may prevent reconnecting."""
        if not remote_session.is_remote_session(machine):
            return None
        return N_(
            "You're connected to this computer remotely, and it may need input before it "
            "starts. Restart it when you or a colleague is in front of it."
        )

    def describe_later_restart(self, finding: Finding, answers: Answers) -> Text | None:
        """Return the instruction for a later restart if the user chose one; otherwise None."""
        later = LATER in answers.get(WHEN, ())
        return RestartComputer(finding.data["fast_startup"]).describe_action() if later else None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that restart now if the user chose so; otherwise ask for a later restart."""
        listed = {one["id"] for one in finding.data.get("open", ())}
        again = tuple(id_ for id_ in answers.get(AGAIN, ()) if id_ in listed)
        note = (NoteOpenPrograms(again),) if again else ()
        if NOW in answers.get(WHEN, ()):
            return *note, RestartNow()
        return RestartComputer(finding.data["fast_startup"]), *note


def _read_open_programs(machine: Machine) -> Sequence[Json]:
    """Return the open programs to reopen; empty if they are unknown."""
    try:
        return [{"id": one.id, "title": one.title} for one in OPEN_PROGRAMS.read(machine)]
    except (ProbeError, NotOfferedError):
        return []
