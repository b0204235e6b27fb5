"""A computer, phone or data carrier is lost or stolen."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Lost or stolen device"),
    category=Category.SECURITY,
    meaning=N_(
        "Whoever has the device may reach company data. The help desk can lock or erase it from afar, "
        "the sooner the better."
    ),
    now=(
        N_("Phone the help desk now."),
        N_("Change your password from another computer."),
        N_("Say when and where, and what was on it."),
        N_("After a theft, tell the police and keep the report's number."),
    ),
    urgent=True,
)
