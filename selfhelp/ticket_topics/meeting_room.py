"""The equipment of a meeting room does not work or is needed."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Equipment of a meeting room"),
    category=Category.AUDIO_VIDEO,
    meaning=N_("The equipment of a room is looked after on site. This computer cannot repair it."),
    now=(
        N_("Give the room, and when your meeting begins: urgent cases are better phoned."),
        N_("Switch the room's screen off and on, and check that every cable sits tight."),
        N_("Begin on your own computer meanwhile."),
    ),
    collectors=("displays", "sound", "cameras"),
)
