"""Whatever fails, dies or waits, in whatever order: no ticket is lost and none comes twice."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from selfhelp import errors
from selfhelp.text import N_
from selfhelp.ticket import Delivery as State
from tests.conftest import LOOPS
from tests.report.way import Death, Way, failing

SORRY = N_("sorry")


class ExactlyOnce(RuleBasedStateMachine):
    """Random failures, deaths and waiting: whatever happens, no ticket is lost and none comes twice."""

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
        self.way = Way(Path(self.temporary.name) / "o", seed)
        self.sealed: set[str] = set()

    def teardown(self):
        if hasattr(self, "way"):
            self.way.desk.before = lambda request: None
            self.way.desk.lose = 0
            for _ in range(5):
                self.way.outbox.retry()
                self.way.run(4000)
            assert self.way.desk.copies() == dict.fromkeys(self.sealed, 1)
            assert all(i.state is State.DELIVERED for i in self.way.outbox.items())
            self.way.outbox.close()
            self.temporary.cleanup()

    @rule()
    def seal(self):
        self.sealed.add(self.way.seal())

    @rule(request=st.sampled_from(["find", "submit", "dropped", "attach"]), fault=st.sampled_from(FAULTS))
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
            assert {item.report for item in self.way.outbox.items()} == self.sealed


TestExactlyOnce = ExactlyOnce.TestCase
TestExactlyOnce.settings = settings(
    max_examples=3 * LOOPS,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestExactlyOnce.pytestmark = [pytest.mark.slow]
