"""I cannot get into my account: from the cable to the password, in the order in which one hides the other."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.troubleshooters import Ladder

LADDER = Ladder(
    title=N_("Find why sign-in fails"),
    meaning=N_(
        "We look at the connection, the names, the clock, the VPN, the sign-in service, your account and "
        "saved passwords. We never ask for a password."
    ),
    checks=(
        "net-captive-portal",
        "net-proxy",
        "net-dns",
        "net-no-internet",
        "clock-skew",
        "net-vpn",
        "account-password-locked",
        "stale-credentials",
        "sso-refresh",
        "keyboard-layout",
    ),
)
