"""Several people have the same trouble at once."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Outage for several people"),
    category=Category.NETWORK,
    meaning=N_(
        "When several people have the same trouble, its cause is not on your computer. One report with "
        "the place and the time helps most."
    ),
    now=(
        N_("Look whether the help desk already tells of an outage."),
        N_("Say since when, where, and how many people are affected."),
        N_("Change nothing on your computer, and do not restart network devices."),
    ),
    collectors=("network",),
    urgent=True,
)
