"""A battery swells, or something smokes, smells or sparks."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Swollen battery, smoke or sparks"),
    category=Category.HARDWARE,
    meaning=N_("A swollen or smoking battery can catch fire. Stop using the device now."),
    now=(
        N_("Switch it off, unplug it, and do not charge it again."),
        N_("Put it on stone or metal, away from paper and people, if you can do so safely."),
        N_("Do not press, pierce or open it."),
        N_("If there is smoke or fire, leave the room and call the emergency number."),
        N_("Then phone the help desk."),
    ),
    collectors=("identity", "system", "power", "hardware"),
    urgent=True,
)
