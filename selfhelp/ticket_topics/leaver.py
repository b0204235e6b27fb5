"""Somebody leaves, and the account has to be closed."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Close the account of a leaver"),
    category=Category.ACCESS,
    meaning=N_(
        "Only the help desk may close an account, on a manager's word. Mail and files are kept or handed"
        " over by rule."
    ),
    now=(
        N_("Give the name and the last day."),
        N_("Say who takes over the mail, the files and the equipment."),
    ),
)
