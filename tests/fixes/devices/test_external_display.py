"""Second screens: which is dark, and when it is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Finding
from selfhelp.core.progress import Progress
from selfhelp.fixes.devices.external_display import ExternalDisplay
from selfhelp.machine import Output
from selfhelp.machine.display.second_display import EXTEND, ExtendDesktop, SwitchScreen
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = ExternalDisplay()
Replay = Callable[[str], ReplayMachine]


def found(machine: ReplayMachine) -> Finding:
    finding = FIX.diagnose(machine)
    assert finding is not None
    return finding


def test_nothing_moves_during_a_presentation(replay: Replay) -> None:
    machine = replay("external-display/windows-11-french--presenting")
    assert "presenting" in str(FIX.find_blocked_reason(machine, found(machine)))


def test_windows_uses_all_displays_and_can_undo(replay: Replay) -> None:
    machine = replay("external-display/windows-11--dark")
    finding = found(machine)
    assert FIX.find_blocked_reason(machine, finding) is None
    (step,) = FIX.plan_steps(finding, {})
    assert step == ExtendDesktop(EXTEND)
    assert step.make_undo_step(machine) == ExtendDesktop(1)


def test_wayland_needs_a_manual_step(replay: Replay) -> None:
    steps = FIX.plan_steps(found(replay("external-display/ubuntu-24--wayland-dark")), {})
    assert steps == (OpenPage("display"), ByHand("extend-screens"))


def x11(text: str, code: int = 0) -> FakeMachine:
    """Return an X desktop whose xrandr prints this."""
    return FakeMachine(
        programs={"xrandr": Output(code, text, "Can't open display")}, answer={"desktop": "x11"}
    )


def test_a_closed_lid_is_no_fault() -> None:
    text = (
        "eDP-1 connected (normal left)\nHDMI-1 connected primary 1920x1080+0+0 (normal)\nDP-1 disconnected\n"
    )
    assert FIX.diagnose(x11(text)) is None


def test_a_dark_display_is_placed_beside_an_active_one() -> None:
    text = "eDP-1 connected primary 1920x1080+0+0 (normal)\nHDMI-1 connected (normal left inverted)\n"
    finding = FIX.diagnose(x11(text))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == [SwitchScreen("HDMI-1", on=True, beside="eDP-1")]


def test_a_silent_x_server_is_not_healthy() -> None:
    with pytest.raises(ProbeError):
        FIX.diagnose(x11("", 1))


@pytest.mark.parametrize("name", ["--off", "$(reboot)", "a b", ""])
def test_a_journal_names_nothing_but_a_socket(name: str) -> None:
    with pytest.raises(StepError):
        SwitchScreen(name, on=True).perform(x11(""), Progress())
