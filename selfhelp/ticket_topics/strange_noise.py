"""The computer grinds, clicks or whistles."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Strange noise from the computer"),
    category=Category.HARDWARE,
    meaning=N_(
        "Grinding or clicking means that a fan or a disk is wearing out. A technician has to look before"
        " data is lost."
    ),
    now=(
        N_("Copy what matters to a company drive now."),
        N_("Do not move or shake the computer while it is on."),
    ),
    collectors=("identity", "system", "disks", "hardware"),
)
