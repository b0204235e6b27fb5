"""A firewall that should be on but is off."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.security.firewall import FIREWALL, SERVER, SwitchFirewallOn


class FirewallOff(Fix):
    """Turns on a firewall that should be on; never turns off a firewall or changes a rule.

    If a system's firewall is off by default (macOS, Ubuntu's ufw) and the organisation doesn't require a
    firewall (`read_organisation.require_firewall`), nothing is offered.
    """

    id = "firewall-off"
    title = N_("Turn on the firewall")
    category = Category.SECURITY
    looks = N_("Checking the firewall…")
    cheap = False  # slow on Windows
    collectors = ("network", "services")
    prevention = N_(
        "Don't turn off the firewall just because a website or app asks you to. If it blocks something you "
        "need, contact the help desk: they can allow it."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the finding that the firewall is off although it should be on, or None."""
        seen = FIREWALL.read(machine)
        if seen.on:
            return None
        if not seen.meant and not read_organisation(machine).require_firewall:
            raise NotOfferedError(
                N_(
                    "The firewall is off, which is the default on this system, and your organisation "
                    "doesn't require it."
                )
            )
        return Finding(
            summary=N_("The firewall is turned off."),
            meaning=N_("Other computers on the same network have more access to yours than they should."),
            evidence={"firewall": seen.program, "off": ", ".join(seen.off)},
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run on a server, or in a remote session that the firewall could cut."""
        if SERVER.read(machine):
            return N_("This computer is a server. Only an administrator should turn on its firewall.")
        return remote_session.CUTS if remote_session.is_remote_session(machine) else None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the step that turns on the firewall."""
        return (SwitchFirewallOn(),)
