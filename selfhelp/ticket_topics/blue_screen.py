"""The whole computer crashes or restarts again and again."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Computer crashes or restarts itself"),
    category=Category.HARDWARE,
    meaning=N_(
        "When the whole computer crashes again and again, a driver or a part is at fault. A technician "
        "finds it in the records that go with your ticket."
    ),
    now=(
        N_("Save your work often, and copy what matters to a company drive."),
        N_("Note the stop code on the screen, or take a photo of it."),
        N_("Say what you last plugged in or installed."),
    ),
    collectors=("system", "errors", "hardware", "updates"),
)
