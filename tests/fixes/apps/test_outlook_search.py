"""Searching mail: what is never rebuilt, and what an administrator decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.text import ENGLISH
from selfhelp.fixes.apps.outlook_search import OutlookSearch
from selfhelp.machine.apps.app_caches import ResetCache
from selfhelp.machine.apps.thunderbird import SEARCH, SetThunderbirdPreference
from selfhelp.machine.files.search_index import StartSearch
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = OutlookSearch()
Replay = Callable[[str], ReplayMachine]


def power(plugged: bool | None, free: int) -> FakeMachine:
    """Return a Linux computer with a battery and a disk."""
    battery = None if plugged is None else {"charge": 80, "plugged": plugged, "left": None}
    return FakeMachine(
        readings={
            "sensors.read_sensors": {"battery": battery, "temperatures": [], "fans": []},
            "disk_space.measure_volumes": [{"mount": "/", "device": 1, "total": 100, "free": free}],
        }
    )


@pytest.mark.parametrize(
    ("plugged", "free", "words"),
    [(False, 50, "charger"), (True, 9, "enough disk space"), (True, 10, ""), (None, 50, "")],
)
def test_a_new_list_needs_power_and_room(replay: Replay, plugged: bool | None, free: int, words: str) -> None:
    finding = FIX.diagnose(replay("outlook-search/debian-13--damaged"))
    assert finding is not None
    refusal = FIX.find_blocked_reason(power(plugged, free), finding)
    assert (refusal is not None) is bool(words)
    assert words in ENGLISH.translate(refusal or "")


def test_what_is_done_about_thunderbirds_list(replay: Replay) -> None:
    damaged = FIX.diagnose(replay("outlook-search/debian-13--damaged"))
    off = FIX.diagnose(replay("outlook-search/debian-13--switched-off"))
    assert damaged is not None
    assert off is not None
    assert FIX.plan_steps(damaged, {})[0] == ResetCache(
        "mail-search", "global-messages-db.sqlite.put-aside-1"
    )
    assert FIX.plan_steps(off, {}) == [
        SetThunderbirdPreference("prefs.js", SEARCH, "true", "false"),
        ByHand("open-thunderbird"),
    ]


def test_a_stopped_service_is_started_by_the_helper(replay: Replay) -> None:
    machine = replay("outlook-search/windows-11-french--stopped")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert FIX.find_blocked_reason(machine, finding) is None
    (step,) = FIX.plan_steps(finding, {})
    assert isinstance(step, StartSearch)
    assert step.admin


@pytest.mark.parametrize(
    "name", ["windows-11--disabled", "windows-11--interactive", "macos-15--switched-off"]
)
def test_what_was_decided_is_for_the_help_desk(replay: Replay, name: str) -> None:
    machine = replay(f"outlook-search/{name}")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert FIX.find_blocked_reason(machine, finding) is not None
    assert FIX.plan_steps(finding, {}) == ()
