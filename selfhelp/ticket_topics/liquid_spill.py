"""Something was spilled on a device."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Liquid on a device"),
    category=Category.HARDWARE,
    meaning=N_(
        "Liquid destroys electronics while they have power. Every minute counts, and drying alone is not"
        " enough."
    ),
    now=(
        N_("Unplug the charger and everything else at once."),
        N_("Hold the power button until it is off, and do not switch it on again."),
        N_("Turn it upside down on a cloth. No hair dryer, no rice."),
        N_("Phone the help desk from another device."),
    ),
    collectors=("identity", "system", "hardware"),
    urgent=True,
)
