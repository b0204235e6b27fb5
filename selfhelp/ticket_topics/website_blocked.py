"""A website, port or file is blocked on purpose."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Website or program blocked on purpose"),
    category=Category.ACCESS,
    meaning=N_(
        "This is blocked by a rule of the company, not by a fault. The help desk checks whether an "
        "exception is possible."
    ),
    now=(
        N_("Give the exact address or program, and why you need it."),
        N_("Do not try to get around the block."),
    ),
    collectors=("network",),
)
