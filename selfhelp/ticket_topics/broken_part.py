"""A key, hinge, cable, plug or case is broken."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Broken key, hinge or plug"),
    category=Category.HARDWARE,
    meaning=N_(
        "Something is physically broken and has to be repaired or exchanged. Nothing on this computer "
        "can mend it."
    ),
    now=(
        N_("Do not use a cable or charger with visible wires."),
        N_("Keep the broken piece, and add a photo to the ticket."),
    ),
    collectors=("identity", "system", "hardware"),
)
