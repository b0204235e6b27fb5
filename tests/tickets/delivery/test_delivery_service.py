"""A ticket arrives once: not lost, not twice, not hammered, and never in silence."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest

from selfhelp.core import errors
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.helpdesk.connectors import ConnectorAbilities
from selfhelp.machine.keyring import system_keyring
from selfhelp.network.failures import ENTRY_MISSING, build_forbidden_message
from selfhelp.tickets.delivery.delivery_service import HANDOVER, RetryRules
from selfhelp.tickets.delivery.sender_lock import SenderLock
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from selfhelp.tickets.outbox.outbox_items import HELD
from tests.report.desks import MemoryDesk
from tests.report.way import Death, Way, failing

SORRY = N_("sorry")


@pytest.fixture
def way(tmp_path):
    way = Way(tmp_path / "outbox")
    yield way
    way.outbox.close()


def test_a_fresh_ticket_is_sent_without_looking(way):
    report = way.seal()
    item = way.delivery.deliver(report, 5)
    assert (item.state, item.ticket, item.connector) == (State.DELIVERED, "1", "memory")
    assert way.desk.log == ["submit", "dropped"]
    assert not list((way.folder / "files").iterdir())


def test_an_older_ticket_is_looked_up_first(way):
    report = way.seal()
    way.restart()
    way.run(60)
    assert way.state(report) is State.DELIVERED
    assert way.desk.log == ["find", "submit", "dropped"]


def test_a_lost_answer_is_adopted_from_ten_seconds_on_and_never_repeated(way):
    report = way.seal()
    way.desk.lose = 1
    assert way.delivery.deliver(report, 5).state is State.UNKNOWN
    assert way.desk.log == ["submit"]
    assert way.delivery.deliver(report, 10).state is State.DELIVERED
    assert way.desk.log == ["submit", "find", "dropped"]
    assert way.desk.times[1] >= 10
    assert way.desk.copies() == {report: 1}


def test_nothing_is_repeated_before_two_minutes(way):
    report = way.seal()
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="reset"))
    way.run(400)
    posts = [t for name, t in zip(way.desk.log, way.desk.times, strict=True) if name == "submit"]
    assert len(posts) == 2
    assert posts[1] - posts[0] >= 120
    assert way.desk.log[way.desk.log.index("submit", 1) - 1] == "find"
    assert way.state(report) is State.DELIVERED


def test_an_index_that_lags_two_minutes_makes_no_second_ticket(way):
    report = way.seal()
    way.desk.lose, way.desk.late = 1, 115
    way.run(1000)
    assert way.desk.copies() == {report: 1}


def test_the_same_server_error_three_times_needs_a_person(way):
    report = way.seal()
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="500 oops"), times=99)
    way.run(100_000)
    assert way.state(report) is State.ATTENTION
    assert way.desk.log.count("submit") == 3
    assert "error 500" in str(way.outbox.find_item(report).reason)
    way.desk.before = lambda request: None
    way.outbox.retry(report)
    way.run(300)
    assert way.desk.copies() == {report: 1}


DEFINITE = [
    (errors.DeskRefusedError(N_("The help desk's server rejected the request: <b>no</b>")), State.ATTENTION),
    (errors.ConfigurationError(SORRY), State.ATTENTION),
    (errors.SignInNeededError(SORRY), State.SIGN_IN_NEEDED),
]


@pytest.mark.parametrize(("error", "state"), DEFINITE)
def test_a_definite_no_is_said_and_not_repeated(way, error, state):
    report = way.seal()
    way.desk.before = failing(error, times=99)
    way.run(100_000)
    item = way.outbox.find_item(report)
    assert (item.state, item.reason, item.next_try) == (state, error.message, None)
    assert way.desk.log.count("submit") == 1


@pytest.mark.parametrize("request_", ["submit", "find"])
def test_a_new_ticket_that_is_refused_is_not_said_to_be_missing(way, request_):
    """ "This entry doesn't exist" was said about a ticket that the user had just written."""
    report = way.seal()
    if request_ == "find":
        way.restart()
    way.desk.before = failing(errors.DeskRefusedError(ENTRY_MISSING, detail="404 /tickets"), request_)
    way.run(60)
    item = way.outbox.find_item(report)
    assert item.state is State.ATTENTION
    assert str(item.reason) == (
        "The help desk system refused to create this ticket. You may not have permission. Call the help "
        "desk, or sign in with another account."
    )


def test_one_sign_in_problem_stops_all_and_one_success_starts_all(way):
    reports = [way.seal() for _ in range(3)]
    way.desk.before = failing(errors.SignInNeededError(SORRY))
    way.run(1000)
    assert way.desk.log == ["submit"]
    assert {way.state(r) for r in reports} == {State.SIGN_IN_NEEDED}
    way.outbox.retry(reports[0])
    way.run(1000)
    assert {way.state(r) for r in reports} == {State.DELIVERED}
    assert set(way.desk.copies().values()) == {1}


def test_a_ticket_whose_sending_was_cut_after_the_sign_in_no_longer_asks_for_it(way):
    """After the restart, it said "Sign in" to a user who had."""
    reports = [way.seal() for _ in range(2)]
    way.desk.before = failing(errors.SignInNeededError(SORRY))
    way.run(60)
    way.outbox.retry(None)
    assert [way.outbox.find_item(report).reason for report in reports] == [None, None]
    die(way, failing(Death()))
    assert [way.outbox.find_item(report).reason for report in reports] == [None, None]


@pytest.mark.parametrize("reason", [system_keyring.LOCKED, system_keyring.NO_ANSWER])
def test_what_waits_for_the_keyring_goes_on_at_the_next_delivery_once_it_is_open(way, reason):
    reports = [way.seal() for _ in range(3)]
    way.desk.before = failing(errors.SignInNeededError(reason), times=99)
    way.delivery.locked = lambda: True
    for _ in range(5):
        assert way.delivery.deliver_due_items() is None, "no timer asks the keyring"
    assert way.desk.log == ["submit"], "what is known to be locked is not tried"
    assert {way.state(r) for r in reports} == {State.SIGN_IN_NEEDED}
    assert way.outbox.has_pending_items()
    way.restart()  # the process ended: unknown means locked
    way.desk.before = lambda request: None
    way.run(1000)
    assert {way.state(r) for r in reports} == {State.DELIVERED}
    assert set(way.desk.copies().values()) == {1}


def test_what_may_have_arrived_before_the_keyring_was_locked_is_looked_up_and_not_repeated(way):
    report = way.seal()
    way.desk.lose = 1
    way.run(5)
    way.desk.before = failing(errors.SignInNeededError(system_keyring.LOCKED), request="find")
    way.delivery.locked = lambda: True
    way.run(60)
    assert (way.state(report), way.stage(report)) == (State.UNKNOWN, State.SIGN_IN_NEEDED)
    way.delivery.locked = lambda: False
    way.run(60)
    assert way.state(report) is State.DELIVERED
    assert way.desk.copies() == {report: 1}
    assert way.desk.log.count("submit") == 1


def test_who_is_not_known_to_the_desk_is_not_helped_by_an_open_keyring(way):
    way.seal()
    way.desk.before = failing(errors.SignInNeededError(SORRY), times=99)
    way.run(1000)
    assert not way.outbox.has_pending_items()
    way.run(1000)
    assert way.desk.log == ["submit"], "another try could lock the account"


# -- replies that the desk refused without a sign-in --------------------------------------------------


def delivered(way):
    report = way.seal()
    way.run(60)
    assert way.state(report) is State.DELIVERED
    return report


def refused_reply(way, report, text="first", detail="401"):
    """A reply that the desk answered with 401, or 403, once; it is well again."""
    reply = way.outbox.save_reply(ReplyToSeal(report, text=text))
    way.desk.before = failing(
        errors.SignInNeededError(FORBIDDEN if detail == "403" else SORRY, detail=detail), "comment"
    )
    way.run(60)
    assert [one.state for one in way.outbox.list_replies()] == [State.SIGN_IN_NEEDED]
    return reply


FORBIDDEN = build_forbidden_message("")


@pytest.mark.parametrize("detail", ["401", "403"])
def test_a_new_reply_takes_those_before_it_along(way, detail):
    report = delivered(way)
    first = refused_reply(way, report, detail=detail)
    second = way.outbox.save_reply(ReplyToSeal(report, text="second"))
    way.run(60)
    assert [one.state for one in way.outbox.list_replies()] == [State.DELIVERED] * 2
    assert [said[1] for said in way.desk.said] == [first, second], "in their order, each once"


def test_a_new_reply_to_a_desk_that_refuses_all_is_one_request_and_says_why(way):
    report = delivered(way)
    refused_reply(way, report)
    way.desk.before = failing(errors.SignInNeededError(SORRY, detail="401"), "comment", times=99)
    way.desk.log.clear()
    way.outbox.save_reply(ReplyToSeal(report, text="second"))
    way.run(1000)
    assert way.desk.log.count("comment") == 1
    assert [(one.state, one.reason) for one in way.outbox.list_replies()] == [
        (State.SIGN_IN_NEEDED, SORRY)
    ] * 2


def test_sending_a_reply_again_takes_those_before_it_along(way):
    report = delivered(way)
    refused_reply(way, report, detail="403")
    way.desk.before = failing(errors.SignInNeededError(FORBIDDEN, detail="403"), "comment")
    second = way.outbox.save_reply(ReplyToSeal(report, text="second"))
    way.run(60)
    first, held = way.outbox.list_replies()
    assert (first.state, held.state) == (State.SIGN_IN_NEEDED, State.QUEUED)
    assert (held.held, held.reason, held.next_try) == (True, HELD, None), "it says why it waits"
    way.outbox.retry(second)
    way.run(60)
    assert [one.state for one in way.outbox.list_replies()] == [State.DELIVERED] * 2
    assert not any(one.held for one in way.outbox.list_replies())


def test_what_may_have_arrived_is_looked_up_before_a_new_reply_follows(way):
    report = delivered(way)
    first = way.outbox.save_reply(ReplyToSeal(report, text="first"))
    way.desk.lose = 1
    way.run(5)
    way.desk.before = failing(errors.SignInNeededError(SORRY, detail="401"), "has_comment")
    way.run(60)
    assert [(one.state, one.stage) for one in way.outbox.list_replies()] == [
        (State.UNKNOWN, State.SIGN_IN_NEEDED)
    ]
    second = way.outbox.save_reply(ReplyToSeal(report, text="second"))
    way.run(600)
    assert [said[1] for said in way.desk.said] == [first, second], "not repeated"


def test_a_reply_to_a_ticket_that_needs_the_user_says_so(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskRefusedError(SORRY))
    way.run(60)
    way.outbox.save_reply(ReplyToSeal(report, text="more"))
    way.run(60)
    (reply,) = way.outbox.list_replies()
    assert (reply.state, reply.reason) == (State.QUEUED, HELD)


def test_a_forbidden_ticket_does_not_block_others(way):
    reports = [way.seal() for _ in range(3)]
    way.desk.before = failing(errors.SignInNeededError(SORRY, detail="403 not in this queue"))
    way.run(1000)
    assert [way.state(r) for r in reports] == [State.DELIVERED] * 3


@pytest.mark.parametrize("error", [errors.DeskUnreachableError, errors.DeskUntrustedError])
def test_an_unreachable_desk_is_tried_ever_more_rarely_and_never_given_up(way, error):
    report = way.seal()
    way.desk.before = failing(error(SORRY), times=10**9)
    way.run(86_400)
    tries = way.desk.log.count("submit")
    assert 48 <= tries <= 300
    gaps = [b - a for a, b in pairwise(way.desk.times)]
    assert max(gaps) <= 1801
    assert way.state(report) is State.QUEUED
    way.desk.before = lambda request: None
    way.run(1900)
    assert way.state(report) is State.DELIVERED


def test_retries_are_frequent_while_the_user_waits(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), times=7)
    assert way.delivery.deliver(report, 60).state is State.DELIVERED


def test_waiting_ends_when_it_should(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), times=10**9)
    assert way.delivery.deliver(report, 30).state is State.QUEUED
    assert way.clock.steady == pytest.approx(30)
    assert way.delivery.deliver(report, 0).state is State.QUEUED
    assert way.clock.steady == pytest.approx(30)


def test_a_busy_desk_is_left_alone_by_all(way):
    first, second = way.seal(), way.seal()
    way.desk.before = failing(errors.DeskBusyError(SORRY, wait=500))
    assert way.delivery.deliver_due_items() == pytest.approx(500)
    assert way.delivery.deliver(second, 100).state is State.QUEUED
    assert way.desk.log == ["submit"]
    way.restart()
    way.run(500)
    assert way.state(first) is way.state(second) is State.DELIVERED


def test_queued_tickets_are_paced(way):
    for _ in range(50):
        way.seal()
    way.run(60)
    posts = [t for name, t in zip(way.desk.log, way.desk.times, strict=True) if name == "submit"]
    assert len(posts) == 50
    assert min(b - a for a, b in pairwise(posts)) >= 0.099


def test_dropped_files_are_sent_again_and_then_said(way):
    report = way.seal()
    way.desk.refuse = {"b.txt"}
    item = way.delivery.deliver(report, 5)
    assert item.state is State.DELIVERED
    assert str(item.reason) == (
        "Your ticket was sent, but the help desk doesn't list one of the files: b.txt. "
        "Send the file in a reply."
    ), "no one said that it was rejected"
    assert way.desk.log == ["submit", "dropped", "attach", "dropped"]
    assert list((way.folder / "files" / report).iterdir())


def test_trouble_after_the_number_keeps_the_number(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), "dropped")
    item = way.delivery.deliver(report, 0)
    assert (item.state, item.ticket) == (State.QUEUED, "1")
    way.run(60)
    assert way.state(report) is State.DELIVERED
    assert way.desk.log.count("submit") == 1
    second = way.seal()
    way.desk.before = failing(errors.DeskRefusedError(SORRY), "dropped")
    assert "couldn't be checked" in str(way.delivery.deliver(second, 0).reason)


def test_a_file_that_was_lost_here_is_said_and_nothing_is_sent(way):
    report = way.seal()
    for path in (way.folder / "files" / report).iterdir():
        path.unlink()
    item = way.delivery.deliver(report, 5)
    assert item.state is State.ATTENTION
    assert "a.txt" in str(item.reason)
    assert way.desk.log == []


def die(way, before):
    way.desk.before = before
    with pytest.raises(Death):
        way.run(10_000)
    way.desk.before = lambda request: None
    way.restart()


def test_a_program_killed_while_it_sends_leaves_an_unknown_outcome(way):
    report = way.seal()
    die(way, failing(Death()))
    assert way.state(report) is State.UNKNOWN
    way.run(5)
    assert way.desk.log == ["submit"]
    way.run(300)
    assert way.desk.copies() == {report: 1}


def test_a_ticket_that_kills_the_program_twice_steps_aside(way):
    poison = way.seal()
    die(way, failing(Death()))
    die(way, failing(Death()))
    other = way.seal()
    way.run(1000)
    assert (way.state(poison), way.stage(poison)) == (State.UNKNOWN, State.ATTENTION)
    assert "closed unexpectedly twice" in str(way.outbox.find_item(poison).reason)
    assert way.state(other) is State.DELIVERED


def test_a_mistake_in_a_connector_is_logged_and_ends_in_attention(way, caplog):
    report = way.seal()
    way.desk.before = failing(ValueError("bug"), times=99)
    with caplog.at_level(logging.CRITICAL):
        way.run(1000)
    assert way.stage(report) is State.ATTENTION
    assert way.desk.log.count("submit") == 2


@pytest.mark.parametrize("jump", [10 * 365 * 86400.0, -10 * 365 * 86400.0, 3600.0, -3600.0])
def test_a_clock_that_jumps_neither_stops_nor_hurries_anything(way, jump):
    report = way.seal()
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="reset"))
    way.run(1)
    way.clock.wall += jump
    way.run(4000)
    posts = [t for name, t in zip(way.desk.log, way.desk.times, strict=True) if name == "submit"]
    if way.stage(report) is State.EXPIRED:  # ten years have passed, as far as anybody can know
        way.outbox.retry(report)
        way.run(4000)
        posts = [t for name, t in zip(way.desk.log, way.desk.times, strict=True) if name == "submit"]
    assert way.state(report) is State.DELIVERED
    assert posts[1] - posts[0] >= 120
    assert len(way.desk.log) < 20


def test_after_thirty_days_it_is_given_up_and_still_there(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), times=10**9)
    way.run(100)
    way.clock.sleep(31 * 86400)
    assert way.delivery.deliver_due_items() is None
    assert way.state(report) is State.EXPIRED
    way.desk.before = lambda request: None
    way.outbox.retry(report)
    way.run(10)
    assert way.desk.copies() == {report: 1}


def test_the_desk_is_queried_for_an_unknown_address(way):
    report = way.outbox.save_ticket(Letter("s", "b", ""))
    way.run(10)
    assert way.desk.tickets[0][1].requester == "alice@example.test"
    assert way.state(report) is State.DELIVERED


def test_one_sender_at_a_time_and_a_killed_one_lets_go(way):
    report = way.seal()
    code = (
        "import sys,time; from pathlib import Path\n"
        "from selfhelp.tickets.delivery.sender_lock import SenderLock\n"
        f"print(SenderLock(Path({str(way.folder)!r})).acquire(), flush=True); time.sleep(60)"
    )
    code = code.replace("print(SenderLock", "lock = SenderLock").replace(
        ".acquire(), flush", "; print(lock.acquire(), flush"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline().strip() == "True"
        assert way.delivery.deliver_due_items() == HANDOVER
        assert way.delivery.deliver(report, 1).state is State.QUEUED
        assert way.desk.log == []
        other.kill()
    way.run(10)
    assert way.state(report) is State.DELIVERED


def test_the_lock_works_between_threads_too(tmp_path):
    first, second = SenderLock(tmp_path), SenderLock(tmp_path)
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_ten_thousand_computers_do_not_come_back_in_one_second():
    delays = Counter(int(RetryRules().compute_backoff(10, random.SystemRandom())) for _ in range(10_000))
    assert max(delays.values()) <= 300
    assert RetryRules().cap == 1800


def test_a_computer_that_was_off_for_weeks_tries_once_more(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY))
    way.delivery.deliver_due_items()
    way.clock.sleep(40 * 86400)
    way.restart()
    way.run(60)
    assert way.state(report) is State.DELIVERED


def test_a_clock_set_back_before_a_restart_does_not_stop_a_look_up(way):
    way.desk.lose = 1
    report = way.seal()
    way.run(1)
    way.clock.wall -= 10 * 365 * 86400.0
    way.restart()
    way.run(300)
    assert way.state(report) is State.DELIVERED
    assert way.desk.copies() == {report: 1}


def test_files_that_cannot_be_added_for_thirty_days_end_with_a_sentence(way):
    """The ticket is there; without an end each computer would ask the desk for ever."""
    report = way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), "dropped", times=10**9)
    way.run(100)
    assert way.state(report) is State.QUEUED
    assert way.outbox.find_item(report).ticket == "1"
    way.clock.sleep(31 * 86400)
    assert way.delivery.deliver_due_items() is None
    assert way.state(report) is State.DELIVERED
    assert "30 days" in str(way.outbox.find_item(report).reason)


def test_what_the_user_sends_again_goes_at_once_where_repeating_is_harmless(way):
    """It did nothing for two minutes: a desk that can't be queried wasn't even asked."""

    class Repeatable(MemoryDesk):
        abilities = ConnectorAbilities(repeatable=True, lookup=False)

    way.desk.__class__ = Repeatable
    report = way.seal()
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="503 busy"))
    way.run(1)
    assert way.state(report) is State.UNKNOWN
    way.run(20)
    assert way.desk.log.count("submit") == 1, "on its own it isn't repeated so soon"
    way.outbox.retry(report)
    way.run(1)
    assert way.desk.log.count("submit") == 2
    assert way.state(report) is State.DELIVERED


def test_where_sending_again_must_wait_its_time_is_known(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskBusyError(SORRY, wait=300.0))
    way.run(1)
    way.outbox.retry(report)
    way.run(1)
    item = way.outbox.find_item(report)
    assert (way.desk.log.count("submit"), item.attempts, item.state) == (1, 1, State.QUEUED)
    assert item.next_try is not None
    assert 290 < item.next_try.timestamp() - way.clock.now() <= 300
    way.run(310)
    assert way.state(report) is State.DELIVERED


REFUSED = [
    (errors.SignInNeededError(SORRY, detail="401"), State.SIGN_IN_NEEDED),
    (errors.SignInNeededError(build_forbidden_message(""), detail="403"), State.SIGN_IN_NEEDED),
    (errors.DeskRefusedError(SORRY, detail="400"), State.ATTENTION),
]


@pytest.mark.parametrize(("error", "stage"), REFUSED)
def test_a_look_up_that_is_refused_does_not_say_that_a_ticket_was_not_sent(way, error, stage):
    report = way.seal()
    way.desk.lose = 1
    way.run(5)
    way.desk.before = failing(error, "find", times=99)
    way.run(60)
    item = way.outbox.find_item(report)
    assert (item.state, item.stage, item.next_try) == (State.UNKNOWN, stage, None)
    assert item.reason == error.message
    asked = way.desk.log.count("find")
    way.run(1000)
    assert way.desk.log.count("find") == asked, "an account isn't locked by asking again and again"
    way.outbox.retry(report)
    way.run(60)
    assert (way.state(report), way.stage(report)) == (State.UNKNOWN, stage)
    way.desk.before = lambda request: None
    way.outbox.retry(report)
    way.run(60)
    assert way.state(report) is State.DELIVERED
    assert way.desk.log.count("submit") == 1, "looked up, and not sent again"
    assert way.desk.copies() == {report: 1}


def test_what_may_have_arrived_stays_unconfirmed_if_another_ticket_is_refused(way):
    lost = way.seal()
    way.desk.lose = 1
    way.run(1)
    other = way.seal()
    way.desk.before = failing(errors.SignInNeededError(SORRY, detail="401"))
    way.run(2)
    assert (way.state(lost), way.state(other)) == (State.UNKNOWN, State.SIGN_IN_NEEDED)
    assert way.stage(lost) is State.SIGN_IN_NEEDED
    way.outbox.retry()
    way.run(300)
    assert way.desk.copies() == {lost: 1, other: 1}


def test_what_a_look_up_did_not_find_and_the_desk_then_refuses_was_not_sent(way):
    """It can be changed: a file that is too large may have cut the first request."""
    report = way.seal()
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="reset"))
    way.run(1)
    assert way.state(report) is State.UNKNOWN
    way.desk.before = failing(errors.DeskRefusedError(SORRY, detail="413"))
    way.run(400)
    assert way.desk.log.count("submit") == 2
    assert (way.state(report), way.stage(report)) == (State.ATTENTION, State.ATTENTION)
    way.outbox.edit_item_texts(report, body="shorter")
    way.run(60)
    assert way.desk.copies() == {report: 1}
