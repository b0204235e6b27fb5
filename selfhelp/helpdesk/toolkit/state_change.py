"""Changes a ticket's state and verifies it: some desks report success without a change."""

from __future__ import annotations

from collections.abc import Callable, Collection

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.text import N_
from selfhelp.core.ticket import TicketState


def change_ticket_state(
    number: str, when: Collection[TicketState], state: Callable[[], TicketState], change: Callable[[], object]
) -> None:
    """Run a change if the ticket is in one of the states in ``when``, then verify that it left them.

    Args:
        number: the ticket, for the message.
        when: the states to leave.
        state: reads the state from the desk.
        change: requests the change.

    Raises:
        DeskRefusedError: the state is unchanged.
    """
    if state() not in when:
        return
    change()
    if state() in when:
        raise build_state_error(number)


def build_state_error(number: str) -> DeskRefusedError:
    """Return the error for a ticket whose state the user isn't allowed to change."""
    message = N_(
        "You don't have permission to change the status of ticket {number}. Write a comment instead.",
        number=number,
    )
    return DeskRefusedError(message)
