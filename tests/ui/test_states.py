"""The words for a ticket's state: true, and the same everywhere."""

from __future__ import annotations

import pytest

from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import TicketState
from selfhelp.ui.states import TICKETS, describe_ticket_state


@pytest.mark.parametrize(
    ("state", "user_wrote_last", "words"),
    [
        (TicketState.OPEN, False, "Open"),
        (TicketState.OPEN, True, "Waiting for the help desk"),
        (TicketState.WAITING, False, "Waiting for you"),
        (TicketState.WAITING, True, "Waiting for you"),
        (TicketState.SOLVED, True, "Resolved"),
        (TicketState.CLOSED, False, "Closed"),
    ],
)
def test_an_open_ticket_is_open_and_nothing_more(
    state: TicketState, user_wrote_last: bool, words: str
) -> None:
    assert ENGLISH.translate(describe_ticket_state(state, user_wrote_last=user_wrote_last)) == words


def test_every_state_has_a_word_and_resolved_is_the_only_one_for_it() -> None:
    assert set(TICKETS) == set(TicketState)
    assert not [
        word for word in map(ENGLISH.translate, TICKETS.values()) if "solved" in word.replace("Resolved", "")
    ]
