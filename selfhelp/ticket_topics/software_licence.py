"""A program says that its licence is missing or has ended."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Licence missing or ended"),
    category=Category.ACCESS,
    meaning=N_(
        "The program runs but has no valid licence for you. Licences are given and renewed by the help desk."
    ),
    now=(
        N_("Do not buy one yourself, and do not type a key from the internet."),
        N_("Note the exact message and the account shown in the program."),
    ),
    collectors=("system", "applications"),
)
