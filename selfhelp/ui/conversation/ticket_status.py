"""A ticket's status as text: its state, number, reference, and the time of the last poll."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core import ticket_reference
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.core.timestamps import to_utc_datetime
from selfhelp.tickets.following.conversation_text import describe_merge
from selfhelp.tickets.recipient import GIVE_TO_IT
from selfhelp.ui.conversation.conversation_loader import NOT_THERE, LoadedConversation
from selfhelp.ui.state_texts import (
    TICKET_SIGNS,
    describe_attempt,
    describe_delivery,
    describe_outlook,
    describe_ticket_state,
)
from selfhelp.ui.widgets.status_icons import NOTE, WARN


def describe_ticket_status(
    talk: LoadedConversation, *, asking: bool, reached: bool
) -> tuple[str, Text, Sequence[Text]]:
    """Return a ticket's status: the icon's kind, the heading and the detail lines.

    Args:
        talk: the ticket.
        asking: whether the help desk is being polled now.
        reached: whether new tickets reach a help desk.
    """
    if talk.sent is None:
        item = talk.item
        sign, sentence = describe_delivery(item.state, item.reason, item.stage)
        tried = describe_attempt(item.state, talk.attempt)  # last: near the button, also in large text
        details = (item.reason, *describe_outlook([item]), *_describe_status_details(talk, asking), tried)
        return sign, sentence, [text for text in details if text is not None]
    if talk.here:
        next_step = _SEND_NOW if reached else GIVE_TO_IT
        return NOTE, N_("Saved on this computer"), [next_step, _describe_reference(talk), *talk.incomplete]
    if talk.lost:
        return WARN, NOT_THERE, _describe_status_details(talk, asking)
    state = describe_ticket_state(
        talk.state, user_wrote_last=talk.user_wrote_last, desk_wrote_last=talk.desk_wrote_last
    )
    return TICKET_SIGNS[talk.state], state, _describe_status_details(talk, asking)


def _describe_status_details(talk: LoadedConversation, asking: bool) -> Sequence[Text]:
    details: list[Text] = []
    if talk.sent is not None:
        details.append(N_("Ticket {number}.", number=talk.sent.ticket[:80]))
    if talk.status is not None and (merge := describe_merge(talk.status)) is not None:
        details.append(merge)
    details.append(_describe_reference(talk))
    details += talk.incomplete
    if talk.sent is not None and talk.item.state is not DeliveryState.DELIVERED:
        details += [_FILES_WAITING, *([talk.item.reason] if talk.item.reason is not None else [])]
    if asking:
        details.append(N_("Checking for replies…"))
    elif talk.glance is not None and talk.glance.asked and talk.trouble is not None:
        details.append(N_("Last checked: {time}.", time=to_utc_datetime(talk.glance.asked)))
    return details


def _describe_reference(talk: LoadedConversation) -> Text:
    return N_("Reference {code}.", code=ticket_reference.shorten_reference(talk.item.report))


_FILES_WAITING = N_("Its attachments are still waiting to be sent.")
_SEND_NOW = N_("The help desk hasn't received this ticket. You can send it now.")
