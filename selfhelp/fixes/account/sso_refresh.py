"""An expired single sign-on ticket, so that every service asks for a password."""

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
"""Remaining lifetime below which a renewable ticket is renewed."""

GRACE = timedelta(minutes=5)
"""Time for which servers accept an expired ticket: Kerberos' permitted clock offset (RFC 4120)."""


class SsoRefresh(Fix):
    """Renews the Kerberos ticket if no password is needed; otherwise leads to a new sign-in.

    This fix is offered only if there is a ticket, a realm in the policy, a directory account, or a work
    account. Nothing is purged and no account is disconnected: that would sign the user out of programs that
    still work.
    """

    id = "sso-refresh"
    title = N_("Renew your work sign-in")
    category = Category.ACCOUNT
    looks = N_("Checking your sign-in to your organisation's network…")
    cheap = False  # dsregcmd and klist may use the network
    collectors = ("system", "clock", "network")
    prevention = N_(
        "Lock the screen instead of leaving it unlocked for days. Unlocking it with "
        "your password renews your sign-in if you're connected to your organisation's "
        "network or VPN."
    )
    by_hand = ("unlock-again",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the ticket or token; contact its service only if it has expired."""
        state = SIGN_ON.read(machine)
        if state.valid and not _does_ticket_end_soon(state):
            return None
        return Finding(
            summary=_make_summary(state),
            meaning=_make_explanation(machine, state),
            evidence={
                "signed in as": state.who or "nobody",
                "ticket expires in": "unknown"
                if state.left is None
                else f"{state.left.total_seconds():.0f} s",
                "can be renewed": "yes" if _is_ticket_renewable(state) else "no",
            },
            data={"renew": _is_ticket_renewable(state), "platform": machine.platform.value},
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return a step that renews the ticket without a password if allowed; otherwise a manual sign-in."""
        if finding.data["renew"]:
            return (RenewTicket(),)
        return (ByHand(f"sign-in-again-{finding.data['platform']}"),)


def _does_ticket_end_soon(state: SignOn) -> bool:
    return state.left is not None and state.left < SOON and _is_ticket_renewable(state)


def _is_ticket_renewable(state: SignOn) -> bool:
    """Return whether renewal extends the ticket: its renewal period exceeds its lifetime."""
    if state.left is None or state.renewable is None:
        return False
    return state.left > -GRACE and state.renewable > max(state.left, timedelta(0))


def _make_summary(state: SignOn) -> Text:
    if state.valid:
        return N_("Your work sign-in expires in a few minutes.")
    if state.who:
        return N_("Your work sign-in has expired.")
    return N_("You aren't signed in to your organisation's network.")


def _probe_identity_service(machine: Machine, state: SignOn) -> IdentityService | None:
    """Return the state of the sign-in service; None if it can't be probed."""
    try:
        return probe_identity_service(machine, configured=bool(state.who))
    except ProbeError:
        return None


def _make_explanation(machine: Machine, state: SignOn) -> Text:
    if _is_ticket_renewable(state):
        return N_("We can renew your sign-in now, without your password.")
    seen = _probe_identity_service(machine, state)
    if seen is not None and not seen.answers:
        return N_(
            "Apps and websites are asking for your password again. The sign-in service "
            "{host} can't be reached. First connect to your organisation's network or VPN.",
            host=seen.host[:200],
        )
    return N_("Apps and websites are asking for your password again. Sign in again to stop this.")
