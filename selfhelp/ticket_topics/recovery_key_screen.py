"""The computer asks for a recovery key before it starts."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Recovery key asked at start"),
    category=Category.SECURITY,
    meaning=N_(
        "Your computer protects its data and wants the recovery key. Only the help desk may give it to "
        "you, after checking who you are."
    ),
    now=(
        N_("Unplug docks, USB keys and memory cards, then restart once: sometimes the question goes away."),
        N_("Write down the first eight characters of the key ID on the screen."),
        N_("Phone the help desk and have your staff number at hand."),
        N_("Never send a photo of the key or type it into a website."),
    ),
    collectors=("system", "disks"),
)
