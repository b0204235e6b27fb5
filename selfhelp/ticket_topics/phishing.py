"""A suspicious message or call, or somebody fell for one."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Suspicious message or call"),
    category=Category.SECURITY,
    meaning=N_(
        "Somebody may be trying to steal passwords or money. The security team can warn others, if you "
        "report it now."
    ),
    now=(
        N_("Do not click, do not answer, and do not delete the message."),
        N_("If you typed your password, change it now from another computer."),
        N_(
            "If you opened a file or let somebody in, unplug the network and switch Wi-Fi off, but leave"
            " the computer on."
        ),
        N_("If you paid or gave bank details, phone your bank as well."),
        N_("Report it, with the message as an attachment."),
    ),
    collectors=("system", "network", "processes"),
    urgent=True,
)
