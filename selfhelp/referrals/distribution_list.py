"""Somebody has to be added to, or removed from, a mailing list or the directory."""

from __future__ import annotations

from selfhelp.fixes import Category
from selfhelp.referrals import Referral
from selfhelp.text import N_

REFERRAL = Referral(
    title=N_("Mailing list or address book"),
    category=Category.ACCESS,
    meaning=N_(
        "Lists and the company's address book are kept on the server. Their owner or the help desk "
        "changes them."
    ),
    now=(N_("Give the list's address, and who is added or removed."),),
)
