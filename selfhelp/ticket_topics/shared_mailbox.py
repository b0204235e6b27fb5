"""Somebody needs a shared mailbox or calendar, or rights on one."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Shared mailbox or calendar"),
    category=Category.ACCESS,
    meaning=N_("Rights on another mailbox are set on the mail server. The help desk asks its owner first."),
    now=(
        N_("Give the address, and who needs to read, send or manage it."),
        N_("Name the owner or manager who agrees."),
    ),
)
