"""The computer does not start, or its screen stays black."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Computer does not start"),
    category=Category.HARDWARE,
    meaning=N_(
        "A computer that does not start cannot repair itself from here. A technician has to look at it, "
        "or bring you another."
    ),
    now=(
        N_("Unplug everything except the charger, and try another wall socket."),
        N_("Hold the power button for thirty seconds, let it go, wait a minute, press it once."),
        N_("Note what you see and hear: lights, beeps, a message."),
    ),
    collectors=("identity", "system"),
)
