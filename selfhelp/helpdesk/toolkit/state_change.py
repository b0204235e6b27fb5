"""Moves a ticket to another state and reads it back: some desks answer "done" and change nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.text import N_
from selfhelp.core.ticket import TicketState


def change_state(
    number: str, when: Collection[TicketState], state: Callable[[], TicketState], change: Callable[[], object]
) -> None:
    """Make a change if the ticket is in one of these states; check that it is changed afterwards.

    Args:
        number: the ticket, for the sentence.
        when: the states to leave.
        state: reads the state from the desk.
        change: asks the desk for the other state.

    Raises:
        DeskRefusedError: it stands there still.
    """
    if state() not in when:
        return
    change()
    if state() in when:
        raise state_change_refused(number)


def state_change_refused(number: str) -> DeskRefusedError:
    """Return the error for a ticket whose state the user isn't allowed to change."""
    message = N_(
        "You don't have permission to change the status of {number}. Write a comment instead.", number=number
    )
    return DeskRefusedError(message)
