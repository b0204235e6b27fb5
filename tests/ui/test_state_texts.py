"""The words for a ticket's state: true, and the same everywhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from selfhelp.core.model import CheckResult, CheckState, Outcome
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.core.ticket import DeliveryState, TicketState
from selfhelp.network.failures import make_error_from_status
from selfhelp.tickets.outbox.overdue_items import UnsentItem
from selfhelp.tickets.outbox.stored_messages import is_waiting_for_sign_in
from selfhelp.ui import state_texts
from selfhelp.ui.state_texts import (
    TICKETS,
    describe_delivery,
    describe_next_try,
    describe_outlook,
    describe_past_run,
    describe_ticket_state,
    describe_times,
    describe_unconfirmed,
    join_sentences,
)


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
def test_an_open_ticket_says_who_wrote_last(state: TicketState, user_wrote_last: bool, words: str) -> None:
    assert ENGLISH.translate(describe_ticket_state(state, user_wrote_last=user_wrote_last)) == words
    if words == "Open":
        words = "The help desk replied"
    told = describe_ticket_state(state, user_wrote_last=user_wrote_last, desk_wrote_last=not user_wrote_last)
    assert ENGLISH.translate(told) == words


def test_every_state_has_a_word_and_resolved_is_the_only_one_for_it() -> None:
    assert set(TICKETS) == set(TicketState)
    assert not [
        word for word in map(ENGLISH.translate, TICKETS.values()) if "solved" in word.replace("Resolved", "")
    ]


def test_what_may_have_arrived_is_neither_unsent_nor_waiting() -> None:
    known, unknown = DeliveryState.QUEUED, DeliveryState.UNKNOWN
    assert describe_unconfirmed([known, known]) is None
    several = describe_unconfirmed([known, unknown])
    one = describe_unconfirmed([unknown], "Nothing prints")
    assert several is not None
    assert one is not None
    unsent, unconfirmed = "1 message hasn't been sent", "1 message hasn't been confirmed by the help desk yet"
    assert ENGLISH.translate(several) == f"{unsent} · {unconfirmed}"
    assert ENGLISH.translate(one) == "Your ticket “Nothing prints” hasn't been confirmed by the help desk yet"


def pending(
    stage: DeliveryState, reason: Text | None = None, minutes: int = 0, attempts: int = 1
) -> UnsentItem:
    """An item with its next attempt in so many minutes; never, for 0."""
    later = datetime.now(UTC) + timedelta(minutes=minutes) if minutes else None
    return UnsentItem(stage, stage, reason, attempts, later)


@pytest.mark.parametrize(("minutes", "attempts", "shown"), [(5, 1, True), (-5, 1, False), (5, 0, False)])
def test_only_a_time_to_come_is_the_next_try(minutes: int, attempts: int, shown: bool) -> None:
    said = describe_times([pending(DeliveryState.UNKNOWN, minutes=minutes, attempts=attempts)])
    assert bool(said) is shown


def test_of_several_the_earliest_attempt_is_told_and_who_needs_the_user() -> None:
    """The home page named no time as soon as two messages had different reasons."""
    asks = N_("Sign in again.")
    several = [
        pending(DeliveryState.QUEUED, N_("Busy."), 60),
        pending(DeliveryState.QUEUED, N_("Offline."), 30),
        pending(DeliveryState.SIGN_IN_NEEDED, asks, 5),
        pending(DeliveryState.SIGN_IN_NEEDED, asks),
        pending(DeliveryState.ATTENTION, N_("Rejected.")),
    ]
    earliest = describe_next_try(several[1].next_try)
    assert [str(text) for text in describe_outlook(several)] == [
        "Your messages are saved on this computer.",
        "2 of them will be tried again automatically.",
        str(earliest),
        "2 of them need you to sign in.",
        "1 of them won't be sent until you send it again.",
    ]
    assert [str(text) for text in describe_outlook(several[:2])] == [
        "Your messages are saved on this computer and will be sent automatically.",
        str(earliest),
    ]


def test_of_several_the_ones_tried_again_and_the_ones_to_send_are_counted() -> None:
    """It said when the next try is, and that 4 need attention, but neither what is tried nor what to do."""
    rejected = [pending(DeliveryState.ATTENTION, N_("Rejected."))] * 4
    told = describe_outlook([pending(DeliveryState.QUEUED, N_("Offline."), 30), *rejected], explained=False)
    assert [ENGLISH.translate(text) for text in (*told[:2], *told[3:])] == [
        "Your messages are saved on this computer.",
        "1 of them will be tried again automatically.",
        "4 of them won't be sent until you send them again.",
    ]
    unknown = rejected[0]._replace(state=DeliveryState.UNKNOWN)
    assert [str(text) for text in describe_outlook([*rejected, unknown])] == [
        "Your messages are saved on this computer.",
        "4 of them won't be sent until you send them again.",
        "1 of them needs your attention.",
    ]


def test_what_may_have_arrived_is_not_promised_to_be_sent() -> None:
    one, other = pending(DeliveryState.UNKNOWN), pending(DeliveryState.QUEUED)
    assert list(map(str, describe_outlook([one, other]))) == ["Your messages are saved on this computer."]
    assert list(map(str, describe_outlook([one, one]))) == [
        "We'll keep checking whether your messages have arrived."
    ]
    by_hand = one._replace(stage=DeliveryState.ATTENTION)
    assert list(map(str, describe_outlook([by_hand]))) == [
        "You can check again whether your message has arrived."
    ]
    asks = one._replace(stage=DeliveryState.SIGN_IN_NEEDED)
    assert list(map(str, describe_outlook([asks]))) == ["We'll then check whether your message has arrived."]


def test_the_next_try_is_a_time_of_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It said "Next try: 1 Dec 2026, 14:05." of something five minutes away."""

    noon = datetime(2026, 12, 1, 12).astimezone()

    class Noon(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return noon.astimezone(tz)

    monkeypatch.setattr(state_texts, "datetime", Noon)
    for later, said in (
        (timedelta(minutes=5), "Next try at about 12:05."),
        (timedelta(hours=12, minutes=10), "Next try tomorrow at about 00:10."),
        (timedelta(seconds=0), None),
        (timedelta(seconds=40), "Next try in less than a minute."),  # not "Last try: 12:00. … about 12:00."
        (timedelta(minutes=-1), None),
    ):
        text = describe_next_try(noon + later)
        assert (None if text is None else str(text)) == said


def test_who_lacks_a_permission_is_not_asked_to_sign_in() -> None:
    """ "You don't have permission: no. Sign in again." stood below "Sign in to the help desk again."."""
    forbidden, unknown = (
        make_error_from_status(status, {}, b"", safe=False).message for status in (403, 401)
    )
    state = DeliveryState.SIGN_IN_NEEDED
    assert "Your IT department can give you access." in str(forbidden)
    assert "ign in" not in f"{forbidden} {describe_delivery(state, forbidden)[1]}"
    assert str(unknown) == "The help desk didn't recognise your sign-in. Sign in to continue."
    assert not is_waiting_for_sign_in(state, forbidden)
    assert is_waiting_for_sign_in(state, unknown)


@pytest.mark.parametrize(
    ("said", "quoted"),
    [("no", False), ("Error!", False), ("{}", False), ("expired", True), ("413", True), ("权限不足", True)],
)
def test_a_word_that_explains_nothing_is_only_in_the_details(said: str, quoted: bool) -> None:
    """The sentence was "The help desk's server rejected the request: no."."""
    for status in (400, 403):
        body = json.dumps({"message": said}).encode()
        error = make_error_from_status(status, {"content-type": "application/json"}, body, safe=False)
        assert (said in str(error.message)) == quoted
        assert error.detail == f"{status} {said}"


def test_a_reason_without_its_full_stop_gets_one() -> None:
    assert join_sentences("Bad field", "Reference AB.", "", "Why?") == "Bad field. Reference AB. Why?"
    assert join_sentences("It said “no.”", "Next") == "It said “no.” Next."


def test_a_fix_with_nothing_to_do_does_not_deny_a_problem_in_the_history() -> None:
    """The screen said that the printer isn't responding, and the history that there's no problem."""
    before = CheckResult("print-wrong-default", CheckState.HEALTHY)
    assert ENGLISH.translate(describe_past_run(Outcome.HEALTHY, before)[1]) == "Nothing to fix here"
    assert ENGLISH.translate(describe_past_run(Outcome.FIXED, before)[1]) == "Done"
