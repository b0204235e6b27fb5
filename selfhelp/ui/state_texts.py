"""Texts and icons for the states of checks, fixes and tickets, the same on every screen."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from selfhelp.core.model import CheckResult, CheckState, FixRun, Outcome, Undo, find_initial_failure_state
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState, TicketState
from selfhelp.tickets.outbox.stored_text import (
    is_open_in_email_app,
    is_waiting_for_keyring,
    is_waiting_for_sign_in,
    needs_correction,
)
from selfhelp.tickets.outbox.unsent import describe_unconfirmed_items
from selfhelp.ui.widgets.label import shorten_to_one_line
from selfhelp.ui.widgets.signs import BAD, BUSY, GOOD, UNKNOWN, WARN

if TYPE_CHECKING:
    from selfhelp.tickets.delivery.retry_scheduler import RequestedAttempt

OUTCOMES: dict[Outcome, tuple[str, Text, Text]] = {
    Outcome.HEALTHY: (
        GOOD,
        N_("No problem found"),
        N_("Everything we checked is as it should be. If something's still wrong, contact the help desk."),
    ),
    Outcome.FIXED: (GOOD, N_("Done"), N_("The final check found no problem.")),
    Outcome.NOT_FIXED: (
        BAD,
        N_("Not fixed"),
        N_("The problem is still there. If you send a ticket, the help desk can see what was tried."),
    ),
    Outcome.RESTART_NEEDED: (
        WARN,
        N_("Restart this computer to finish"),
        N_("Save your work and restart. We can only check the result after that."),
    ),
    Outcome.DECLINED: (UNKNOWN, N_("Nothing was changed"), N_("You chose not to continue.")),
    Outcome.CANCELLED: (
        UNKNOWN,
        N_("Stopped"),
        N_("You stopped the fix. The steps completed so far are listed below."),
    ),
    Outcome.REFUSED: (
        WARN,
        N_("Not allowed"),
        N_("This fix wouldn't be safe on this computer. Contact the help desk."),
    ),
    Outcome.FAILED: (
        BAD,
        N_("It didn't work"),
        N_("The problem couldn't be checked or fixed. Contact the help desk."),
    ),
    Outcome.UNDONE: (GOOD, N_("Undone"), N_("Everything is as it was before.")),
    Outcome.STARTED: (
        UNKNOWN,
        N_("Started"),
        N_("This app doesn't record what happens in the session."),
    ),
}
"""Icon, heading and meaning of each outcome of a fix."""

UNSEEN: dict[CheckState, tuple[str, Text]] = {
    CheckState.INCONCLUSIVE: (UNKNOWN, N_("Couldn't be checked")),
    CheckState.NOT_OFFERED: (UNKNOWN, N_("Nothing to fix here")),
}
"""Icon and heading of a fix whose first check wasn't completed."""


def describe_run_ending(outcome: Outcome, before: CheckResult) -> tuple[str, Text, Text]:
    """Return icon, heading and meaning of a run's outcome; ``before`` is the result of the first check."""
    sign, heading, meaning = OUTCOMES[outcome]
    met = find_initial_failure_state(outcome, before)
    return (*UNSEEN[met], meaning) if met else (sign, heading, meaning)


def describe_past_run(outcome: Outcome, before: CheckResult) -> tuple[str, Text]:
    """Return icon and heading of a run in the history.

    For a fix without a finding, the text doesn't claim that the computer was healthy, because other checks
    may have found a problem.
    """
    if outcome is Outcome.HEALTHY:
        return UNSEEN[CheckState.NOT_OFFERED]
    return describe_run_ending(outcome, before)[:2]


def describe_undone(run: FixRun) -> Text:
    """Return a sentence about the effect of undoing a run, or one of its steps."""
    from selfhelp.engine.engine import DONE  # the engine isn't loaded with the window

    remains = any(step.result == DONE and step.undo is not Undo.DONE for step in run.steps)
    return _PARTLY_UNDONE if remains else OUTCOMES[Outcome.UNDONE][2]


_PARTLY_UNDONE = N_("Undone. Other changes made by this fix remain.")

DELIVERIES: dict[DeliveryState, tuple[str, Text]] = {
    DeliveryState.QUEUED: (
        BUSY,
        N_("Waiting to be sent. We'll send it as soon as the help desk can be reached."),
    ),
    DeliveryState.UNKNOWN: (BUSY, N_("Not confirmed by the help desk yet.")),
    DeliveryState.SIGN_IN_NEEDED: (WARN, N_("Not sent. Sign in to the help desk again.")),
    DeliveryState.ATTENTION: (WARN, N_("Not sent. Action needed.")),
    DeliveryState.EXPIRED: (WARN, N_("Not sent. The help desk has been unreachable for too long.")),
    DeliveryState.DELIVERED: (GOOD, N_("Sent.")),
}
"""Icon and sentence of each delivery state."""

_LOCKED = (WARN, N_("Not sent. This computer's keyring is locked."))

_OPEN_IN_EMAIL_APP = (WARN, N_("Opened in your email app. Send it there."))

_BLOCKED = (WARN, N_("Not sent. A problem must be fixed first."))

NEEDS_ATTENTION = (DeliveryState.ATTENTION, DeliveryState.EXPIRED, DeliveryState.SIGN_IN_NEEDED)
"""Delivery states that require an action of the user."""

TICKETS: dict[TicketState, Text] = {
    TicketState.QUEUED: N_("Not sent"),
    TicketState.OPEN: N_("Open"),
    TicketState.WAITING: N_("Waiting for you"),
    TicketState.SOLVED: N_("Resolved"),
    TicketState.CLOSED: N_("Closed"),
}
"""The name of each ticket state, as shown to the user."""

TICKET_SIGNS: dict[TicketState, str] = {
    TicketState.QUEUED: BUSY,
    TicketState.OPEN: BUSY,
    TicketState.WAITING: WARN,
    TicketState.SOLVED: GOOD,
    TicketState.CLOSED: GOOD,
}
"""Icons of the ticket states."""

_WAITING_FOR_IT = N_("Waiting for the help desk")


def describe_ticket_state(state: TicketState, *, user_wrote_last: bool) -> Text:
    """Return the name of a ticket's state.

    No help desk reports whether anyone is working on an open ticket. If the user wrote the last message, the
    name is "Waiting for the help desk", otherwise "Open".
    """
    return _WAITING_FOR_IT if state is TicketState.OPEN and user_wrote_last else TICKETS[state]


def describe_delivery(
    state: DeliveryState, reason: Text | None, stage: DeliveryState | None = None
) -> tuple[str, Text]:
    """Return the icon's kind and the sentence for a delivery state and its reason.

    Args:
        state: the delivery state.
        reason: the reason for it, or None.
        stage: the item's `stage`, which shows whether an unknown outcome can be looked up without the user.
    """
    if state is DeliveryState.UNKNOWN and stage in NEEDS_ATTENTION:
        return WARN, DELIVERIES[state][1]
    if is_waiting_for_keyring(state, reason):
        return _LOCKED
    if is_open_in_email_app(state, reason):
        return _OPEN_IN_EMAIL_APP
    forbidden = state is DeliveryState.SIGN_IN_NEEDED and not is_waiting_for_sign_in(state, reason)
    return _BLOCKED if forbidden or _is_blocked(state, reason) else DELIVERIES[state]


def describe_retry(state: DeliveryState) -> tuple[Text, Text]:
    """Return the label of the button that tries an item again, and the text shown meanwhile.

    An item that may have arrived is looked up first, and is only sent again if it hasn't.
    """
    if state is DeliveryState.UNKNOWN:
        return N_("Check now"), N_("Checking…")
    return N_("Send again"), N_("Sending…")


def describe_attempt(state: DeliveryState, attempt: RequestedAttempt) -> Text | None:
    """Return a sentence about a failed attempt that the user requested today; None without one."""
    local = attempt.failed.astimezone() if attempt.failed is not None else None
    if (
        local is None
        or state is DeliveryState.DELIVERED
        or local.date() != datetime.now().astimezone().date()
    ):
        return None
    time = f"{local:%H:%M}"
    if state is DeliveryState.UNKNOWN:
        return N_("Last try: {time}.", time=time)
    return N_("Sending failed again at {time}.", time=time)


def describe_next_try(
    state: DeliveryState, reason: Text | None, next_try: datetime | None, attempts: int = 1
) -> Text | None:
    """Return the time of the next attempt for an item; None if it is due this minute or requires the user.

    It is a time of day instead of a duration, so that the sentence stays true while it is displayed. The time
    is approximate, because the system may delay the attempt to save energy.
    """
    now = datetime.now(UTC)
    if next_try is None or not attempts or needs_user_action(state, reason) or next_try <= now:
        return None
    local, today = next_try.astimezone(), now.astimezone().date()
    time = f"{local:%H:%M}"
    if time == f"{now.astimezone():%H:%M}" and local.date() == today:
        return None  # "Last try: 19:13. Next try at about 19:13."
    if local.date() == today:
        return N_("Next try at about {time}.", time=time)
    if local.date() == today + timedelta(days=1):
        return N_("Next try tomorrow at about {time}.", time=time)
    return N_("Next try: {time}.", time=next_try)


def describe_unconfirmed(states: Collection[DeliveryState], subject: str = "") -> Text | None:
    """Return a heading if one of the undelivered items may have arrived without confirmation; else None.

    Items that may have arrived and items that haven't been sent are counted separately.

    Args:
        states: delivery states of the items.
        subject: subject of the ticket if it is the only item, or "".
    """
    if DeliveryState.UNKNOWN not in states:
        return None
    if subject:
        named = shorten_to_one_line(subject)
        return N_("Your ticket “{subject}” hasn't been confirmed by the help desk yet", subject=named)
    unknown = sum(state is DeliveryState.UNKNOWN for state in states)
    return describe_unconfirmed_items(len(states), unknown)


def join_sentences(*sentences: str) -> str:
    """Join sentences to one text; add missing full stops, for example to a server's reason."""
    return " ".join(one if _ENDED.search(one) else f"{one}." for one in sentences if one)


_ENDED = re.compile(r"[.!?:…。！？]\W*$")


def needs_user_action(state: DeliveryState, reason: Text | None) -> bool:
    """Return whether sending an item requires an action of the user, or of someone whom the user informs."""
    return state in NEEDS_ATTENTION or _is_blocked(state, reason)


def needs_sign_in(state: DeliveryState, reason: Text | None) -> bool:
    """Return whether the user must sign in first; False for a locked keyring, which sending unlocks."""
    return is_waiting_for_sign_in(state, reason) and not is_waiting_for_keyring(state, reason)


def _is_blocked(state: DeliveryState, reason: Text | None) -> bool:
    return state is DeliveryState.QUEUED and needs_correction(reason)
