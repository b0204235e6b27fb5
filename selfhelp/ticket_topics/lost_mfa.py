"""The phone or key that confirms a sign-in is lost, replaced or silent."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Sign-in phone or key lost"),
    category=Category.ACCOUNT,
    meaning=N_(
        "Without your second factor nobody can sign in as you, and neither can you. The help desk checks"
        " who you are and registers a new one."
    ),
    now=(
        N_("If you still have the old phone, do not erase it yet."),
        N_("If it was stolen, say so: it has to be locked at once."),
        N_("Phone the help desk, or ask your manager to write for you."),
    ),
)
