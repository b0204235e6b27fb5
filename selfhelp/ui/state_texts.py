"""Texts and icons for the states of checks, fixes and tickets, the same on every screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from selfhelp.core.model import CheckResult, CheckState, Outcome, find_blocking_check_state
from selfhelp.core.text import N_, NN_, Text, get_clock_time
from selfhelp.core.ticket import DeliveryState, TicketState
from selfhelp.tickets.outbox.overdue_items import describe_unconfirmed_items
from selfhelp.tickets.outbox.stored_messages import (
    is_open_in_email_app,
    is_waiting_for_keyring,
    is_waiting_for_sign_in,
    needs_correction,
)
from selfhelp.ui.widgets.label import shorten_to_one_line
from selfhelp.ui.widgets.status_icons import BAD, BUSY, GOOD, UNKNOWN, WARN

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
    Outcome.UNDONE: (GOOD, N_("Undone"), N_("The change was undone.")),
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
    met = find_blocking_check_state(outcome, before)
    return (*UNSEEN[met], meaning) if met else (sign, heading, meaning)


def describe_past_run(outcome: Outcome, before: CheckResult) -> tuple[str, Text]:
    """Return icon and heading of a run in the history.

    For a fix without a finding, the text doesn't claim that the computer was healthy, because other checks
    may have found a problem.
    """
    if outcome is Outcome.HEALTHY:
        return UNSEEN[CheckState.NOT_OFFERED]
    return describe_run_ending(outcome, before)[:2]


_NOT_SENT = N_("Not sent.")

DELIVERIES: dict[DeliveryState, tuple[str, Text]] = {
    DeliveryState.QUEUED: (BUSY, N_("Not sent yet.")),
    DeliveryState.UNKNOWN: (BUSY, N_("Not confirmed by the help desk yet.")),
    DeliveryState.SIGN_IN_NEEDED: (WARN, _NOT_SENT),
    DeliveryState.ATTENTION: (WARN, _NOT_SENT),
    DeliveryState.EXPIRED: (WARN, _NOT_SENT),
    DeliveryState.DELIVERED: (GOOD, N_("Sent.")),
}
"""Icon and sentence of each delivery state; `describe_outlook` says what happens next."""

_OPEN_IN_EMAIL_APP = (WARN, N_("Opened in your email app. Send it there."))

NEEDS_ATTENTION = (DeliveryState.ATTENTION, DeliveryState.EXPIRED, DeliveryState.SIGN_IN_NEEDED)
"""Delivery states that require an action of the user."""


class Undelivered(Protocol):
    """An undelivered ticket or reply, as far as it decides what happens next; see `OutboxItem`."""

    @property
    def state(self) -> DeliveryState: ...  # noqa: D102
    @property
    def stage(self) -> DeliveryState: ...  # noqa: D102
    @property
    def reason(self) -> Text | None: ...  # noqa: D102
    @property
    def attempts(self) -> int: ...  # noqa: D102
    @property
    def next_try(self) -> datetime | None: ...  # noqa: D102


class Outlook(StrEnum):
    """What an undelivered item is waiting for."""

    AUTOMATIC = "automatic"
    """Nothing: it is sent or looked up without the user."""

    SIGN_IN = "sign-in"
    """A sign-in or the keyring's password; it is then sent without a further action."""

    BLOCKED = "blocked"
    """The correction of a problem, such as a policy error; it is then sent without a further action."""

    BY_HAND = "by-hand"
    """The user, who must send it again."""


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
_HELP_DESK_REPLIED = N_("The help desk replied")


def describe_ticket_state(
    state: TicketState, *, user_wrote_last: bool, desk_wrote_last: bool = False
) -> Text:
    """Return the name of a ticket's state.

    No help desk reports whether anyone is working on an open ticket, so its name says who wrote last. After a
    message of the help desk, the user may have to answer.
    """
    if state is not TicketState.OPEN:
        return TICKETS[state]
    if user_wrote_last:
        return _WAITING_FOR_IT
    return _HELP_DESK_REPLIED if desk_wrote_last else TICKETS[state]


def describe_delivery(
    state: DeliveryState, reason: Text | None, stage: DeliveryState | None = None
) -> tuple[str, Text]:
    """Return the icon's kind and the sentence for a delivery state and its reason.

    Args:
        state: the delivery state.
        reason: the reason for it, or None.
        stage: the item's `stage`, which shows whether an unknown outcome can be looked up without the user.
    """
    if is_open_in_email_app(state, reason):
        return _OPEN_IN_EMAIL_APP
    sign, sentence = DELIVERIES[state]
    if not needs_user_action(stage or state, reason):
        return sign, sentence
    return WARN, _NOT_SENT if state is DeliveryState.QUEUED else sentence


def describe_retry(state: DeliveryState) -> tuple[Text, Text]:
    """Return the label of the button that tries an item again, and the text shown meanwhile.

    An item that may have arrived is looked up first, and is only sent again if it hasn't.
    """
    if state is DeliveryState.UNKNOWN:
        return N_("Check now"), N_("Checking…")
    return N_("Send again"), N_("Sending…")


def describe_requested(attempt: RequestedAttempt) -> Text:
    """Return the text shown while an attempt that the user requested is under way."""
    return describe_retry(DeliveryState.UNKNOWN if attempt.looks_up else DeliveryState.QUEUED)[1]


def describe_attempt(state: DeliveryState, attempt: RequestedAttempt) -> Text | None:
    """Return a sentence about a failed attempt that the user requested today; None without one."""
    local = attempt.failed.astimezone() if attempt.failed is not None else None
    if (
        local is None
        or state is DeliveryState.DELIVERED
        or local.date() != datetime.now().astimezone().date()
    ):
        return None
    time = get_clock_time(local)
    if state is DeliveryState.UNKNOWN and attempt.absent:
        return N_("It hadn't arrived at {time}. We'll check again, and then send it again.", time=time)
    if state is DeliveryState.UNKNOWN:
        return N_("Last try: {time}.", time=time)
    return N_("Sending failed again at {time}.", time=time)


def _find_outlook(stage: DeliveryState, reason: Text | None) -> Outlook:
    """Return what an undelivered item is waiting for; ``stage`` as in `OutboxItem`."""
    if stage not in NEEDS_ATTENTION:
        return Outlook.BLOCKED if needs_correction(reason) else Outlook.AUTOMATIC
    return Outlook.SIGN_IN if is_waiting_for_sign_in(stage, reason) else Outlook.BY_HAND


def describe_outlook(
    items: Sequence[Undelivered], count: int = 0, *, explained: bool = True
) -> Sequence[Text]:
    """Return sentences that say where undelivered items are, what happens next with them, and when.

    Args:
        items: one or several undelivered items.
        count: number of items, if ``items`` doesn't contain those that only wait for another one.
        explained: whether their common reason and the time of the next attempt belong to the same text;
            otherwise each item shows its own.
    """
    kinds = Counter(_find_outlook(one.stage, one.reason) for one in items)
    kind, count = next(iter(kinds), Outlook.AUTOMATIC), count or len(items)
    unknown = {one.state is DeliveryState.UNKNOWN for one in items}
    if len(kinds) > 1 or len(unknown) > 1:
        return [_describe_place(count), *_describe_parts(items)]
    told: Text = _describe_place(count)
    if not explained and kind in (Outlook.SIGN_IN, Outlook.BLOCKED):
        return [told]
    if True in unknown:
        told = _describe_look_up(kind, count)
    elif kind is Outlook.AUTOMATIC:
        told = NN_(
            "Your message is saved on this computer and will be sent automatically.",
            "Your messages are saved on this computer and will be sent automatically.",
            count,
        )
    elif kind is Outlook.BY_HAND:
        told = NN_(
            "Your message is saved on this computer and won't be sent until you send it again.",
            "Your messages are saved on this computer and won't be sent until you send them again.",
            count,
        )
    else:
        told = NN_(
            "Your message is saved on this computer and will then be sent automatically.",
            "Your messages are saved on this computer and will then be sent automatically.",
            count,
        )
    return [told, *(describe_times(items) if explained else ())]


def _describe_place(count: int) -> Text:
    return NN_("Your message is saved on this computer.", "Your messages are saved on this computer.", count)


def _describe_look_up(kind: Outlook, count: int) -> Text:
    """Return what happens next with items that may have arrived."""
    if kind is Outlook.AUTOMATIC:
        return NN_(
            "We'll keep checking whether your message has arrived.",
            "We'll keep checking whether your messages have arrived.",
            count,
        )
    if kind is Outlook.BY_HAND:
        return NN_(
            "You can check again whether your message has arrived.",
            "You can check again whether your messages have arrived.",
            count,
        )
    return NN_(
        "We'll then check whether your message has arrived.",
        "We'll then check whether your messages have arrived.",
        count,
    )


def describe_times(items: Sequence[Undelivered]) -> Sequence[Text]:
    """Return the time of the earliest automatic attempt, if it is known."""
    times = [
        one.next_try
        for one in items
        if one.next_try and one.attempts and _find_outlook(one.stage, one.reason) is Outlook.AUTOMATIC
    ]
    later = describe_next_try(min(times, default=None))
    return [] if later is None else [later]


def _describe_parts(items: Sequence[Undelivered]) -> Iterator[Text]:
    """Yield how many of several items are tried again, and how many need a sign-in or another action."""
    kinds = Counter(_find_outlook(one.stage, one.reason) for one in items)
    automatic, asked, blocked, by_hand = map(kinds.__getitem__, _OUTLOOKS)
    unknown = sum(
        one.state is DeliveryState.UNKNOWN and _find_outlook(one.stage, one.reason) is Outlook.BY_HAND
        for one in items
    )
    if automatic and len(kinds) > 1:
        yield NN_(
            "{count} of them will be tried again automatically.",
            "{count} of them will be tried again automatically.",
            automatic,
        )
    yield from describe_times(items)
    if asked:
        yield NN_("{count} of them needs you to sign in.", "{count} of them need you to sign in.", asked)
    if by_hand > unknown:
        yield NN_(
            "{count} of them won't be sent until you send it again.",
            "{count} of them won't be sent until you send them again.",
            by_hand - unknown,
        )
    if blocked or unknown:
        others = blocked + unknown
        yield NN_("{count} of them needs your attention.", "{count} of them need your attention.", others)


_OUTLOOKS = (Outlook.AUTOMATIC, Outlook.SIGN_IN, Outlook.BLOCKED, Outlook.BY_HAND)


def describe_unsent(states: Collection[DeliveryState], *, automatic: bool) -> Text:
    """Return a heading with the number of undelivered items.

    Args:
        states: delivery states of the items.
        automatic: whether all are sent without the user, so that they haven't been sent "yet".
    """
    unconfirmed = describe_unconfirmed(states)
    if unconfirmed is not None:
        return unconfirmed
    count = len(states)
    if automatic:
        return NN_("{count} message hasn't been sent yet", "{count} messages haven't been sent yet", count)
    return NN_("{count} message hasn't been sent", "{count} messages haven't been sent", count)


def describe_next_try(next_try: datetime | None) -> Text | None:
    """Return the time of the next automatic attempt; None if it is due or unknown.

    It is a time of day instead of a duration, so that the sentence stays true while it is displayed. The time
    is approximate, because the system may delay the attempt to save energy.
    """
    now = datetime.now(UTC)
    if next_try is None or next_try <= now:
        return None
    if next_try < now + timedelta(minutes=1):
        return N_("Next try in less than a minute.")  # not "Last try: 19:13. Next try at about 19:13."
    local, today = next_try.astimezone(), now.astimezone().date()
    time = get_clock_time(local)
    if local.date() == today:
        return N_("Next try at about {time}.", time=time)
    if local.date() == today + timedelta(days=1):
        return N_("Next try tomorrow at about {time}.", time=time)
    return N_("Next try: {time}.", time=next_try)


def are_sent_automatically(items: Collection[Undelivered]) -> bool:
    """Return whether all of these undelivered items are sent or looked up without the user."""
    return not any(needs_user_action(one.stage, one.reason) for one in items)


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
    return state is not DeliveryState.DELIVERED and _find_outlook(state, reason) is not Outlook.AUTOMATIC


def needs_sign_in(state: DeliveryState, reason: Text | None) -> bool:
    """Return whether the user must sign in first; False for a locked keyring, which sending unlocks."""
    return is_waiting_for_sign_in(state, reason) and not is_waiting_for_keyring(state, reason)
