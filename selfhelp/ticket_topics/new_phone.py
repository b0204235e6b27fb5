"""Somebody needs a mobile phone, a SIM card, or company mail on one."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Company mobile phone or SIM"),
    category=Category.HARDWARE,
    meaning=N_(
        "Mobile phones, numbers and SIM cards are managed by the help desk. Nothing on this computer can"
        " set them up."
    ),
    now=(
        N_("Say the phone's model and number, and whether it belongs to the company."),
        N_("Before you travel, name the country and the dates."),
    ),
)
