"""The microphone: who may use it, which one, how loud."""

from __future__ import annotations

from collections.abc import Callable

from selfhelp.core.model import Finding
from selfhelp.fixes.devices.mic_not_heard import MicNotHeard
from selfhelp.machine.audio.audio_volume import SetMute, SetVolume, UseAudioDevice
from selfhelp.machine.devices.device_privacy import AllowDevice
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.replay import ReplayMachine

FIX = MicNotHeard()
Replay = Callable[[str], ReplayMachine]


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"mic-not-heard/{name}"))
    assert finding is not None
    return finding


def test_what_the_organisation_forbids_is_refused(replay: Replay) -> None:
    machine = replay("mic-not-heard/windows-11--policy")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert "Only the help desk" in str(FIX.find_blocked_reason(machine, finding))


def test_the_users_own_switch_is_not_refused(replay: Replay) -> None:
    finding = found(replay, "windows-11-french--not-allowed")
    assert FIX.find_blocked_reason(replay("mic-not-heard/windows-11--policy"), finding) is None
    assert FIX.plan_steps(finding, {}) == (OpenPage("microphone-privacy"), ByHand("allow-microphone"))


def test_the_switch_of_gnome_is_set(replay: Replay) -> None:
    finding = found(replay, "debian-13--not-allowed")
    assert FIX.plan_steps(finding, {}) == (AllowDevice("microphone", allowed=True),)


def test_a_monitor_is_no_microphone(replay: Replay) -> None:
    finding = found(replay, "debian-13--not-chosen")
    (question,) = FIX.list_questions(finding)
    assert [option.key for option in question.options] == ["micro"]
    (step,) = FIX.plan_steps(finding, {})
    assert isinstance(step, UseAudioDevice)
    assert step.device == "micro"


def test_a_muted_microphone_keeps_its_volume(replay: Replay) -> None:
    assert [type(step) for step in FIX.plan_steps(found(replay, "windows-11--muted"), {})] == [SetMute]


def test_a_quiet_microphone_of_a_mac_is_turned_up(replay: Replay) -> None:
    (step,) = FIX.plan_steps(found(replay, "macos-15--turned-down"), {})
    assert step == SetVolume("input", "", "MacBook Pro Microphone", (0.8,))
