"""The sign-in that opens everything else has run out, so that everything asks for a password."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.account.identity_service import IdentityService, probe_identity_service
from selfhelp.machine.account.single_sign_on import SIGN_ON, RenewTicket, SignOn
from selfhelp.machine.guidance.manual_steps import ByHand

SOON = timedelta(minutes=10)
"""A ticket that ends within this time and can be renewed is renewed before it does."""

GRACE = timedelta(minutes=5)
"""A server still takes a ticket that ended so long ago: the clock difference Kerberos allows (RFC 4120)."""


class SsoRefresh(Fix):
    """Renews the Kerberos ticket if that needs no password; otherwise guides to a new sign-in.

    Offered only if there is something to refresh: a ticket, a realm that the policy names, an account
    the organisation keeps, or a work account. Nothing is purged and no account is disconnected: that would
    sign the user out of programs that still work.
    """

    id = "sso-refresh"
    title = N_("Renew your work sign-in")
    category = Category.ACCOUNT
    looks = N_("Checking your sign-in to your organisation's network…")
    cheap = False  # dsregcmd and klist may ask the network
    collectors = ("system", "clock", "network")
    prevention = N_(
        "Lock the screen instead of leaving it open for days. Unlocking it with your password renews your "
        "sign-in. Do this while connected to your organisation's network or VPN."
    )
    by_hand = ("unlock-again",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the ticket or token; its service is only contacted if it has expired."""
        state = SIGN_ON.read(machine)
        if state.valid and not _ends_soon(state):
            return None
        return Finding(
            summary=_summary(state),
            meaning=_meaning(machine, state),
            evidence={
                "signed in as": state.who or "nobody",
                "ticket expires in": "unknown"
                if state.left is None
                else f"{state.left.total_seconds():.0f} s",
                "can be renewed": "yes" if _renewable(state) else "no",
            },
            data={"renew": _renewable(state), "platform": machine.platform.value},
        )

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Renew without a password where the service allows it; else let the user sign in."""
        if finding.data["renew"]:
            return (RenewTicket(),)
        return (ByHand(f"sign-in-again-{finding.data['platform']}"),)


def _ends_soon(state: SignOn) -> bool:
    return state.left is not None and state.left < SOON and _renewable(state)


def _renewable(state: SignOn) -> bool:
    """Whether renewing can still gain time: it is allowed for longer than the ticket lasts."""
    if state.left is None or state.renewable is None:
        return False
    return state.left > -GRACE and state.renewable > max(state.left, timedelta(0))


def _summary(state: SignOn) -> Text:
    if state.valid:
        return N_("Your work sign-in expires in a few minutes.")
    if state.who:
        return N_("Your work sign-in has expired.")
    return N_("You aren't signed in to your organisation's network.")


def _service(machine: Machine, state: SignOn) -> IdentityService | None:
    """Return the sign-in service; what was found stays found if it cannot be looked for."""
    try:
        return probe_identity_service(machine, configured=bool(state.who))
    except ProbeError:
        return None


def _meaning(machine: Machine, state: SignOn) -> Text:
    if _renewable(state):
        return N_("We can renew your sign-in now, without your password.")
    seen = _service(machine, state)
    if seen is not None and not seen.answers:
        return N_(
            "Apps and websites ask for your password again. The sign-in service {host} can't be reached. "
            "First connect to your organisation's network or VPN.",
            host=seen.host[:200],
        )
    return N_("Apps and websites ask for your password again. Sign in again to stop this.")
