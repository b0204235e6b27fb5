"""Somebody has no right or profile for remote access yet."""

from __future__ import annotations

from selfhelp.fixes import Category
from selfhelp.referrals import Referral
from selfhelp.text import N_

REFERRAL = Referral(
    title=N_("Right to work remotely"),
    category=Category.ACCESS,
    meaning=N_(
        "Remote access has to be allowed for your account first. That cannot be done from this computer."
    ),
    now=(N_("Say from when, from which country and with which computer you will work."),),
    collectors=("system", "network"),
)
