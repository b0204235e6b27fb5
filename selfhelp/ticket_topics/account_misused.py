"""Somebody else seems to use an account."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ticket_topics import Referral

REFERRAL = Referral(
    title=N_("Somebody else uses your account"),
    category=Category.SECURITY,
    meaning=N_(
        "If a stranger is in your account, every minute counts. The security team has to lock it and "
        "look at what happened."
    ),
    now=(
        N_("Refuse every sign-in request that you did not start."),
        N_("Change your password from another computer."),
        N_("Delete nothing: messages and rules are evidence."),
        N_("Phone the help desk."),
    ),
    collectors=("system", "processes", "network"),
    urgent=True,
)
