"""How a ticket stands, in words: what the help desk does, its number, and how old that is."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core import reference
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import TicketState
from selfhelp.ui.conversation.conversation_loader import Talk, moment
from selfhelp.ui.states import TICKET_SIGNS, TICKETS, on_the_way

STANDS: dict[TicketState, Text] = {
    TicketState.QUEUED: N_("It waits to be sent"),
    TicketState.OPEN: N_("The help desk is working on it"),
    TicketState.WAITING: N_("The help desk waits for your answer"),
    TicketState.SOLVED: N_("The help desk says it is solved"),
    TicketState.CLOSED: N_("It is closed"),
}


def standing(talk: Talk, *, asking: bool) -> tuple[str, Text, Sequence[Text]]:
    """Return sign, heading and details; ``asking``: the desk is being asked at this moment."""
    if talk.sent is None:
        return (*on_the_way(talk.item), _details(talk, asking))
    return TICKET_SIGNS[talk.state], STANDS[talk.state], _details(talk, asking)


def _details(talk: Talk, asking: bool) -> Sequence[Text]:
    details: list[Text] = []
    if talk.sent is not None:
        state = TICKETS[talk.state]
        details.append(N_("Ticket {number}: {state}.", number=talk.sent.ticket[:80], state=state))
    elif talk.item.reason is not None:
        details.append(talk.item.reason)
    details.append(N_("Reference {code}.", code=reference.short(talk.item.report)))
    details += talk.incomplete
    if asking:
        details.append(N_("Asking the help desk…"))
    elif talk.glance is not None and talk.glance.asked and talk.trouble is not None:
        details.append(N_("You see what was known on {time}.", time=moment(talk.glance.asked)))
    return details
