"""A wrong clock: sign-in and secure websites fail, and nothing says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.clock.system_clock import CLOCK, SyncClock, UseNetworkTime, read_clock_by_http

TOLERANCE = timedelta(minutes=2)
"""Kerberos refuses at five minutes; say so well before it does."""


class ClockSkew(Fix):
    """Sets the clock right when it has drifted too far to sign in."""

    id = "clock-skew"
    title = N_("Fix the date and time")
    category = Category.ACCOUNT
    looks = N_("Comparing the clock with a time server…")
    collectors = ("system", "network")
    prevention = N_(
        "Let the computer set the clock from the network. If the time is wrong each time you turn it on, an "
        "internal battery is empty. Contact the help desk."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Compare this computer's clock with a time server's, in UTC."""
        clock = CLOCK.read(machine)
        if abs(clock.offset) <= TOLERANCE:
            return None
        span = abs(clock.offset)
        slow, fast = N_("The clock is {span} slow.", span=span), N_("The clock is {span} fast.", span=span)
        return Finding(
            summary=fast if clock.offset > timedelta(0) else slow,
            meaning=N_("Sign-in and secure websites don't work when the time is wrong."),
            evidence={
                "offset": f"{clock.offset.total_seconds():+.0f} s",
                "time server": clock.server,
                "set from the network": {True: "yes", False: "no", None: "unknown"}[clock.automatic],
            },
            data={
                "off": clock.automatic is False,
                "switchable": machine.platform in UseNetworkTime.rows,
                "settable": clock.settable,
            },
        )

    def blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Refuse where no time server answers, and where it is the time server that is wrong."""
        if not finding.data["settable"]:
            return N_(
                "No time server responds on this network, so the clock can't be set. Connect to your "
                "organisation's network or VPN and try again, or contact the help desk."
            )
        return _WRONG_SERVER if _is_right(machine) else None

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Turn network time on if it is off; else let the time service ask immediately.

        On Windows someone has chosen that no one sets the clock (Type NoSync): the help desk knows why.
        """
        if not finding.data["off"]:
            return (SyncClock(),)
        return (UseNetworkTime(),) if finding.data["switchable"] else ()


_WRONG_SERVER = N_(
    "Compared with the internet, this clock is right and the time server is wrong. Sign-in may fail until "
    "the server is corrected. Contact the help desk."
)


def _is_right(machine: Machine) -> bool:
    """Whether web pages agree with the clock; if none can be asked, the time server is believed."""
    try:
        return abs(read_clock_by_http(machine).offset) <= TOLERANCE
    except ProbeError:
        return False
