"""Equipment is given back, collected or disposed of."""

from __future__ import annotations

from selfhelp.fixes import Category
from selfhelp.referrals import Referral
from selfhelp.text import N_

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
