"""A virus protection that is off, has old knowledge, or whose company service has stopped."""

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
"""Older knowledge is out of date: a computer that was off over a holiday week catches up on its own."""

OFF, OLD, STOPPED = "off", "out of date", "company service stopped"


class AvOff(Fix):
    """Updates old signatures, and leads to the switch of Microsoft Defender; nothing is ever turned off.

    A stopped company service is for security at once: it may have been stopped by malware.
    """

    id = "av-off"
    title = N_("Check virus protection")
    category = Category.SECURITY
    looks = N_("Checking virus protection…")
    cheap = False  # Windows takes some seconds to tell
    collectors = ("services", "updates", "processes")
    prevention = N_(
        "Never turn off virus protection because a website or app asks you to: most attacks start that way. "
        "Contact the help desk now instead."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Ask the protection that is in charge, and the services that the organisation named."""
        seen = PROTECTION.read(machine)
        trouble = _trouble(seen)
        if not trouble:
            return None
        evidence = {"virus protection": seen.program[:300], "state": trouble}
        if seen.age is not None:
            evidence["signatures"] = f"{seen.age.days} days old"
        if seen.stopped:
            evidence["stopped"] = ", ".join(seen.stopped)[:1000]
        data = {"trouble": trouble, "changeable": seen.changeable}
        return Finding(_summary(seen, trouble), MEANINGS[trouble], evidence, data)

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Update, or lead to the switch; the rest is for security."""
        if finding.data["trouble"] == OLD:
            return (UpdateSignatures(),)
        if finding.data["trouble"] == OFF and finding.data["changeable"]:
            return (OpenPage("virus-protection"), ByHand("virus-protection-on"))
        return ()


def _trouble(seen: AntivirusState) -> str:
    if seen.stopped:
        return STOPPED
    if not seen.on:
        return OFF
    return OLD if seen.age is not None and seen.age > OLDEST else ""


def _summary(seen: AntivirusState, trouble: str) -> Text:
    if trouble == STOPPED:
        return N_("Your organisation's security app {name} isn't running.", name=seen.stopped[0][:200])
    if trouble == OFF:
        return N_("Virus protection is turned off.")
    return N_("The antivirus definitions are {span} old.", span=seen.age or OLDEST)


MEANINGS = {
    STOPPED: N_("Your computer may not be protected. Contact the help desk now."),
    OFF: N_(
        "A harmful file or page can cause damage. If you didn't turn off the protection, contact the "
        "help desk now."
    ),
    OLD: N_("The antivirus app may not detect the latest viruses. We can update the definitions."),
}
"""What each trouble means for the user."""
