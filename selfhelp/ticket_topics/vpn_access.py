"""Somebody has no right or profile for remote access yet."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Right to work remotely"),
    category=Category.ACCESS,
    meaning=N_(
        "Remote access has to be allowed for your account first. That cannot be done from this computer."
    ),
    now=(N_("Say from when, from which country and with which computer you will work."),),
    collectors=("system", "network"),
)
