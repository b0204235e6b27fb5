"""What a person answers to a ticket arrives once, in their order, and is never lost in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfhelp.core import errors
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import ReplyKind, TicketState
from selfhelp.helpdesk.connectors import ConnectorAbilities
from selfhelp.tickets.delivery.delivery_log import DeliveryLog
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits, ReplyToSeal
from tests.report.desks import MemoryDesk
from tests.report.way import Death, Way, failing, make_newer

SORRY = N_("sorry")


@pytest.fixture
def way(tmp_path):
    way = Way(tmp_path / "outbox")
    yield way
    way.outbox.close()


def delivered(way):
    report = way.seal()
    assert way.delivery.deliver(report, 5).state is State.DELIVERED
    way.desk.log.clear()
    way.desk.times.clear()
    return report


def answer(way, report, text="still broken", **more):
    return way.outbox.save_reply(ReplyToSeal(report, text=text, **more))


def state(way, ref):
    return next(item.state for item in way.outbox.list_replies() if item.ref == ref)


def times_of(way, request):
    return [t for name, t in zip(way.desk.log, way.desk.times, strict=True) if name == request]


def test_a_reply_is_there_for_the_next_program(way):
    report = delivered(way)
    ref = answer(way, report, "It says \N{PRINTER}.", files=[("shot.png", b"png")])
    way.restart()
    (item,) = way.outbox.list_replies(report)
    assert ref.startswith("c-")
    assert (item.ref, item.report, item.ticket, item.kind) == (ref, report, "1", ReplyKind.COMMENT)
    assert (item.text, list(item.files), item.state) == (
        "It says \N{PRINTER}.",
        [("shot.png", 3)],
        State.QUEUED,
    )
    assert [i.report for i in way.outbox.list_items()] == [report]
    assert [t.report for t in way.outbox.list_sent_tickets()] == [report]
    way.run(60)
    assert way.desk.said == [("1", ref, "It says \N{PRINTER}.", ["shot.png"])]
    assert way.desk.log == ["has_comment", "comment"]
    assert state(way, ref) is State.DELIVERED
    assert not list((way.folder / "files").iterdir())


def test_a_reply_waits_for_its_ticket_and_for_the_earlier_one(way):
    report = way.seal()
    refs = [answer(way, report, text) for text in ("one", "two", "three")]
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), "submit", times=2)
    way.run(5)
    assert not [name for name in way.desk.log if name != "submit"]
    way.run(4000)
    assert [ref for _, ref, _, _ in way.desk.said] == refs


def test_a_ticket_that_is_refused_keeps_its_replies_waiting(way):
    report = way.seal()
    ref = answer(way, report)
    way.desk.before = failing(errors.DeskRefusedError(SORRY), "submit")
    way.run(100_000)
    assert (way.state(report), state(way, ref)) == (State.ATTENTION, State.QUEUED)
    assert way.delivery.deliver_due_items() is None
    way.outbox.retry(report)
    way.run(10)
    assert way.desk.copies() == {report: 1, ref: 1}


def test_a_lost_answer_is_looked_up_and_never_repeated(way):
    ref = answer(way, delivered(way))
    way.desk.lose = 1
    start = way.clock.steady
    way.run(5)
    assert (way.desk.log, state(way, ref)) == (["comment"], State.UNKNOWN)
    way.run(20)
    assert way.desk.log == ["comment", "has_comment"]
    assert way.desk.times[1] - start >= 10
    assert state(way, ref) is State.DELIVERED
    assert way.desk.copies()[ref] == 1


def test_no_second_comment_before_two_minutes(way):
    ref = answer(way, delivered(way))
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="reset"), "comment")
    way.run(1000)
    first, second = times_of(way, "comment")
    assert second - first >= 120
    assert way.desk.copies()[ref] == 1


@pytest.fixture
def approving(way):
    way.desk.abilities = replace(way.desk.abilities, approve=True)
    return way


def test_words_that_approve_are_repeated_no_sooner_than_a_comment(approving):
    """Without words it may be said again at once: that changes nothing."""
    report = delivered(approving)
    answer(approving, report, "Thanks", kind=ReplyKind.SOLVE, together=True)
    approving.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="reset"), "say")
    approving.run(1000)
    first, second = times_of(approving, "say")
    assert second - first >= 120
    assert [text for _, _, text, _ in approving.desk.said] == ["solve: Thanks"]


def test_text_and_state_are_one_row_with_files(approving):
    report = delivered(approving)
    ref = answer(approving, report, "Thanks", kind=ReplyKind.SOLVE, together=True, files=[("a.txt", b"1")])
    plain = answer(approving, report, "", kind=ReplyKind.SOLVE, together=True)
    approving.run(100)
    assert [state(approving, one) for one in (ref, plain)] == [State.DELIVERED] * 2
    assert [(text, names) for _, _, text, names in approving.desk.said] == [
        ("solve: Thanks", ["a.txt"]),
        ("", ()),
    ]
    assert approving.desk.log == ["say", "solve"]


def test_an_index_that_lags_makes_no_second_comment(way):
    ref = answer(way, delivered(way))
    way.desk.lose, way.desk.late = 1, 115
    way.run(1000)
    assert way.desk.copies()[ref] == 1


def test_the_same_server_error_three_times_needs_a_person(way):
    ref = answer(way, delivered(way))
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="500 oops"), "comment", times=99)
    way.run(100_000)
    assert state(way, ref) is State.ATTENTION
    assert way.desk.log.count("comment") == 3
    way.desk.before = lambda request: None
    way.outbox.retry(ref)
    way.run(300)
    assert way.desk.copies()[ref] == 1


@pytest.mark.parametrize("kind", [ReplyKind.REOPEN, ReplyKind.SOLVE])
def test_a_state_is_said_again_after_a_lost_answer(way, kind):
    ref = way.outbox.save_reply(ReplyToSeal(delivered(way), kind))
    way.desk.lose = 1
    way.run(100)
    assert way.desk.log == [kind, kind]
    assert state(way, ref) is State.DELIVERED


@pytest.mark.parametrize("kind", [ReplyKind.REOPEN, ReplyKind.SOLVE])
def test_a_server_that_fails_at_a_state_is_not_asked_for_ever(way, kind):
    ref = way.outbox.save_reply(ReplyToSeal(delivered(way), kind))
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="500 oops"), kind, times=99)
    way.run(100_000)
    assert state(way, ref) is State.ATTENTION
    assert way.desk.log == [kind] * 3
    assert min(b - a for a, b in zip(way.desk.times, way.desk.times[1:], strict=False)) >= 120


def test_text_with_a_state_is_sent_as_a_comment(way):
    report = delivered(way)
    way.outbox.save_reply(ReplyToSeal(report, ReplyKind.REOPEN, "again"))
    way.run(60)
    way.outbox.save_reply(ReplyToSeal(report, ReplyKind.SOLVE, "thank you"))
    way.run(60)
    assert [(what if what in ("reopen", "solve") else text) for _, what, text, _ in way.desk.said] == [
        "reopen",
        "again",
        "thank you",
        "solve",
    ]


def test_what_is_refused_is_said_and_holds_nothing_up(way):
    report = delivered(way)
    first, second = answer(way, report, "one"), answer(way, report, "two")
    way.desk.before = failing(
        errors.DeskRefusedError(N_("The help desk's server rejected the request: closed")), "comment"
    )
    way.run(1000)
    by_ref = {item.ref: item for item in way.outbox.list_replies()}
    assert by_ref[first].state is State.ATTENTION
    assert "closed" in str(by_ref[first].reason)
    assert by_ref[second].state is State.DELIVERED
    way.outbox.delete(first)
    assert [item.ref for item in way.outbox.list_replies()] == [second]


def test_a_file_that_the_desk_drops_is_said(way):
    ref = answer(way, delivered(way), files=[("a.exe", b"MZ"), ("b.txt", b"b")])
    way.desk.refuse = {"a.exe"}
    way.run(60)
    (item,) = way.outbox.list_replies()
    assert item.state is State.DELIVERED
    assert str(item.reason) == "Your message was sent, but one attachment was rejected: a.exe."
    assert list((way.folder / "files" / ref).iterdir())


def test_a_desk_that_takes_no_comments_is_told_and_not_tried(way):
    report = delivered(way)
    refs = [answer(way, report), way.outbox.save_reply(ReplyToSeal(report, ReplyKind.SOLVE))]

    class Silent(MemoryDesk):
        abilities = ConnectorAbilities(write_comments=False)

    way.desk.__class__ = Silent
    way.run(1000)
    assert [state(way, ref) for ref in refs] == [State.ATTENTION] * 2
    assert way.desk.said == []


def test_a_process_killed_while_writing_looks_up_first(way):
    ref = answer(way, delivered(way))
    way.desk.before = failing(Death(), "comment")
    with pytest.raises(Death):
        way.run(60)
    way.desk.before = lambda request: None
    way.restart()
    assert state(way, ref) is State.UNKNOWN
    way.run(400)
    assert way.desk.copies()[ref] == 1
    assert way.desk.log.index("has_comment") == 1


def test_a_ticket_of_another_desk_is_answered_there(way):
    report = delivered(way)
    old = way.desk

    class Other(MemoryDesk):
        id = "other"

    way.desk = Other(way.clock)
    way.restart()
    way.delivery.other_desk = {"memory": old}.__getitem__
    ref = answer(way, report)
    way.run(60)
    assert [said[1] for said in old.said] == [ref]
    assert way.desk.log == []


def test_deleting_a_ticket_deletes_its_replies(way):
    report = delivered(way)
    ref = answer(way, report, "canary-words", files=[("f", b"canary-bytes")])
    way.outbox.delete(report)
    left = b"".join(p.read_bytes() for p in way.folder.rglob("*") if p.is_file())
    assert b"canary" not in left
    assert way.outbox.list_replies() == []
    with pytest.raises(errors.UsageError):
        way.outbox.retry(ref)


def test_what_cannot_be_saved_is_said_and_saves_nothing(way, tmp_path):
    report = way.seal()
    with pytest.raises(errors.TooLargeError, match="20001 characters"):
        answer(way, report, "x" * 20_001)
    with pytest.raises(errors.UsageError, match="message is empty"):
        answer(way, report, " \n")
    with pytest.raises(errors.UsageError, match="wasn't found"):
        answer(way, "sh-none")
    with pytest.raises(errors.UsageError, match="wasn't found"):
        answer(way, answer(way, report))
    with pytest.raises(errors.UsageError, match="can't be read"):
        answer(way, report, files=[tmp_path / "none"])
    assert len(way.outbox.list_replies()) == 1
    small = Outbox(tmp_path / "small", OutboxLimits(replies=1))
    ticket = small.save_ticket(Letter("s", "b", "r"))
    small.save_reply(ReplyToSeal(ticket, text="one"))
    with pytest.raises(errors.TooLargeError, match="1 message is already waiting"):
        small.save_reply(ReplyToSeal(ticket, text="two"))
    small.close()


def test_a_newer_outbox_takes_no_replies(tmp_path):
    box = Outbox(tmp_path / "o")
    report = box.save_ticket(Letter("s", "b", "r"))
    box.close()
    make_newer(tmp_path / "o")
    again = Outbox(tmp_path / "o")
    with pytest.raises(errors.StorageError, match="newer version"):
        again.save_reply(ReplyToSeal(report, text="x"))
    assert again.list_replies() == []
    again.close()


def test_old_replies_are_forgotten_and_tickets_stay(way):
    report = delivered(way)
    answer(way, report)
    way.run(10)
    waiting = answer(way, report, "later")
    way.outbox.erase_sent_text(way.clock.now())
    assert [item.ref for item in way.outbox.list_replies()] == [waiting]
    assert [item.report for item in way.outbox.list_items()] == [report]


@pytest.mark.parametrize("kind", [ReplyKind.REOPEN, ReplyKind.SOLVE])
def test_words_with_a_file_that_is_not_there_leave_nothing_behind(way, tmp_path, kind):
    report = delivered(way)
    with pytest.raises(errors.UsageError):
        answer(way, report, kind=kind, files=[tmp_path / "missing.txt"])
    assert list(way.outbox.list_replies(report)) == []


def test_where_only_one_more_fits_neither_the_words_nor_the_state_are_saved(way):
    report = delivered(way)
    way.outbox.limits = OutboxLimits(replies=1)
    with pytest.raises(errors.TooLargeError):
        answer(way, report, kind=ReplyKind.SOLVE)
    assert list(way.outbox.list_replies(report)) == []


def ticket_state(way):
    (sent,) = way.outbox.list_sent_tickets()
    return sent.state


def test_an_accepted_change_of_state_is_the_known_state(way):
    report = delivered(way)
    answer(way, report, "", kind=ReplyKind.SOLVE)
    way.run(60)
    assert ticket_state(way) is TicketState.SOLVED
    answer(way, report, "", kind=ReplyKind.REOPEN)
    way.desk.lose = 1
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="503 x"), "reopen")
    way.run(5)
    assert ticket_state(way) is TicketState.SOLVED, "the outcome is unknown"
    way.run(4000)
    assert ticket_state(way) is TicketState.OPEN


def test_the_state_in_the_response_comes_before_the_requested_one(way, monkeypatch):
    report = delivered(way)
    monkeypatch.setattr(way.desk, "mark_ticket_resolved", lambda number: TicketState.CLOSED)
    answer(way, report, "", kind=ReplyKind.SOLVE)
    way.run(60)
    assert ticket_state(way) is TicketState.CLOSED


def test_a_comment_reopens_a_resolved_ticket_only_where_the_desk_says_so(way):
    report = delivered(way)
    answer(way, report, "", kind=ReplyKind.SOLVE)
    answer(way, report, "it's back")
    way.run(60)
    assert ticket_state(way) is TicketState.SOLVED
    way.desk.abilities = replace(way.desk.abilities, comment_reopens=True)
    answer(way, report, "it's back again")
    way.run(60)
    assert ticket_state(way) is TicketState.OPEN


@pytest.mark.parametrize("text", ["", "Works again"])
def test_an_approved_solution_closes_the_ticket(way, text):
    report = delivered(way)
    way.desk.abilities = replace(way.desk.abilities, approve=True)
    (sent,) = way.outbox.list_sent_tickets()
    way.outbox.update_ticket_state(sent.ticket, sent.connector, TicketState.SOLVED, sent.updated)
    answer(way, report, text, kind=ReplyKind.SOLVE, together=True)
    way.run(60)
    assert ticket_state(way) is TicketState.CLOSED


def test_a_poll_that_began_before_the_change_does_not_undo_it(way):
    report = delivered(way)
    began = way.clock.now()
    way.clock.sleep(5)
    answer(way, report, "", kind=ReplyKind.SOLVE)
    way.run(60)
    way.clock.sleep(5)
    (sent,) = way.outbox.list_sent_tickets()
    way.outbox.update_ticket_state(sent.ticket, sent.connector, TicketState.OPEN, sent.updated, began)
    assert ticket_state(way) is TicketState.SOLVED
    way.outbox.update_ticket_state(
        sent.ticket, sent.connector, TicketState.OPEN, sent.updated, way.clock.now()
    )
    assert ticket_state(way) is TicketState.OPEN


def test_a_withdrawn_change_does_not_change_the_known_state(way, monkeypatch):
    report = delivered(way)
    ref = answer(way, report, "", kind=ReplyKind.SOLVE)
    record = DeliveryLog.record_submitting

    def withdraw(ledger, item):
        record(ledger, item)
        way.outbox.delete(ref)

    monkeypatch.setattr(DeliveryLog, "record_submitting", withdraw)
    way.run(60)
    assert ("1", "solve", "", ()) not in way.desk.said
    assert ticket_state(way) is TicketState.OPEN
