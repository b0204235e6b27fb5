"""A printer or copier jams, needs toner, or prints badly."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Paper jam, toner or print quality"),
    category=Category.PRINTING,
    meaning=N_(
        "The trouble is in the printer itself. Supplies and repairs are ordered by the help desk or the "
        "copier's service."
    ),
    now=(
        N_("Follow the pictures on the printer's own display to take out jammed paper."),
        N_("Never pull with force, and take care: some parts are hot."),
        N_("Give the printer's name or number, the room and the message."),
    ),
    collectors=("printers",),
)
