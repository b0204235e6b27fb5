"""Equipment has to be moved or connected elsewhere."""

from __future__ import annotations

from selfhelp.fixes import Category
from selfhelp.referrals import Referral
from selfhelp.text import N_

REFERRAL = Referral(
    title=N_("Move a workplace"),
    category=Category.HARDWARE,
    meaning=N_("Moves are planned with the building and the network. Two weeks' notice is usual."),
    now=(
        N_("Give the old and the new room, the date and what has to move."),
        N_("Do not carry or connect desk phones and printers yourself."),
    ),
)
