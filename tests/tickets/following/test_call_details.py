"""What a person has at hand on the phone: the ticket that is meant, found by whatever they can say of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp.core.errors import UsageError
from selfhelp.core.ticket import TicketState
from selfhelp.core.ticket_reference import create_ticket_ref, shorten_reference
from selfhelp.tickets.following.call_details import find_call_details, list_call_details
from selfhelp.tickets.following.caller_verification import make_verification_line, make_verification_words
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import Outbox


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path)


def sealed(outbox: Outbox, number: str = "", words: bool = True) -> str:
    ref = create_ticket_ref()
    body = f"Help.\n{make_verification_line(ref) if words else ''}"
    outbox.save_ticket(Letter("Subject", body, "a@example.com", ref=ref))
    if number:
        outbox.store.execute(
            "UPDATE reports SET number = ?, connector = 'rt' WHERE report = ?", (number, ref)
        )
    return ref


def test_by_number_by_id_and_by_what_was_heard(outbox: Outbox) -> None:
    ref = sealed(outbox, "4711")
    sealed(outbox, "4712")
    heard = shorten_reference(ref).replace("-", " ").lower()
    for said in ("4711", ref, shorten_reference(ref), heard):
        sheet = find_call_details(outbox, said, "fr")
        assert (sheet.report, sheet.spoken_number) == (ref, "4711")
        assert sheet.words == make_verification_words(ref, "fr")


@pytest.mark.parametrize("said", ["", "9", "sh-nonsense", "47", "' OR 1=1"])
def test_nothing_of_that_name(outbox: Outbox, said: str) -> None:
    sealed(outbox, "4711")
    with pytest.raises(UsageError):
        find_call_details(outbox, said, "en")


def test_without_a_number_the_reference_is_read_out(outbox: Outbox) -> None:
    ref = sealed(outbox, words=False)
    (sheet,) = list_call_details(outbox, "en")
    assert (sheet.spoken_number, sheet.words) == (shorten_reference(ref), None)


def test_open_ones_come_first_and_not_more_than_wanted(outbox: Outbox) -> None:
    old, new = sealed(outbox, "1"), sealed(outbox, "2")
    outbox.update_ticket_state("2", "rt", TicketState.CLOSED, datetime.now(UTC))
    assert [sheet.report for sheet in list_call_details(outbox, "en")] == [old, new]
    assert [sheet.over for sheet in list_call_details(outbox, "en")] == [False, True]
    assert len(list_call_details(outbox, "en", most=1)) == 1
