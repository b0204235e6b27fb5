"""A badge, a door, or something else about the building or staff."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Badge, building or staff matter"),
    category=Category.OTHER,
    meaning=N_(
        "This is a matter of the building or of staff, not of your computer. The help desk passes it on "
        "to the right team."
    ),
    now=(N_("Give the place and, for a badge, its number."),),
)
