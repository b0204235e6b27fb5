"""A whole company's computers never come to a help desk, or to the feed of notices, in one second."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from selfhelp.tickets.delivery.delivery_service import RetryRules
from tools.fleet import (
    ARRIVALS,
    DOWN,
    NOTICE_SHARE,
    SCENES,
    SHARE,
    ask_for_notices,
    calculate,
    notice_pause,
    simulate,
)

CLIENTS = 100


class Regular(RetryRules):
    """Without jitter: every computer waits for the longest time that the formula allows."""

    def compute_backoff(self, failures, chance):
        del chance
        return min(self.cap, self.base * 2.0 ** min(max(failures, 1) - 1, 30))


SECOND, MINUTE, OUTAGE = SCENES


@pytest.mark.slow
@pytest.mark.parametrize("scene", [MINUTE, OUTAGE])
def test_no_second_sees_more_than_three_percent_of_all_retries(scene):
    fleet = simulate(CLIENTS, SCENES[scene])
    assert len(fleet.arrived) == CLIENTS
    assert sum(fleet.retries.values()) > 4 * CLIENTS
    assert fleet.share() < SHARE
    assert fleet.share(DOWN) < SHARE
    assert fleet.drained(1.0) <= RetryRules().cap + 60


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES)
def test_the_calculation_is_what_the_sender_does(scene):
    real, calculated = simulate(30, SCENES[scene]), calculate(30, SCENES[scene])
    assert calculated.arrived == pytest.approx(real.arrived, abs=0.01)
    assert sum(calculated.retries.values()) == sum(real.retries.values())
    assert sum((calculated.retries - real.retries).values()) <= 3, "a second's edge apart at most"


@pytest.mark.slow
def test_also_those_who_sent_in_one_second_come_back_spread():
    fleet = simulate(CLIENTS, SCENES[SECOND])
    assert fleet.share(DOWN) < SHARE


@pytest.mark.slow
def test_without_jitter_this_test_fails():
    fleet = simulate(CLIENTS, SCENES[SECOND], Regular())
    assert fleet.share() > SHARE
    assert fleet.share(DOWN) > SHARE


# -- notices ---------------------------------------------------------------------------------------

ALL = 50_000
SAME_SECOND, FIRST_MINUTE, TWO_HOURS = ARRIVALS


@pytest.mark.slow
@pytest.mark.parametrize("arrival", ARRIVALS)
def test_fifty_thousand_computers_ask_for_notices_without_a_peak(arrival):
    asked = ask_for_notices(ALL, ARRIVALS[arrival])
    assert sum(asked.values()) > 2 * ALL, "each asks more than once"
    assert max(asked.values()) < ALL * NOTICE_SHARE
    assert sum(asked.values()) < 4 * ALL, "and not all the time"


def test_without_jitter_all_would_ask_together():
    assert max(ask_for_notices(1000, ARRIVALS[SAME_SECOND], spread=0).values()) == 1000


def test_the_simulated_pause_is_what_the_background_round_plans(tmp_path):
    from selfhelp.app.background_round import BackgroundRound, DailyCheckResults
    from selfhelp.engine.health import LastCheckStore
    from selfhelp.foresight.outlook import OutlookStore
    from selfhelp.policy.policy import IncidentsPolicy, Policy
    from selfhelp.reminders.book import ReminderStore
    from selfhelp.ui.background.daily_check import LEAST_MS, MOST_MS

    class Quiet:
        asked = 0

        def run_daily_check(self, now):
            return DailyCheckResults((), (), {}, {})

        def rerun_forecast(self, id_, now):
            return None

        def find_interrupted_activity(self):
            return ""

        def load_notices(self, now):
            self.asked += 1
            return ()

        def is_saving_power(self):
            return False

    policy = replace(Policy(), incidents=IncidentsPolicy(feed="https://it.example.com/feed.json"))
    for number in range(20):
        folder, quiet = tmp_path / str(number), Quiet()
        stores = LastCheckStore(folder), OutlookStore(folder), ReminderStore(folder)
        round_ = BackgroundRound(policy, *stores, quiet, "en", random.Random(number))
        planned = round_.run(datetime(2026, 11, 30, 9, tzinfo=UTC), timedelta(minutes=5)).wait.total_seconds()
        waited = 0.0
        while waited < planned:  # as the app's timer does
            waited += min(max(planned - waited, LEAST_MS / 1000), MOST_MS / 1000)
        assert notice_pause(random.Random(number)) == pytest.approx(waited, abs=0.001)
        assert quiet.asked == 1
