"""A mailbox or personal cloud space is full."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Mailbox or cloud space full"),
    category=Category.OFFICE_MAIL,
    meaning=N_(
        "Your space on the server is used up, so mail may be refused. You can make room yourself, or the"
        " help desk can give you more."
    ),
    now=(
        N_("Empty the deleted items and the junk folder."),
        N_("Sort by size, and save large attachments elsewhere."),
        N_("Never delete what the law or a contract wants kept."),
    ),
    collectors=("system",),
)
