"""Somebody needs a program, or administrator rights to install one."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Order or install software"),
    category=Category.ACCESS,
    meaning=N_(
        "New programs are checked and installed by the help desk, because of licences and security. Look"
        " in the company's software centre first, if there is one."
    ),
    now=(
        N_("Say which program and version, and what you need it for."),
        N_("Say who approves the licence, if it costs something."),
    ),
    collectors=("system", "applications"),
)
