"""Mail comes back, lands in junk, or is held by a filter."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Mail refused or filtered"),
    category=Category.OFFICE_MAIL,
    meaning=N_(
        "A mail server or filter refused the message. Only those who run it can see why, or release it."
    ),
    now=(
        N_("Check the address for a typing mistake."),
        N_("Add the whole answer of the server to the ticket, with sender, recipient and time."),
    ),
)
