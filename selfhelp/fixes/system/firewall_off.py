"""A firewall that should be on and is not."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.organisation import organisation
from selfhelp.machine.security.firewall import FIREWALL, SERVER, SwitchFirewallOn


class FirewallOff(Fix):
    """Switches a firewall on that is meant to be on; it never switches one off or changes a rule.

    Where a system leaves its firewall off by default (macOS, Ubuntu's ufw) and the organisation does not
    ask for one (`organisation.require_firewall`), off is how it should be: nothing is offered.
    """

    id = "firewall-off"
    title = N_("Switch the firewall on")
    category = Category.SECURITY
    looks = N_("Looking at the firewall")
    cheap = False  # Windows takes some seconds to tell
    collectors = ("network", "services")
    prevention = N_(
        "Do not switch the firewall off because a website or a program asks for it. "
        "If it blocks something you need, tell the help desk: they can let just that through."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Ask the firewall that is there."""
        seen = FIREWALL.read(machine)
        if seen.on:
            return None
        if not seen.meant and not organisation(machine).require_firewall:
            raise NotOfferedError(
                N_("The firewall is off, as this system leaves it, and your company does not ask for one.")
            )
        return Finding(
            summary=N_("The firewall is switched off."),
            meaning=N_("Other computers on the same network can reach more of yours than they should."),
            evidence={"firewall": seen.program, "off": ", ".join(seen.off)},
        )

    def refuse(self, machine: Machine, finding: Finding) -> Text | None:
        """Refuse where it could cut the connection the person works through, or those of a server's users."""
        if SERVER.read(machine):
            return N_("This computer is a server, so only an administrator should switch its firewall on.")
        return remote_session.CUTS if remote_session.is_remote(machine) else None

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Have it switched on."""
        return (SwitchFirewallOn(),)
