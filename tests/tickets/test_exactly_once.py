"""Whatever fails, dies or waits, in whatever order: no ticket is lost and none comes twice."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import random
import tempfile
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from selfhelp.core import errors, ticket_reference
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import ReplyKind
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from tests.conftest import LOOPS
from tests.report.way import Death, Way, failing

SORRY = N_("sorry")
REQUESTS = ["find", "submit", "dropped", "attach", "comment", "has_comment", "reopen", "solve"]


class ExactlyOnce(RuleBasedStateMachine):
    """Random failures, deaths and waiting: whatever happens, no ticket is lost and none comes twice.

    References are drawn from the seed: Hypothesis can repeat and shorten only what is the same every time.
    """

    FAULTS = (
        None,
        errors.DeskUnreachableError(SORRY),
        errors.OutcomeUnknownError(SORRY, detail="reset"),
        errors.OutcomeUnknownError(SORRY, detail="502 x"),
        errors.DeskBusyError(SORRY, wait=30),
        errors.SignInNeededError(SORRY),
        errors.DeskRefusedError(SORRY),
        Death(),
    )

    @initialize(seed=st.integers(0, 1000))
    def start(self, seed):
        self.temporary = tempfile.TemporaryDirectory()
        draw = random.Random(seed)
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(
            ticket_reference.uuid, "uuid4", lambda: uuid.UUID(int=draw.getrandbits(128), version=4)
        )
        self.way = Way(Path(self.temporary.name) / "o", seed)
        self.sealed: set[str] = set()
        self.replies: dict[str, str] = {}
        self.said: set[str] = set()
        self.last: dict[str, str] = {}

    def teardown(self):
        if hasattr(self, "patch"):
            try:
                self.deliver_the_rest()
            finally:
                self.patch.undo()

    def deliver_the_rest(self):
        if hasattr(self, "way"):
            self.way.desk.before = lambda request: None
            self.way.desk.lose = 0
            for _ in range(5):
                self.way.outbox.retry()
                self.way.run(4000)
            assert self.way.desk.copies() == dict.fromkeys([*self.sealed, *self.replies], 1)
            assert all(i.state is State.DELIVERED for i in self.way.outbox.list_items())
            replies = self.way.outbox.list_replies()
            assert all(i.state is State.DELIVERED for i in replies)
            assert {one.ref for one in replies} <= set(self.replies) | self.said
            assert {one.ref for one in replies} >= set(self.replies) | self.last.keys()
            self.way.outbox.close()
            self.temporary.cleanup()

    @rule()
    def seal(self):
        self.sealed.add(self.way.seal())

    @rule(which=st.integers(0, 10**6))
    def reply(self, which):
        if self.sealed:
            report = sorted(self.sealed)[which % len(self.sealed)]
            ref = self.way.outbox.save_reply(ReplyToSeal(report, text="x", files=[("c.txt", b"3")]))
            self.replies[ref] = report

    @rule(which=st.integers(0, 10**6), kind=st.sampled_from([ReplyKind.REOPEN, ReplyKind.SOLVE]))
    def say(self, which, kind):
        if self.sealed:
            report = sorted(self.sealed)[which % len(self.sealed)]
            ref = self.way.outbox.save_reply(ReplyToSeal(report, kind))  # one that waits isn't saved twice
            self.said.add(ref)  # the opposite one that waits is withdrawn
            self.last = {one: of for one, of in self.last.items() if of != report} | {ref: report}

    @rule(seconds=st.sampled_from([-(10.0**8), -3600.0, -60.0, 60.0, 3600.0]))
    def set_the_clock(self, seconds):
        self.way.clock.wall += seconds

    @rule(request=st.sampled_from(REQUESTS), fault=st.sampled_from(FAULTS))
    def fail(self, request, fault):
        self.way.desk.before = failing(fault, request, times=2) if fault else lambda name: None

    @rule(times=st.integers(0, 2), late=st.sampled_from([0.0, 5.0, 100.0]))
    def lose_answers(self, times, late):
        self.way.desk.lose, self.way.desk.late = times, late

    @rule(seconds=st.sampled_from([1.0, 15.0, 130.0, 3000.0]))
    def work(self, seconds):
        try:
            self.way.run(seconds)
        except Death:
            self.way.restart()

    @rule()
    def restart(self):
        self.way.restart()

    @rule()
    def retry(self):
        self.way.outbox.retry()

    @invariant()
    def nothing_twice_and_nothing_lost(self):
        if hasattr(self, "way"):
            assert all(count == 1 for count in self.way.desk.copies().values())
            assert {item.report for item in self.way.outbox.list_items()} == self.sealed
            assert set(self.replies) <= {item.ref for item in self.way.outbox.list_replies()}
            self.in_order()

    def in_order(self):
        """Whatever was not refused in between arrives in the user's order; the desk numbers the tickets."""
        numbers = {ticket.ref: str(n) for n, (_, ticket, _) in enumerate(self.way.desk.tickets, 1)}
        for number, ref, _, _ in self.way.desk.said:
            if ref in self.replies:
                assert numbers[self.replies[ref]] == number


TestExactlyOnce = ExactlyOnce.TestCase
TestExactlyOnce.settings = settings(
    max_examples=3 * LOOPS,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestExactlyOnce.pytestmark = [pytest.mark.slow, pytest.mark.loops]


def test_what_failed_once_fails_again() -> None:
    """References decide which ticket a rule takes: drawn anew, what failed once didn't fail again."""

    def references() -> list[str]:
        machine = ExactlyOnce()
        machine.start(seed=5)
        for _ in range(5):
            machine.seal()
        machine.reply(which=3)
        machine.work(15.0)
        known = [*sorted(machine.sealed), *machine.replies]
        machine.teardown()
        return known

    assert references() == references()
