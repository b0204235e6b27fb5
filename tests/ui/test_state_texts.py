"""The words for a ticket's state: true, and the same everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from selfhelp.core.model import CheckResult, CheckState, Outcome
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import DeliveryState, TicketState
from selfhelp.network.failures import make_error_from_status
from selfhelp.tickets.outbox.stored_text import is_waiting_for_sign_in
from selfhelp.ui import state_texts
from selfhelp.ui.state_texts import (
    TICKETS,
    describe_delivery,
    describe_next_try,
    describe_past_run,
    describe_ticket_state,
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
def test_an_open_ticket_is_open_and_nothing_more(
    state: TicketState, user_wrote_last: bool, words: str
) -> None:
    assert ENGLISH.translate(describe_ticket_state(state, user_wrote_last=user_wrote_last)) == words


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


@pytest.mark.parametrize(("minutes", "attempts", "shown"), [(5, 1, True), (-5, 1, False), (5, 0, False)])
def test_only_a_time_to_come_is_the_next_try(minutes: int, attempts: int, shown: bool) -> None:
    when = datetime.now(UTC) + timedelta(minutes=minutes)
    said = describe_next_try(DeliveryState.UNKNOWN, None, when, attempts)
    assert (said is not None) is shown


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
        (timedelta(seconds=40), None),  # "Last try: 12:00. Next try at about 12:00."
        (timedelta(minutes=-1), None),
    ):
        text = describe_next_try(DeliveryState.QUEUED, None, noon + later)
        assert (None if text is None else str(text)) == said


def test_who_lacks_a_permission_is_not_asked_to_sign_in() -> None:
    """ "You don't have permission: no. Sign in again." stood below "Sign in to the help desk again."."""
    forbidden, unknown = (
        make_error_from_status(status, {}, b"", safe=False).message for status in (403, 401)
    )
    state = DeliveryState.SIGN_IN_NEEDED
    assert "Your IT department can give you access." in str(forbidden)
    assert "ign in" not in f"{forbidden} {describe_delivery(state, forbidden)[1]}"
    assert str(unknown) == "The help desk system couldn't verify your account. Sign in again."
    assert str(describe_delivery(state, unknown)[1]) == "Not sent. Sign in to the help desk again."
    assert not is_waiting_for_sign_in(state, forbidden)
    assert is_waiting_for_sign_in(state, unknown)


def test_a_reason_without_its_full_stop_gets_one() -> None:
    assert join_sentences("Bad field", "Reference AB.", "", "Why?") == "Bad field. Reference AB. Why?"
    assert join_sentences("It said “no.”", "Next") == "It said “no.” Next."


def test_a_fix_with_nothing_to_do_does_not_deny_a_problem_in_the_history() -> None:
    """The screen said that the printer isn't responding, and the history that there's no problem."""
    before = CheckResult("print-wrong-default", CheckState.HEALTHY)
    assert ENGLISH.translate(describe_past_run(Outcome.HEALTHY, before)[1]) == "Nothing to fix here"
    assert ENGLISH.translate(describe_past_run(Outcome.FIXED, before)[1]) == "Done"
