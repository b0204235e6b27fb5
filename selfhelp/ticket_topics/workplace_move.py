"""Equipment has to be moved or connected elsewhere."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Move a workplace"),
    category=Category.HARDWARE,
    meaning=N_("Moves are planned with the building and the network. Two weeks' notice is usual."),
    now=(
        N_("Give the old and the new room, the date and what has to move."),
        N_("Do not carry or connect desk phones and printers yourself."),
    ),
)
