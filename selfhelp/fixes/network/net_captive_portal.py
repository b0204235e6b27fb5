"""A guest network that requires a sign-in: the computer is connected, but no page opens."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenWebPage
from selfhelp.machine.network.captive_portal import REDIRECTED, PortalAnswer, PortalReply
from selfhelp.machine.network.connections import OPEN
from selfhelp.machine.reachability.connectivity import (
    check_web_access,
    probe_organisation_host,
    require_no_proxy_script,
)


class NetCaptivePortal(Fix):
    """Opens a guest network's sign-in page. The page doesn't appear for https addresses."""

    id = "net-captive-portal"
    title = N_("Sign in to guest Wi-Fi")
    category = Category.NETWORK
    looks = N_("Checking for a network sign-in page…")
    collectors = ("network",)
    prevention = N_(
        "Hotel and train Wi-Fi often signs you out after a few hours. If websites "
        "don't load, check for a sign-in page first. Your work phone's hotspot doesn't "
        "require you to sign in."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Request a page with known content, and compare the response."""
        answer = check_web_access(machine)
        if answer.reply is PortalReply.EXPECTED or probe_organisation_host(machine) == OPEN:
            return None
        if answer.reply is PortalReply.PORTAL:
            require_no_proxy_script(machine)
            return make_finding_for_answer(answer)
        if answer.reply is PortalReply.HOSTS_FILE:
            raise ProbeError(REDIRECTED, detail=answer.describe_answer())
        raise ProbeError(_SEEN[answer.reply is PortalReply.STATUS], detail=answer.describe_answer())

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return a step that opens a plain HTTP page, which the network can replace with its sign-in page."""
        return (OpenWebPage(finding.data["page"]), ByHand("portal-sign-in"))


_SEEN = {
    True: N_("The network is responding, but it doesn't let this app reach the internet."),
    False: N_("No website responds, so a sign-in page isn't the cause. Check the network first."),
}
"""Reasons for an unknown state, by whether any server responded."""


def make_finding_for_answer(answer: PortalAnswer) -> Finding:
    """Return the finding that the network requires a sign-in, for an unexpected response."""
    evidence = {"asked": answer.address, "status": str(answer.status)}
    if answer.to:
        evidence["sent on to"] = answer.to
    return Finding(
        summary=N_("This network requires you to sign in on its own page first."),
        meaning=N_(
            "Nothing else will open until then, not even your VPN. We can open the sign-in page for you."
        ),
        evidence=evidence,
        data={"page": answer.address},
    )
