"""Scans do not arrive, or somebody is missing in the copier's address book."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Scans that do not arrive"),
    category=Category.PRINTING,
    meaning=N_(
        "The copier sends scans itself, through the mail or file server. Its settings are changed by the"
        " help desk."
    ),
    now=(
        N_("Try fewer pages or a lower resolution once: large scans are refused."),
        N_("Give the copier's name, the destination and the message."),
    ),
)
