"""A desk in trouble is left alone, a desk that asks to wait is obeyed, and nobody waits who need not."""

# mypy: disable-error-code="operator"

from __future__ import annotations

import pytest

from selfhelp.core import errors
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import ReplyKind
from selfhelp.helpdesk.connectors import ConnectorAbilities
from selfhelp.policy.policy import OutboxPolicy as Policy
from selfhelp.tickets.delivery.delivery_service import RetryRules
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from tests.report.desks import MemoryDesk
from tests.report.way import Death, Way, failing

SORRY = N_("sorry")
YEAR = 365 * 86400.0


@pytest.fixture
def way(tmp_path):
    way = Way(tmp_path / "outbox")
    yield way
    way.outbox.close()


def posts(way):
    return [t for name, t in zip(way.desk.log, way.desk.times, strict=True) if name == "submit"]


# -- a desk in trouble ------------------------------------------------------------------------------


def test_after_five_failures_only_one_is_tried_at_a_time(way):
    for _ in range(20):
        way.seal()
    way.restart()  # not requested by the user
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), "find", times=10**9)
    way.delivery.deliver_due_items()
    assert way.desk.log == ["find"] * 5
    for _ in range(10):
        way.desk.log.clear()
        wait = way.delivery.deliver_due_items()
        assert len(way.desk.log) <= 1
        way.clock.sleep(wait)
    way.desk.before = lambda request: None
    way.run(4000)
    assert set(way.desk.copies().values()) == {1}
    assert len(way.desk.copies()) == 20


def test_everything_is_sent_once_the_desk_responds(way):
    reports = [way.seal() for _ in range(8)]
    way.restart()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), "find", times=30)
    way.run(20_000)
    done = way.clock.steady
    assert {way.state(report) for report in reports} == {State.DELIVERED}
    assert done - min(posts(way)) < 2  # not another half hour for each of them


def test_one_that_always_fails_holds_nothing_up(way):
    poison = way.seal()
    others = [way.seal() for _ in range(4)]
    way.restart()
    find = way.desk.find_ticket

    def found(ref):
        if ref == poison:
            raise errors.DeskUnreachableError(SORRY)
        return find(ref)

    way.desk.find_ticket = found
    way.run(3600)
    assert {way.state(report) for report in others} == {State.DELIVERED}
    assert way.state(poison) is State.QUEUED
    assert way.outbox.find_item(poison).attempts < 60


def test_send_now_goes_before_the_wait_once(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), times=12)
    way.run(3000)
    tried = way.outbox.find_item(report).attempts
    assert way.delivery.deliver_due_items() > 0
    assert way.outbox.find_item(report).attempts == tried
    way.outbox.retry(report)
    way.delivery.deliver_due_items()
    assert way.outbox.find_item(report).attempts == tried + 1
    assert way.delivery.deliver_due_items() != 0
    assert way.outbox.find_item(report).attempts == tried + 1


def test_a_fresh_ticket_does_not_wait_behind_those_that_failed(way):
    for _ in range(6):
        way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), times=6)
    way.delivery.deliver_due_items()
    way.desk.log.clear()
    fresh = way.seal()
    way.delivery.deliver_due_items()
    assert way.state(fresh) is State.DELIVERED


def test_each_desk_has_its_own_troubles(way):
    report = way.seal()
    way.run(10)
    old = way.desk

    class Other(MemoryDesk):
        id = "other"

    way.desk = Other(way.clock)
    way.restart()
    way.delivery.other_desk = {"memory": old}.__getitem__
    old.before = failing(errors.DeskBusyError(SORRY, wait=5000), "solve")
    way.outbox.save_reply(ReplyToSeal(report, ReplyKind.SOLVE))
    ticket = way.seal()
    way.run(60)
    assert way.state(ticket) is State.DELIVERED
    assert old.said == []
    old.before = failing(errors.SignInNeededError(SORRY), "solve")
    way.run(6000)
    second = way.seal()
    way.run(60)
    assert way.state(second) is State.DELIVERED
    assert [item.state for item in way.outbox.list_replies()] == [State.SIGN_IN_NEEDED]


# -- a desk that asks to wait -----------------------------------------------------------------------


def test_send_now_never_goes_before_the_desks_own_wait(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskBusyError(SORRY, wait=500))
    way.delivery.deliver_due_items()
    for _ in range(3):
        way.outbox.retry(report)
        way.delivery.deliver_due_items()
        way.delivery.deliver(report, 0)
        way.restart()
    assert way.desk.log == ["submit"]
    way.run(501)
    assert way.state(report) is State.DELIVERED


@pytest.mark.parametrize("jump", [-3600.0, -10 * YEAR, 3600.0, 10 * YEAR])
@pytest.mark.parametrize("restarted", [False, True])
def test_waits_ignore_clock_changes(way, jump, restarted):
    report = way.seal()
    way.desk.before = failing(errors.DeskBusyError(SORRY, wait=5))
    way.delivery.deliver_due_items()
    asked = way.clock.steady
    way.clock.wall += jump
    if restarted:
        way.restart()
    way.run(60)
    assert way.state(report) is State.DELIVERED
    waited = posts(way)[-1] - asked
    assert waited <= 20
    if jump < 0 or not restarted:
        assert waited >= 5  # a clock set forward under another program cannot be known


def test_a_clock_set_back_again_and_again_does_not_stretch_it(way):
    report = way.seal()
    way.desk.before = failing(errors.DeskBusyError(SORRY, wait=50))
    way.delivery.deliver_due_items()
    for _ in range(12):
        way.clock.sleep(5)
        way.clock.wall -= 1000
        way.delivery.deliver_due_items()
    assert way.state(report) is State.DELIVERED


def test_another_process_wait_is_respected(way, tmp_path):
    way.seal()
    way.desk.before = failing(errors.DeskBusyError(SORRY, wait=5))
    way.run(10)
    other = Way(way.folder)
    other.clock = way.clock
    other.restart()
    second = way.seal()
    other.desk.before = failing(errors.DeskBusyError(SORRY, wait=400), "find")
    other.delivery.deliver_due_items()
    way.desk.log.clear()
    assert way.delivery.deliver_due_items() == pytest.approx(400)
    assert way.desk.log == []
    way.run(500)
    assert way.state(second) is State.DELIVERED
    other.outbox.close()


@pytest.mark.parametrize("wait", [-5.0, 10**12])
def test_an_absurd_wait_is_none_or_a_day(way, wait):
    report = way.seal()
    way.desk.before = failing(errors.DeskBusyError(SORRY, wait=wait))
    way.delivery.deliver_due_items()
    way.run(86_500)
    assert way.state(report) is State.DELIVERED


# -- the start --------------------------------------------------------------------------------------


def spread(tmp_path, n, seed):
    way = Way(tmp_path / f"o{n}", seed, RetryRules(spread=60.0))
    report = way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY))
    way.delivery.deliver_due_items()
    way.clock.sleep(100)
    way.restart()
    start = way.clock.steady
    way.run(61)
    assert way.state(report) is State.DELIVERED
    way.outbox.close()
    return posts(way)[-1] - start


def test_what_waits_at_the_start_is_spread_over_a_minute(tmp_path):
    times = [spread(tmp_path, n, n) for n in range(30)]
    assert max(times) <= 60
    assert max(times) - min(times) > 30


def test_what_the_person_asks_for_never_waits_for_it(tmp_path):
    way = Way(tmp_path / "o", 1, RetryRules(spread=10**6))
    older = [way.seal() for _ in range(2)]
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), times=2)
    way.delivery.deliver_due_items()
    way.clock.sleep(100)
    way.restart()
    assert way.delivery.deliver_due_items() > 1000
    fresh = way.seal()
    way.delivery.deliver_due_items()
    assert way.state(fresh) is State.DELIVERED
    assert {way.state(report) for report in older} == {State.DELIVERED}  # the desk answered the user
    way.outbox.close()


@pytest.mark.parametrize("how", ["retry", "deliver", "reply"])
def test_nor_does_send_again(tmp_path, how):
    way = Way(tmp_path / "o", 1, RetryRules(spread=10**6))
    report = way.seal()
    if how != "reply":
        way.desk.before = failing(errors.DeskUnreachableError(SORRY))
    way.delivery.deliver_due_items()
    way.clock.sleep(100)
    way.restart()
    way.delivery.deliver_due_items()
    assert (report in way.desk.copies()) == (how == "reply")
    ref = report
    if how == "retry":
        way.outbox.retry(report)
    elif how == "reply":
        ref = way.outbox.save_reply(ReplyToSeal(report, text="x"))
    if how == "deliver":
        way.delivery.deliver(report, 0)
    else:
        way.delivery.deliver_due_items()
    assert way.desk.copies()[ref] == 1
    way.outbox.close()


def test_untried_tickets_of_another_process_are_sent_immediately(tmp_path):
    way = Way(tmp_path / "o", 1, RetryRules(spread=10**6))
    report = way.seal()
    way.restart()
    way.delivery.deliver_due_items()
    assert way.state(report) is State.DELIVERED
    way.outbox.close()


def test_what_waits_when_the_computer_wakes_is_spread_too(tmp_path):
    way = Way(tmp_path / "o", 1, RetryRules(spread=3000.0))
    way.seal()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), times=10**9)
    wait = way.delivery.deliver_due_items()
    way.clock.sleep(wait)
    wait = way.delivery.deliver_due_items()
    tried = way.outbox.list_items()[0].attempts
    way.clock.wall += 8 * 3600  # the steady clock stood still (Linux, macOS)
    held = way.delivery.deliver_due_items()
    assert way.outbox.list_items()[0].attempts == tried
    assert 0 < held <= 3000
    way.outbox.close()


# -- the rules --------------------------------------------------------------------------------------


def test_the_organisation_sets_the_rules():
    usual = RetryRules()
    assert RetryRules.create_from_policy(Policy()) == usual
    rules = RetryRules.create_from_policy(
        Policy(retry_min=60, retry_max=10, resend_delay=60, lookup_delay=90)
    )
    assert (rules.base, rules.cap) == (60, 60)
    assert (rules.adopt_after, rules.repeat_after) == (90, 90)


def test_a_reply_can_be_waited_for(way):
    report = way.seal()
    way.delivery.deliver(report, 5)
    first = way.outbox.save_reply(ReplyToSeal(report, text="one"))
    second = way.outbox.save_reply(ReplyToSeal(report, text="two"))
    assert way.delivery.deliver_by_ref(second, 5) is State.DELIVERED
    assert [ref for _, ref, _, _ in way.desk.said] == [first, second]
    with pytest.raises(errors.UsageError):
        way.delivery.deliver_by_ref("c-none", 0)


def test_a_reply_waits_for_its_ticket_even_if_the_user_waits(way):
    report = way.seal()
    ref = way.outbox.save_reply(ReplyToSeal(report, text="one"))
    way.desk.before = failing(errors.DeskUnreachableError(SORRY))
    assert way.delivery.deliver_by_ref(ref, 0) is State.QUEUED
    assert way.desk.log == ["submit"]
    assert way.delivery.deliver_by_ref(ref, 60) is State.DELIVERED
    assert way.desk.copies() == {report: 1, ref: 1}


def test_a_desk_with_certain_lookup_is_retried_immediately(way):
    class Certain(MemoryDesk):
        abilities = ConnectorAbilities(certain_lookup=True)

    way.desk.__class__ = Certain
    report = way.seal()
    way.desk.before = failing(Death())
    with pytest.raises(Death):
        way.run(60)
    way.restart()
    way.run(1)
    assert way.desk.log == ["submit", "find", "submit", "dropped"]
    assert way.desk.copies() == {report: 1}


# -- what the desk left out -------------------------------------------------------------------------


def test_what_a_technician_should_know_is_in_the_log_only(way, caplog):
    report = way.seal()
    way.desk.left_out = ["category", "title shortened to 255"]
    with caplog.at_level("INFO"):
        item = way.delivery.deliver(report, 5)
    assert (item.state, item.reason) == (State.DELIVERED, None)
    assert "left out or changed: category, title shortened to 255" in caplog.text


def test_the_users_own_wording_is_shown(way):
    report = way.seal()
    way.desk.left_out = ["category", "text cut after 4000 characters"]
    assert "text cut after 4000 characters" in str(way.delivery.deliver(report, 5).reason)


@pytest.mark.parametrize("error", [errors.DeskUnreachableError(SORRY), errors.DeskRefusedError(SORRY)])
def test_a_comparison_that_fails_changes_nothing(way, error):
    report = way.seal()
    way.desk.left_out = ["x"]
    way.desk.before = failing(error, "altered")
    item = way.delivery.deliver(report, 5)
    assert (item.state, item.reason) == (State.DELIVERED, None)
