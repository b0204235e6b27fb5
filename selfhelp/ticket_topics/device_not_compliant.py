"""The company's rules refuse this device, or it lost its place in the domain."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Device refused by company rules"),
    category=Category.ACCESS,
    meaning=N_(
        "The company's sign-in refuses this device, not your password. Only the help desk can let it in "
        "again."
    ),
    now=(
        N_("Note the error number and the time on the page, or take a screenshot."),
        N_("Say whether the device is yours or the company's."),
    ),
    collectors=("system", "network", "updates"),
)
