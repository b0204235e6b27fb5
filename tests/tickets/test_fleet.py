"""A whole company's computers never come back to a help desk in one second."""

from __future__ import annotations

import pytest

from selfhelp.tickets.delivery.delivery import RetryRules
from tools.fleet import DOWN, SCENES, SHARE, calculate, simulate

CLIENTS = 100


class Regular(RetryRules):
    """Without jitter: every computer waits for the longest time that the formula allows."""

    def backoff(self, failures, chance):
        del chance
        return min(self.cap, self.base * 2.0 ** min(max(failures, 1) - 1, 30))


SECOND, MINUTE, OUTAGE = SCENES


@pytest.mark.parametrize("scene", [MINUTE, OUTAGE])
def test_no_second_sees_more_than_three_percent_of_all_retries(scene):
    fleet = simulate(CLIENTS, SCENES[scene])
    assert len(fleet.arrived) == CLIENTS
    assert sum(fleet.retries.values()) > 4 * CLIENTS
    assert fleet.share() < SHARE
    assert fleet.share(DOWN) < SHARE
    assert fleet.drained(1.0) <= RetryRules().cap + 60


@pytest.mark.parametrize("scene", SCENES)
def test_the_calculation_is_what_the_sender_does(scene):
    real, calculated = simulate(30, SCENES[scene]), calculate(30, SCENES[scene])
    assert calculated.arrived == pytest.approx(real.arrived, abs=0.01)
    assert sum(calculated.retries.values()) == sum(real.retries.values())
    assert sum((calculated.retries - real.retries).values()) <= 3, "a second's edge apart at most"


def test_also_those_who_sent_in_one_second_come_back_spread():
    fleet = simulate(CLIENTS, SCENES[SECOND])
    assert fleet.share(DOWN) < SHARE


def test_without_jitter_this_test_fails():
    fleet = simulate(CLIENTS, SCENES[SECOND], Regular())
    assert fleet.share() > SHARE
    assert fleet.share(DOWN) > SHARE
