"""A name, title or address in the directory has to change."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Change a name or title"),
    category=Category.ACCOUNT,
    meaning=N_(
        "Names and titles come from human resources and are copied to all systems. Tell them first; the "
        "help desk does the rest."
    ),
    now=(
        N_("Give the old and the new spelling, and from when it holds."),
        N_("Say whether mail to the old address should still arrive."),
    ),
)
