"""The headline and the reason for a ticket topic; during a fraudulent call, the headline is to hang up."""

from __future__ import annotations

from selfhelp.catalog.dangers import SCAM
from selfhelp.core.text import N_, Text
from selfhelp.ticket_topics.ticket_topic import TicketTopic

_HANG_UP = N_("Hang up now. Don't give any code or password, and don't install anything.")
_CALLERS = N_(
    "Callers like this try to steal passwords or money. Report the call so that the security team can warn "
    "others."
)


def describe_ticket_topic(topic: TicketTopic, id_: str, *, on_phone: bool) -> tuple[Text, Text | None]:
    """Return the headline and the reason, or None, for a topic with an ID.

    Args:
        topic: the topic.
        id_: its ID.
        on_phone: whether someone is calling the user now.
    """
    return (_HANG_UP, _CALLERS) if on_phone and id_ == SCAM else (topic.meaning, None)
