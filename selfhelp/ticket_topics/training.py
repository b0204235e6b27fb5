"""A question how something is done."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Question how something is done"),
    category=Category.OTHER,
    meaning=N_(
        "Nothing is broken: you would like to know how something is done. The help desk can show you, or"
        " name a course."
    ),
    now=(N_("Say which program and version, and what the result should look like."),),
    collectors=("applications",),
)
