"""Somebody needs an account or more rights in a business application."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Access to an application"),
    category=Category.ACCESS,
    meaning=N_(
        "Accounts and roles in business applications are given by those who answer for them. The help "
        "desk passes your request on."
    ),
    now=(
        N_("Name the application, the role or menu, and a colleague who already has it."),
        N_("Say from when and until when you need it."),
    ),
)
