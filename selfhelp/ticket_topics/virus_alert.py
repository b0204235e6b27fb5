"""A virus was found, or the computer behaves as if it had one."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Virus or threat found"),
    category=Category.SECURITY,
    meaning=N_(
        "This computer may be infected. Only the security team can tell what is safe, and traces must be"
        " kept."
    ),
    now=(
        N_("Unplug the network cable and switch Wi-Fi off."),
        N_("Leave the computer on, and type no passwords on it."),
        N_("Never call a number that a warning shows, and install no cleaning program."),
        N_("Phone the help desk from another device."),
    ),
    collectors=("system", "processes", "services", "network"),
    urgent=True,
)
