"""Data reached somebody who should not have it."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Data sent to the wrong person"),
    category=Category.SECURITY,
    meaning=N_(
        "Data reached somebody who should not have it. There may be a legal deadline for reporting it, "
        "so nobody will blame you for being quick."
    ),
    now=(
        N_("Withdraw the link or the right, if you can."),
        N_("Ask the recipient in one sentence to delete it unread and to confirm."),
        N_("Delete nothing on your side."),
        N_("Report what, to whom and when; do not attach the data again."),
    ),
    urgent=True,
)
