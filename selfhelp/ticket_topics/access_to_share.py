"""Somebody needs rights on a folder, share or team site."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Access to a folder or site"),
    category=Category.ACCESS,
    meaning=N_(
        "Rights are given by the owner of the data, not by this computer. The help desk asks the owner "
        "and sets them."
    ),
    now=(
        N_("Give the full path or address, and who needs to read or change it."),
        N_("Name the owner or your manager, if you know."),
    ),
)
