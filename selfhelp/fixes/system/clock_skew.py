"""A wrong clock, which makes sign-in and secure websites fail without explanation."""

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
"""Clock offset from which a fault is reported, well below Kerberos' limit of five minutes."""


class ClockSkew(Fix):
    """Sets the clock if its offset prevents sign-in."""

    id = "clock-skew"
    title = N_("Fix the date and time")
    category = Category.ACCOUNT
    looks = N_("Comparing the clock with a time server…")
    collectors = ("system", "network")
    prevention = N_(
        "Let the computer set the clock from the network. If the time is wrong each "
        "time you turn on the computer, its clock battery may be empty. Contact the "
        "help desk."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Compare this computer's clock with a time server's clock, both in UTC."""
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

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if no time server responds, or if the time server is wrong."""
        if not finding.data["settable"]:
            return N_(
                "No time server responds on this network, so the clock can't be set. Connect to your "
                "organisation's network or VPN and try again, or contact the help desk."
            )
        return _WRONG_SERVER if _is_clock_error_confirmed_by_web(machine) else None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the step that turns on network time or, if it's on, synchronises the clock now.

        The steps are empty if setting the clock was turned off on Windows (Type NoSync).
        """
        if not finding.data["off"]:
            return (SyncClock(),)
        return (UseNetworkTime(),) if finding.data["switchable"] else ()


_WRONG_SERVER = N_(
    "Compared with internet time, this computer's clock is right and the time "
    "server is wrong. Sign-in may fail until the server is corrected. Contact the "
    "help desk."
)


def _is_clock_error_confirmed_by_web(machine: Machine) -> bool:
    """Return whether web servers confirm the computer's clock; False if none responds."""
    try:
        return abs(read_clock_by_http(machine).offset) <= TOLERANCE
    except ProbeError:
        return False
