"""No sound: which device, how loud, and what is proposed where the system cannot be told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Finding, Platform
from selfhelp.fixes.devices.audio_no_sound import AudioNoSound
from selfhelp.machine import Command, Output
from selfhelp.machine.audio.audio_volume import RestartSoundService, SetMute, SetVolume, UseAudioDevice
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.replay import ReplayMachine

FIX = AudioNoSound()
Replay = Callable[[str], ReplayMachine]


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"audio-no-sound/{name}"))
    assert finding is not None
    return finding


def test_what_is_silent_becomes_gentle_before_it_is_taken_off_mute(replay: Replay) -> None:
    steps = FIX.plan_steps(found(replay, "debian-13--muted"), {})
    assert steps == [
        SetVolume("output", "casque", "Écouteurs <b>", (0.3, 0.3)),
        SetMute("output", "casque", "Écouteurs <b>", on=False),
    ]


def test_a_muted_speaker_keeps_its_volume(replay: Replay) -> None:
    steps = FIX.plan_steps(found(replay, "windows-11-french--muted"), {})
    assert [type(step) for step in steps] == [SetMute]


def test_the_headset_is_proposed_among_other_choices(replay: Replay) -> None:
    finding = found(replay, "debian-13--screen")
    (question,) = FIX.list_questions(finding)
    assert {option.key: option.chosen for option in question.options} == {"casque": True, "ecran": False}
    assert FIX.plan_steps(finding, {"device": ["ecran"]}) == [
        UseAudioDevice("output", "ecran", "Samsung HDMI")
    ]


def test_settings_are_opened_if_no_app_can_choose(replay: Replay) -> None:
    finding = found(replay, "windows-11--screen")
    assert FIX.list_questions(finding) == ()
    assert FIX.plan_steps(finding, {}) == (OpenPage("sound"), ByHand("choose-output"))


def test_the_service_of_windows_needs_an_administrator(replay: Replay) -> None:
    (step,) = FIX.plan_steps(found(replay, "windows-11--stopped"), {})
    assert step == RestartSoundService()
    assert step.admin


def test_without_a_speaker_a_manual_step_is_needed(replay: Replay) -> None:
    assert FIX.plan_steps(found(replay, "debian-13--no-device"), {}) == (ByHand("plug-headset"),)


class Deaf:
    """A Linux without a sound service; its kernel knows a card or none."""

    platform = Platform.LINUX

    def __init__(self, cards: str) -> None:
        self._cards = cards

    def run(self, command: Command) -> Output:
        return Output(1, "", "Connection failure: Connection refused")

    def read(self, source: object) -> str:
        return self._cards


def test_a_card_without_a_service_is_a_fault_and_no_card_is_none() -> None:
    card = Deaf(
        " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0xa\n"
    )
    finding = FIX.diagnose(card)  # type: ignore[arg-type]
    assert finding is not None
    assert [step.name for step in FIX.plan_steps(finding, {})] == ["restart-sound"]
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Deaf("--- no soundcards ---\n"))  # type: ignore[arg-type]
