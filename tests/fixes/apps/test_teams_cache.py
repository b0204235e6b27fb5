"""Teams starts afresh: never in a call, never where its folder lies elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.apps.teams_cache import TeamsCache
from selfhelp.machine import Output
from selfhelp.machine.apps.app_caches import ResetCache, RestoreCache
from selfhelp.machine.apps.known_apps import QuitKnownApp
from selfhelp.machine.apps.teams_linux import RenewTeamsCaches
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = TeamsCache()
Replay = Callable[[str], ReplayMachine]


def windows(call: bool) -> FakeMachine:
    """A Windows computer in a call, or not."""
    return FakeMachine(Platform.WINDOWS, objects=[{"Call": call}])


def mac(code: int, stdout: str) -> FakeMachine:
    """A Mac and what pmset prints."""
    return FakeMachine(Platform.MACOS, programs={"pmset": Output(code, stdout)})


CALL = 'pid 512(MSTeams): [0x1] 00:10:00 PreventUserIdleDisplaySleep named: "Microsoft Teams Call"'
MUSIC = 'pid 512(Music): [0x1] 00:10:00 PreventUserIdleSystemSleep named: "Music playing"'


def test_not_in_a_call(replay: Replay) -> None:
    finding = FIX.diagnose(replay("teams-cache/windows-11--fails"))
    assert finding is not None
    assert FIX.find_blocked_reason(windows(call=False), finding) is None  # type: ignore[arg-type]
    refusal = FIX.find_blocked_reason(windows(call=True), finding)  # type: ignore[arg-type]
    assert refusal is not None
    assert "in a Teams call" in ENGLISH.translate(refusal)


def test_not_in_a_call_on_a_mac(replay: Replay) -> None:
    finding = FIX.diagnose(replay("teams-cache/macos-15--fails"))
    assert finding is not None
    assert FIX.find_blocked_reason(mac(0, MUSIC), finding) is None  # type: ignore[arg-type]
    assert FIX.find_blocked_reason(mac(0, f"{MUSIC}\n   {CALL}\n"), finding) is not None  # type: ignore[arg-type]
    with pytest.raises(ProbeError):
        FIX.find_blocked_reason(mac(1, ""), finding)  # type: ignore[arg-type]


def test_not_where_the_folder_lies_elsewhere(replay: Replay) -> None:
    finding = FIX.diagnose(replay("teams-cache/windows-11-french--hung-elsewhere"))
    assert finding is not None
    refusal = FIX.find_blocked_reason(windows(call=False), finding)  # type: ignore[arg-type]
    assert refusal is not None
    assert "in a location where Teams doesn't work well" in ENGLISH.translate(refusal)


def test_it_is_closed_then_renamed_and_can_be_undone(replay: Replay) -> None:
    machine = replay("teams-cache/macos-15--fails")
    finding = FIX.diagnose(machine)
    assert finding is not None
    steps = FIX.plan_steps(finding, {})
    assert [type(step) for step in steps] == [QuitKnownApp, ResetCache, ResetCache, ByHand]
    assert steps[1].make_undo_step(machine) == RestoreCache("teams-cache", "com.microsoft.teams2.put-aside-1")


@pytest.mark.parametrize(
    ("transcript", "summary", "place"),
    [
        ("damaged", "The Teams cache on this computer is damaged.", "flatpak"),
        ("too-large", "The Teams cache on this computer is too large.", "snap"),
        ("taken-over", "Teams doesn't have permission to use its cache on this computer.", "usual"),
        ("hangs", "Teams isn't responding.", "usual"),
    ],
)
def test_on_linux_what_it_keeps_is_looked_at(
    replay: Replay, transcript: str, summary: str, place: str
) -> None:
    finding = FIX.diagnose(replay(f"teams-cache/ubuntu-24.04--{transcript}"))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == summary
    assert list(FIX.plan_steps(finding, {})) == [RenewTeamsCaches(place, 1), ByHand("open-teams")]


def linux(*open_now: Json) -> FakeMachine:
    """A Linux computer where Teams is open or not, and keeps nothing."""
    return FakeMachine(answer=list(open_now))


def test_on_linux_it_is_closed_first(replay: Replay) -> None:
    finding = FIX.diagnose(replay("teams-cache/ubuntu-24.04--too-large"))
    assert finding is not None
    assert FIX.find_blocked_reason(linux(), finding) is None  # type: ignore[arg-type]
    refusal = FIX.find_blocked_reason(linux({"pid": 7, "started": 1.0}), finding)  # type: ignore[arg-type]
    assert refusal is not None
    assert "Close it" in ENGLISH.translate(refusal)
    hanging = FIX.diagnose(replay("teams-cache/ubuntu-24.04--hangs"))
    assert hanging is not None
    refusal = FIX.find_blocked_reason(linux(), hanging)  # type: ignore[arg-type]
    assert refusal is not None
    assert "Fix a frozen app" in ENGLISH.translate(refusal)


def test_who_uses_it_in_the_browser_is_told_what_to_do() -> None:
    with pytest.raises(NotOfferedError, match="browser"):
        FIX.diagnose(linux())  # type: ignore[arg-type]
