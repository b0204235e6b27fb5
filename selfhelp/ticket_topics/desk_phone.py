"""The telephone on the desk, its number or voicemail."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Desk phone or voicemail"),
    category=Category.DEVICES,
    meaning=N_(
        "Desk phones and numbers are managed centrally. The help desk or the telephone team changes them."
    ),
    now=(
        N_("Pull the telephone's cable out, wait ten seconds, plug it in again."),
        N_("Give the number, the model and the room."),
    ),
)
