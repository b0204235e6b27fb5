"""Antivirus protection that is off, has outdated definitions, or whose service has stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.security.antivirus import PROTECTION, AntivirusState, UpdateSignatures

OLDEST = timedelta(days=7)
"""Age from which definitions are outdated; a computer that was off for a week updates automatically."""

OFF, OLD, STOPPED = "off", "out of date", "company service stopped"


class AvOff(Fix):
    """Updates outdated definitions, or opens Microsoft Defender's settings; never turns anything off.

    A stopped service of the organisation is a case for security: malware may have stopped it.
    """

    id = "av-off"
    title = N_("Check virus protection")
    category = Category.SECURITY
    looks = N_("Checking virus protection…")
    cheap = False  # slow on Windows
    collectors = ("services", "updates", "processes")
    prevention = N_(
        "Never turn off virus protection just because a website or app asks you to: "
        "many attacks start that way. Contact the help desk now instead."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the active antivirus, and the services named by policy."""
        seen = PROTECTION.read(machine)
        trouble = _find_antivirus_problem(seen)
        if not trouble:
            return None
        evidence = {"virus protection": seen.program[:300], "state": trouble}
        if seen.age is not None:
            evidence["signatures"] = f"{seen.age.days} days old"
        if seen.stopped:
            evidence["stopped"] = ", ".join(seen.stopped)[:1000]
        data = {"trouble": trouble, "changeable": seen.changeable}
        return Finding(_make_summary(seen, trouble), MEANINGS[trouble], evidence, data)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps that update the definitions or open the settings; empty for other problems."""
        if finding.data["trouble"] == OLD:
            return (UpdateSignatures(),)
        if finding.data["trouble"] == OFF and finding.data["changeable"]:
            return (OpenPage("virus-protection"), ByHand("virus-protection-on"))
        return ()


def _find_antivirus_problem(seen: AntivirusState) -> str:
    if seen.stopped:
        return STOPPED
    if not seen.on:
        return OFF
    return OLD if seen.age is not None and seen.age > OLDEST else ""


def _make_summary(seen: AntivirusState, trouble: str) -> Text:
    if trouble == STOPPED:
        return N_("Your organisation's security app {name} isn't running.", name=seen.stopped[0][:200])
    if trouble == OFF:
        return N_("Virus protection is turned off.")
    return N_("The antivirus definitions are {span} old.", span=seen.age or OLDEST)


MEANINGS = {
    STOPPED: N_("Your computer may not be protected. Contact the help desk now."),
    OFF: N_(
        "Without virus protection, a harmful file or website can cause damage. If you "
        "didn't turn off the protection, contact the help desk now."
    ),
    OLD: N_("The antivirus app may not detect the latest viruses. We can update the definitions."),
}
"""Explanations for the user, by problem."""
