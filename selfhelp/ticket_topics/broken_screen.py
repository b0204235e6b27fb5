"""The screen is cracked, stained or has lines."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Broken or stained screen"),
    category=Category.HARDWARE,
    meaning=N_("A damaged screen has to be replaced. No setting can repair it."),
    now=(
        N_("Take care with splinters, and do not press on the screen."),
        N_("Connect another screen if you have one, so that you can go on working."),
        N_("Add a photo of the damage to the ticket."),
    ),
    collectors=("identity", "system", "displays", "hardware"),
)
