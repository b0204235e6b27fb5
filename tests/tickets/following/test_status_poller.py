"""Desks are asked seldom, only about what may have news, and never by a computer that saves power."""

# mypy: disable-error-code="override"

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from selfhelp.core.errors import (
    CancelledError,
    ConfigurationError,
    DeskBusyError,
    DeskError,
    DeskRefusedError,
    DeskUnreachableError,
    SignInNeededError,
)
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState, TicketComment, TicketState, TicketStatus
from selfhelp.helpdesk.connectors import ConnectorAbilities, PollResult
from selfhelp.network.failures import build_forbidden_message
from selfhelp.tickets.delivery.connector_status import ConnectorStatus
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.following.conversations import Conversations
from selfhelp.tickets.following.status_poller import DAY, HOUR, PollCycle, PollingRules, StatusPoller
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import Outbox, ReplyToSeal
from selfhelp.tickets.outbox.stored_messages import message_to_json
from tests.report.desks import MemoryDesk, TurnedClock
from tests.report.way import failing


class TalkingDesk(MemoryDesk):
    """Has conversations, and counts what it is asked."""

    def __init__(self, clock: TurnedClock) -> None:
        super().__init__(clock)
        self.talks: dict[str, list[TicketComment]] = {}
        self.states: dict[str, TicketState] = {}
        self.changed: dict[str, float] = {}
        self.asked: list[tuple[str, str]] = []
        self.trouble: dict[str, DeskError | ConfigurationError] = {}
        self.at_once = self.most_at_once = 0
        self.slow = 0.0
        self._lock = threading.Lock()

    def change_state(self, number: str, text: str, *, mine: bool = False) -> None:
        moment = datetime.fromtimestamp(self.clock.wall, UTC)
        self.talks.setdefault(number, []).append(TicketComment("Bob", moment, text, mine=mine))
        self.changed[number] = self.clock.wall

    def put(self, number: str, state: TicketState) -> None:
        self.states[number] = state
        self.changed[number] = self.clock.wall

    def fetch_status(self, number: str) -> TicketStatus:
        base = super().fetch_status(number)
        updated = datetime.fromtimestamp(self.changed.get(number, START), UTC)
        state = self.states.get(number, TicketState.OPEN)
        return replace(base, state=state, updated=updated, comments=list(self.talks.get(number, ())))

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        with self._lock:
            self.asked.append((number, mark))
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            threading.Event().wait(self.slow)
            if trouble := self.trouble.get(number) or self.trouble.get("*"):
                raise trouble
            return super().poll_ticket(number, mark)
        finally:
            with self._lock:
                self.at_once -= 1


class Middle:
    """Chance that always takes the middle."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


class Low:
    """Chance that always takes the least."""

    def uniform(self, a: float, b: float) -> float:
        return a


START = 1_800_000_000.0


class Stage:
    """One person with tickets at one desk."""

    def __init__(self, folder: Path) -> None:
        self.clock = TurnedClock(START)
        self.desk = TalkingDesk(self.clock)
        self.outbox = Outbox(folder / "outbox", now=self.clock.now)
        self.kept = Conversations(folder / "tickets", self.clock.now)
        self.made = 0
        self.broken: ConfigurationError | None = None
        self.follow = self.followed_by(PollingRules())

    def followed_by(self, rules: PollingRules) -> StatusPoller:
        return StatusPoller(
            self.outbox, self.kept, self._make, "memory", rules=rules, now=self.clock.now, chance=Middle()
        )

    def _make(self, _name: str) -> TalkingDesk:
        self.made += 1
        if self.broken is not None:
            raise self.broken
        return self.desk

    def ticket(self, subject: str = "No sound") -> str:
        report = self.outbox.save_ticket(Letter(subject, "body", "alice@example.test"))
        DeliveryService(self.outbox, self.desk, self.clock).deliver(report, 0)
        return report

    def round(self) -> PollCycle:
        return self.follow.poll_due_tickets(Progress())

    def later(self) -> PollCycle:
        """Wait as long as it says, and ask then."""
        wait = self.follow.compute_seconds_until_poll()
        assert wait is not None
        self.clock.sleep(wait)
        return self.round()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_without_tickets_there_is_no_polling(stage: Stage) -> None:
    assert stage.follow.compute_seconds_until_poll() is None
    assert stage.round() == PollCycle(None, ())
    assert stage.made == 0
    assert not (stage.kept.folder).exists()


def test_an_answer_is_news_once(stage: Stage) -> None:
    report = stage.ticket()
    assert stage.round().news == []
    stage.desk.change_state("1", "Try the other socket")
    (news,) = stage.later().news
    assert (news.report, news.number, news.count, news.state) == (report, "1", 1, None)
    assert news.last is not None
    assert news.last.text == "Try the other socket"
    assert stage.later().news == []
    assert stage.outbox.list_sent_tickets()[0].state is TicketState.OPEN


def test_an_answer_of_the_desk_wakes_what_waits_for_it(stage: Stage) -> None:
    report = stage.ticket()
    outbox, far = stage.outbox, stage.clock.wall + 3_600
    lost, late, failing = (outbox.save_reply(ReplyToSeal(report, text=text)) for text in "abc")
    change = "UPDATE reports SET state = ?, next_try = ?, reason = ?, failure = ? WHERE report = ?"
    unreachable = message_to_json(N_("The help desk can't be reached."))
    for ref, state, failure in (
        (lost, "unknown", ""),
        (late, "queued", ""),
        (failing, "unknown", "error 500"),
    ):
        outbox.store.execute(change, (state, far, unreachable, failure, ref))
    stage.desk.trouble["*"] = DeskUnreachableError(N_("Nobody there."))
    stage.round()
    assert [one.reason is None for one in outbox.list_replies(report)] == [False, False, False]
    assert not outbox.memory.take_resumed()
    stage.desk.trouble.clear()
    stage.follow.poll_ticket(report)
    assert [one.reason is None for one in outbox.list_replies(report)] == [True, True, False]
    due = outbox.store.query_rows("SELECT next_try FROM reports WHERE parent = ? ORDER BY id", (report,))
    assert [row["next_try"] for row in due] == [0, 0, far]
    assert outbox.memory.take_resumed()
    assert not outbox.memory.take_resumed(), "once"
    assert outbox.memory.held == 0.0, "nothing else holds them"


def test_an_answer_brings_what_waits_forward_once_until_the_desk_is_away_again(stage: Stage) -> None:
    """Where polls are answered and sending isn't, each poll began the delays from the start."""
    report = stage.ticket()
    outbox = stage.outbox
    reply = outbox.save_reply(ReplyToSeal(report, text="one"))
    postpone = "UPDATE reports SET state = 'queued', next_try = ? WHERE report = ?"

    def is_due_after_poll() -> bool:
        outbox.store.execute(postpone, (stage.clock.wall + 3_600, reply))
        stage.follow.poll_ticket(report)
        return outbox.memory.take_resumed()

    assert [is_due_after_poll() for _ in range(3)] == [True, False, False]
    (row,) = outbox.store.query_rows("SELECT next_try FROM reports WHERE report = ?", (reply,))
    assert row["next_try"] == stage.clock.wall + 3_600
    stage.desk.trouble["*"] = DeskUnreachableError(N_("Nobody there."))
    with pytest.raises(DeskUnreachableError):
        stage.follow.poll_ticket(report)
    stage.desk.trouble.clear()
    assert [is_due_after_poll() for _ in range(2)] == [True, False]


class Refusal:
    """The desk refuses replies: with ``error``, as often as ``left`` says."""

    def __init__(self, stage: Stage, error: DeskError, left: int = 1) -> None:
        self.left, self.error, self.tries = left, error, 0
        self.delivery = DeliveryService(stage.outbox, stage.desk, stage.clock)
        stage.desk.before = self._answer

    def _answer(self, request: str) -> None:
        if request == "comment":
            self.tries += 1
            if self.left:
                self.left -= 1
                raise self.error


NOT_KNOWN = N_("The help desk didn't recognise your sign-in. Sign in to continue.")


def states(stage: Stage) -> list[DeliveryState]:
    return [reply.state for reply in stage.outbox.list_replies()]


def test_a_poll_that_is_answered_sends_what_waits_for_a_sign_in(stage: Stage) -> None:
    report = stage.ticket()
    stage.outbox.save_reply(ReplyToSeal(report, text="one"))
    stage.outbox.save_reply(ReplyToSeal(report, text="two"))
    desk = Refusal(stage, SignInNeededError(NOT_KNOWN, detail="401"))
    assert desk.delivery.deliver_due_items() is None
    assert states(stage) == [DeliveryState.SIGN_IN_NEEDED] * 2
    assert not stage.outbox.has_pending_items(), "nothing is tried while no one has signed in"
    stage.desk.trouble["*"] = SignInNeededError(NOT_KNOWN, detail="401")
    assert not stage.later().resumed
    stage.desk.trouble.clear()
    assert stage.later().resumed
    assert stage.outbox.has_pending_items()
    desk.delivery.deliver_due_items()
    assert states(stage) == [DeliveryState.DELIVERED] * 2
    assert [text for _, _, text, _ in stage.desk.said] == ["one", "two"]
    assert not stage.later().resumed


def test_a_desk_that_answers_polls_and_refuses_replies_is_tried_once_for_each(stage: Stage) -> None:
    report = stage.ticket()
    for text in ("one", "two"):
        stage.outbox.save_reply(ReplyToSeal(report, text=text))
    desk = Refusal(stage, SignInNeededError(NOT_KNOWN, detail="401"), left=99)
    desk.delivery.deliver_due_items()
    for polls in range(1, 4):
        assert stage.later().resumed
        assert desk.delivery.deliver_due_items() is None, "no timer"
        assert desk.tries == 1 + polls
        assert states(stage) == [DeliveryState.SIGN_IN_NEEDED] * 2
        assert desk.delivery.deliver_due_items() is None
        assert desk.tries == 1 + polls, "once for each answer"


def test_an_answer_older_than_the_refusal_proves_nothing(stage: Stage) -> None:
    report = stage.ticket()
    stage.outbox.save_reply(ReplyToSeal(report, text="one"))
    desk = Refusal(stage, SignInNeededError(NOT_KNOWN, detail="401"))
    poll = stage.desk.poll_ticket

    def refuse_meanwhile(number: str, mark: str = "") -> PollResult:
        stage.clock.sleep(1)
        desk.delivery.deliver_due_items()
        return poll(number, mark)

    stage.desk.poll_ticket = refuse_meanwhile  # type: ignore[method-assign]
    assert not stage.round().resumed
    assert states(stage) == [DeliveryState.SIGN_IN_NEEDED]


def test_a_missing_permission_is_not_given_by_an_answer(stage: Stage) -> None:
    report = stage.ticket()
    stage.outbox.save_reply(ReplyToSeal(report, text="one"))
    desk = Refusal(stage, SignInNeededError(build_forbidden_message(""), detail="403"))
    desk.delivery.deliver_due_items()
    assert not stage.round().resumed
    assert not stage.outbox.has_pending_items()


NOT_THERE = N_("The help desk can't be reached.")


def stop_lookup(stage: Stage) -> tuple[str, DeliveryService]:
    """Send a reply whose outcome stays unknown, because its look-up is refused; the desk then shows it."""
    report = stage.ticket()
    (ticket,) = stage.outbox.list_sent_tickets()
    ref = stage.outbox.save_reply(ReplyToSeal(report, text="one"))
    delivery = DeliveryService(stage.outbox, stage.desk, stage.clock)
    stage.desk.lose = 1
    stage.desk.before = failing(SignInNeededError(build_forbidden_message(""), detail="403"), "has_comment")
    delivery.deliver_due_items()
    stage.clock.sleep(600)
    delivery.deliver_by_ref(ref, 600)
    assert stage.outbox.list_replies()[0].stage is DeliveryState.SIGN_IN_NEEDED
    stage.outbox.memory.awaited.clear()
    stage.outbox.memory.asked.clear()
    said = TicketComment("alice", datetime.fromtimestamp(START, UTC), "one", mine=True, ref=ref)
    stage.desk.talks[ticket.ticket] = [said]
    stage.desk.changed[ticket.ticket] = stage.clock.wall
    return ref, delivery


def test_a_look_up_that_the_desk_suggests_is_no_request_of_the_user(stage: Stage) -> None:
    """A failure of it was reported as that of an attempt that no one had asked for."""
    ref, delivery = stop_lookup(stage)
    assert stage.later().resumed
    memory = stage.outbox.memory
    assert memory.asked == memory.awaited == set()
    stage.desk.before = failing(DeskUnreachableError(NOT_THERE), "has_comment")
    stage.clock.sleep(delivery.deliver_due_items() or 0)
    delivery.deliver_due_items()
    assert stage.outbox.list_replies()[0].attempts > 1
    assert not memory.find_attempt(ref).failed
    assert not memory.find_attempt(ref).sending


def test_a_look_up_that_the_desk_suggests_waits_for_the_pause_of_the_desk(stage: Stage) -> None:
    _ref, delivery = stop_lookup(stage)
    clocks = (stage.clock.now, stage.clock.monotonic)
    desk = ConnectorStatus(stage.outbox.store, stage.outbox.memory, "memory", clocks, current=True)
    stage.later()
    desk.pause(900)
    asked: list[str] = []
    stage.desk.before = asked.append
    wait = delivery.deliver_due_items()
    assert "has_comment" not in asked
    assert wait == pytest.approx(900, abs=60)
    stage.clock.sleep(wait or 0)
    delivery.deliver_due_items()
    assert "has_comment" in asked
    assert states(stage) == [DeliveryState.DELIVERED]
    assert len(stage.desk.said) == 1


def test_a_reply_that_the_conversation_shows_is_looked_up_again(stage: Stage) -> None:
    """Its look-up was refused, so it stayed "not confirmed" although everyone could read it."""
    report = stage.ticket()
    (ticket,) = stage.outbox.list_sent_tickets()
    ref = stage.outbox.save_reply(ReplyToSeal(report, text="one"))
    delivery = DeliveryService(stage.outbox, stage.desk, stage.clock)
    forbidden = SignInNeededError(build_forbidden_message(""), detail="403")
    stage.desk.lose = 1
    stage.desk.before = failing(forbidden, "has_comment")
    delivery.deliver_due_items()
    stage.clock.sleep(600)
    delivery.deliver_by_ref(ref, 600)
    (reply,) = stage.outbox.list_replies()
    assert (reply.state, reply.stage) == (DeliveryState.UNKNOWN, DeliveryState.SIGN_IN_NEEDED)
    said = TicketComment("alice", datetime.fromtimestamp(START, UTC), "one", mine=True)
    stage.desk.talks[ticket.ticket] = [said]
    assert not stage.later().resumed, "it may be another message of the same words"
    stage.desk.talks[ticket.ticket] = [replace(said, ref=ref)]
    stage.desk.changed[ticket.ticket] = stage.clock.wall
    assert stage.later().resumed
    wait = delivery.deliver_due_items()
    assert wait is None or wait <= 60, "at most the delay after a sleep, which spreads the computers"
    stage.clock.sleep(wait or 0)
    delivery.deliver_due_items()
    assert states(stage) == [DeliveryState.DELIVERED]
    assert len(stage.desk.said) == 1


def test_it_is_polled_with_its_own_cursor(stage: Stage) -> None:
    stage.ticket()
    stage.round()
    stage.later()
    (_, first), (_, second) = stage.desk.asked
    assert first == ""
    assert second != ""


def test_a_new_state_is_news_and_kept(stage: Stage) -> None:
    stage.ticket()
    stage.round()
    stage.desk.put("1", TicketState.SOLVED)
    (news,) = stage.later().news
    assert news.state is TicketState.SOLVED
    assert news.last is None
    assert stage.outbox.list_sent_tickets()[0].state is TicketState.SOLVED


def test_a_closed_ticket_is_never_asked_about_again(stage: Stage) -> None:
    stage.ticket()
    stage.round()
    stage.desk.put("1", TicketState.CLOSED)
    stage.later()
    asked = len(stage.desk.asked)
    assert stage.follow.compute_seconds_until_poll() is None
    stage.clock.sleep(30 * DAY)
    stage.round()
    assert stage.follow.poll_all_tickets(Progress()) is None
    assert len(stage.desk.asked) == asked


def test_a_solved_ticket_is_asked_about_for_a_few_days(stage: Stage) -> None:
    stage.ticket()
    stage.round()
    stage.desk.put("1", TicketState.SOLVED)
    stage.later()
    times = 0
    while stage.follow.compute_seconds_until_poll() is not None:
        stage.later()
        times += 1
        assert times < 100
    assert 10 < times < 60
    assert stage.clock.wall - START < 5 * DAY


def test_it_backs_off_while_nothing_happens(stage: Stage) -> None:
    stage.ticket()
    stage.round()
    waits = []
    while stage.clock.wall - START < 20 * DAY:
        wait = stage.follow.compute_seconds_until_poll()
        assert wait is not None
        waits.append(wait)
        stage.later()
    assert waits[0] == 300
    assert waits == sorted(waits)
    assert waits[-1] == 12 * HOUR
    assert len(waits) < 170


def test_after_an_answer_it_is_asked_soon_again(stage: Stage) -> None:
    report = stage.ticket()
    stage.round()
    while stage.clock.wall - START < 10 * DAY:
        stage.later()
    stage.desk.change_state("1", "Any news?")
    assert stage.later().news
    assert stage.follow.compute_seconds_until_poll() == 300
    stage.clock.sleep(10 * DAY)
    stage.round()
    assert stage.follow.compute_seconds_until_poll() == 12 * HOUR
    stage.kept.schedule_reply_polls(report)
    wait = stage.follow.compute_seconds_until_poll()
    assert wait is not None
    assert wait <= 120


def test_policy_sets_the_least_wait(stage: Stage) -> None:
    stage.follow = stage.followed_by(PollingRules(least=2 * HOUR))
    stage.ticket()
    stage.round()
    assert stage.follow.compute_seconds_until_poll() == 2 * HOUR


def test_computers_do_not_ask_in_the_same_second(stage: Stage) -> None:
    stage.ticket()
    stage.round()
    other = StatusPoller(stage.outbox, stage.kept, stage._make, "memory", now=stage.clock.now, chance=Low())
    stage.clock.sleep(400)
    other.poll_due_tickets(Progress())
    wait = other.compute_seconds_until_poll()
    assert wait == pytest.approx(300 * 0.8)


def test_no_polling_while_saving_power(stage: Stage) -> None:
    stage.ticket()
    got = stage.follow.poll_due_tickets(Progress(), lambda: True)
    assert got.wait == 1800
    assert stage.made == 0
    assert stage.desk.asked == []


def test_whether_it_saves_power_is_only_looked_at_when_something_is_due(stage: Stage) -> None:
    stage.ticket()
    stage.round()

    def looked() -> bool:
        raise AssertionError("nothing is due")

    stage.follow.poll_due_tickets(Progress(), looked)


def test_a_desk_without_states_is_not_asked(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TalkingDesk, "abilities", ConnectorAbilities(status=False), raising=False)
    report = stage.ticket()
    assert stage.round().wait == 12 * HOUR
    assert stage.follow.poll_ticket(report) is None
    assert stage.follow.poll_all_tickets(Progress()) is None
    assert stage.desk.asked == []


def test_a_desk_that_cannot_be_reached_is_asked_once_for_all_and_then_less(stage: Stage) -> None:
    for number in range(5):
        stage.ticket(f"ticket {number}")
    stage.desk.trouble["*"] = DeskUnreachableError(N_("away"))
    waits = []
    for _ in range(8):
        wait = stage.round().wait
        assert wait is not None
        waits.append(wait)
        stage.clock.sleep(wait)
    assert len(stage.desk.asked) == 8
    assert waits[:3] == [900, 1800, 3600]
    assert waits[-1] == 12 * HOUR
    stage.desk.trouble.clear()
    stage.round()
    assert len({number for number, _ in stage.desk.asked[8:]}) == 5


def test_a_desk_that_asks_to_wait_is_left_alone(stage: Stage) -> None:
    stage.ticket()
    stage.desk.trouble["*"] = DeskBusyError(N_("later"), wait=5000)
    assert stage.round().wait == 5000


NOT_THIS_ONE = [DeskRefusedError(N_("no such ticket")), SignInNeededError(N_("not yours"), detail="403 no")]


@pytest.mark.parametrize("error", NOT_THIS_ONE)
def test_one_ticket_that_is_refused_does_not_hold_up_the_others(stage: Stage, error: DeskError) -> None:
    stage.ticket("gone")
    stage.ticket("there")
    stage.desk.trouble["1"] = error
    stage.round()
    assert {number for number, _ in stage.desk.asked} == {"1", "2"}
    wait = stage.follow.compute_seconds_until_poll()
    assert wait == 300


@pytest.mark.parametrize("error", NOT_THIS_ONE)
def test_one_ticket_that_is_refused_is_told_and_the_others_are_read(stage: Stage, error: DeskError) -> None:
    for subject in ("gone", "there", "there too"):
        stage.ticket(subject)
    stage.desk.trouble["3"] = error
    assert stage.follow.poll_all_tickets(Progress(), workers=1) is error
    assert {number for number, _ in stage.desk.asked} == {"1", "2", "3"}


def test_an_unknown_state_is_treated_as_open(stage: Stage) -> None:
    report = stage.ticket()
    stage.outbox.store.execute("UPDATE reports SET desk_state = 'on-hold' WHERE report = ?", (report,))
    stage.round()
    assert stage.desk.asked


def test_a_sign_in_that_is_needed_is_quiet(stage: Stage) -> None:
    stage.ticket()
    stage.desk.trouble["*"] = SignInNeededError(N_("sign in"))
    assert stage.round().wait == 900


def test_a_mistake_in_the_policy_is_looked_at_later(stage: Stage) -> None:
    stage.ticket()
    stage.broken = ConfigurationError(N_("mistake"))
    assert stage.round().wait == 12 * HOUR


def test_a_mistake_in_the_policy_that_only_the_desk_sees_is_looked_at_later(stage: Stage) -> None:
    for subject in ("one", "two"):
        stage.ticket(subject)
    stage.desk.trouble["*"] = ConfigurationError(N_("no such program"))
    assert stage.round().wait == 900
    assert len(stage.desk.asked) == 1


def test_a_clock_that_was_wrong_does_not_silence_a_ticket_for_years(stage: Stage) -> None:
    report = stage.ticket()
    stage.kept.schedule_poll(report, START + 400 * DAY)
    assert stage.follow.compute_seconds_until_poll() == 0


def test_tickets_of_an_older_desk_are_polled_only_on_demand(stage: Stage) -> None:
    report = stage.ticket()
    stage.outbox.store.execute("UPDATE reports SET connector = 'older'", ())
    assert stage.follow.compute_seconds_until_poll() is None
    stage.round()
    assert stage.follow.poll_all_tickets(Progress()) is None
    assert stage.desk.asked == []
    assert stage.follow.poll_ticket(report) is not None
    assert stage.desk.asked


def test_manual_polling_is_allowed_and_cache_is_read_offline(stage: Stage) -> None:
    report = stage.ticket()
    stage.desk.change_state("1", "hello")
    got = stage.follow.poll_ticket(report)
    assert got is not None
    assert got.comments[0].text == "hello"
    stage.desk.trouble["*"] = DeskUnreachableError(N_("away"))
    with pytest.raises(DeskUnreachableError):
        stage.follow.poll_ticket(report)
    assert stage.kept.read_stored_status(report) == got


def test_a_ticket_without_a_number_is_not_asked_about(stage: Stage) -> None:
    report = stage.outbox.save_ticket(Letter("s", "b", "r"))
    assert stage.follow.poll_ticket(report) is None
    assert stage.desk.asked == []


def test_fifty_tickets_are_asked_about_side_by_side_and_not_all_at_once(stage: Stage) -> None:
    for number in range(50):
        stage.ticket(f"{number}")
    stage.desk.slow = 0.01
    assert stage.follow.poll_all_tickets(Progress(), workers=4) is None
    assert {number for number, _ in stage.desk.asked} == {str(n) for n in range(1, 51)}
    assert 1 < stage.desk.most_at_once <= 4
    assert stage.made == 5


def test_a_desk_that_hangs_costs_the_time_that_was_allowed(stage: Stage) -> None:
    stage.ticket()
    stage.desk.slow = 3
    got = stage.follow.poll_all_tickets(Progress(), seconds=0.2)
    assert got is not None
    assert "isn't responding" in str(got)


def test_polling_can_be_cancelled(stage: Stage) -> None:
    for number in range(9):
        stage.ticket(f"{number}")
    progress = Progress()
    progress.cancel()
    stage.follow.poll_all_tickets(progress)
    assert stage.desk.asked == []
    with pytest.raises(CancelledError):
        stage.follow.poll_due_tickets(progress)


def test_asking_all_tells_why_it_did_not_work_and_stops(stage: Stage) -> None:
    for number in range(9):
        stage.ticket(f"{number}")
    stage.desk.trouble["*"] = DeskUnreachableError(N_("away"))
    assert isinstance(stage.follow.poll_all_tickets(Progress(), workers=2), DeskUnreachableError)
    assert len(stage.desk.asked) <= 2


class Odd(TalkingDesk):
    """Breaks in a way of its own."""

    id: ClassVar[str] = "memory"

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        raise ZeroDivisionError


def test_a_bug_in_a_connector_is_a_calm_sentence(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.ticket()
    stage.desk = Odd(stage.clock)
    assert stage.follow.poll_all_tickets(Progress()) is not None
    assert "unexpected" in caplog.text
