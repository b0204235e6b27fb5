"""Somebody needs a computer, screen, headset or other equipment."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Order new equipment"),
    category=Category.HARDWARE,
    meaning=N_(
        "Equipment is ordered by the help desk, often with your manager's approval. A complete request "
        "saves questions."
    ),
    now=(
        N_("Say what you need, for whom, until when, and what for."),
        N_("Add the cost centre and who approves it, if you know."),
    ),
)
