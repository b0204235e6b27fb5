"""Files are being encrypted or renamed, and somebody asks for money."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Files held to ransom"),
    category=Category.SECURITY,
    meaning=N_(
        "An attacker is making files unreadable, perhaps for the whole company. Cutting the network now "
        "saves what is left."
    ),
    now=(
        N_("Pull the network cable and switch Wi-Fi off now."),
        N_("Leave the computer on: switching it off destroys traces."),
        N_("Unplug USB keys and backup disks."),
        N_("Phone the help desk, and warn the colleagues around you."),
        N_("Never pay, and do not answer."),
    ),
    collectors=("system", "processes", "network"),
    urgent=True,
)
