"""Equipment is given back, collected or disposed of."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Give equipment back"),
    category=Category.HARDWARE,
    meaning=N_(
        "Devices hold company data and stand in an inventory. The help desk takes them back and erases them."
    ),
    now=(
        N_("Copy what is yours to a company drive first."),
        N_("Give the inventory number and the place, and never throw devices away."),
    ),
)
