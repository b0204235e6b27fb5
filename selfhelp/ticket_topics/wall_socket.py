"""A network or power socket in the wall has to be repaired or added."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Wall socket or cabling"),
    category=Category.NETWORK,
    meaning=N_(
        "Sockets and cables in the building are looked after on site. Nothing on this computer can "
        "change them."
    ),
    now=(
        N_("Note the number on the socket, the room and the floor."),
        N_("Keep away from a socket that is loose, hot or sparks."),
        N_("Use another socket or the Wi-Fi until then."),
    ),
    collectors=("network",),
)
