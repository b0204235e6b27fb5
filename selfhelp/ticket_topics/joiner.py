"""Somebody starts and needs an account and a workplace."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Account for a new colleague"),
    category=Category.ACCESS,
    meaning=N_(
        "Accounts are created by the help desk from the data of human resources. Early requests are "
        "ready on the first day."
    ),
    now=(
        N_("Give the name, first day, team, place, manager and end date."),
        N_("List equipment, programs, folders and lists that are needed."),
    ),
)
