"""Somebody has to be added to, or removed from, a mailing list or the directory."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Mailing list or address book"),
    category=Category.ACCESS,
    meaning=N_(
        "Lists and the company's address book are kept on the server. Their owner or the help desk "
        "changes them."
    ),
    now=(N_("Give the list's address, and who is added or removed."),),
)
