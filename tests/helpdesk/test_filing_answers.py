"""A desk's own field may take one of the user's answers; an answer that was not given leaves no empty
field."""

from __future__ import annotations

from selfhelp.core.ticket import Ticket, TicketDetails
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.policy.help_desk import HelpDeskPolicy

DESK = HelpDeskPolicy(
    fields=("u_room={answer:room}", "u_site=Paris {answer:site}", "u_plain={room}", "u_empty=")
)


def test_answers_go_into_fields() -> None:
    answers = {"room": "{answer:site}", "site": "north"}
    ticket = Ticket("sh-1", "s", "b", "", details=TicketDetails(answers=answers))
    assert ClassificationMapping.create_from_policy(DESK).map_extra_fields(ticket) == {
        "u_room": "{answer:site}",
        "u_site": "Paris north",
        "u_plain": "{room}",
        "u_empty": "",
    }


def test_without_an_answer_there_is_no_field() -> None:
    assert ClassificationMapping.create_from_policy(DESK).map_extra_fields(Ticket("sh-1", "s", "b", "")) == {
        "u_site": "Paris ",
        "u_plain": "{room}",
        "u_empty": "",
    }
