"""A business application answers with an error of its own."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Error in a business application"),
    category=Category.OTHER,
    meaning=N_(
        "The error comes from the application or its server, not from your computer. Those who run it "
        "need to know exactly what you did."
    ),
    now=(
        N_("Ask a colleague whether the same happens there."),
        N_("Take a screenshot, and note the time and the record you worked on."),
        N_("Do not enter the same thing twice until somebody has looked."),
    ),
    collectors=("system", "network", "applications"),
)
