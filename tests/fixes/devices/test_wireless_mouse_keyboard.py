"""Mice and keyboards: what is seen, and what a hand is asked to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from selfhelp.core.errors import NotOfferedError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.fixes.devices.wireless_mouse_keyboard import WirelessMouseKeyboard
from selfhelp.machine import Command, File, Output
from selfhelp.machine.devices.peripherals import HoldKeys, read_batteries
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = WirelessMouseKeyboard()
Replay = Callable[[str], ReplayMachine]


def names(replay: Replay, transcript: str) -> list[object]:
    finding = FIX.diagnose(replay(f"wireless-mouse-keyboard/{transcript}"))
    assert finding is not None
    return list(FIX.plan_steps(finding, {}))


def test_an_empty_battery_needs_a_manual_step(replay: Replay) -> None:
    assert names(replay, "debian-13--empty") == [ByHand("new-batteries"), ByHand("device-switch")]


def test_a_power_button_is_no_keyboard(replay: Replay) -> None:
    assert ByHand("dongle-port") in names(replay, "debian-13--no-keyboard")


def test_keys_that_must_be_held_are_named_as_a_help(replay: Replay) -> None:
    (step,) = names(replay, "windows-11--filter-keys")
    assert step == HoldKeys(("FilterKeys",), on=False)
    assert "Some people need" in str(HoldKeys.risk)


def test_a_mac_needs_a_manual_step(replay: Replay) -> None:
    assert names(replay, "macos-15--slow-keys") == [OpenPage("accessibility"), ByHand("slow-keys-off")]


def windows(code: int) -> FakeMachine:
    """A Windows with a mouse, a keyboard, and a touchpad with this code."""
    devices = {"Mice": 2, "Keyboards": 1, "Broken": [{"Name": "Touchpad", "Code": code}]}
    return FakeMachine(Platform.WINDOWS, objects=[devices], answer=False)


def test_a_touchpad_turned_off_is_not_broken() -> None:
    assert FIX.diagnose(windows(22)) is None  # type: ignore[arg-type]
    assert FIX.diagnose(windows(10)) is not None  # type: ignore[arg-type]


def supply(folder: Path, name: str, **files: str) -> None:
    (folder / name).mkdir()
    for file, text in files.items():
        (folder / name / file).write_text(text + "\n")


def test_the_computers_own_battery_is_none_of_a_device(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", capacity="4", capacity_level="Critical", status="Discharging")
    supply(
        tmp_path, "hidpp_battery_0", scope="Device", model_name="Mouse", capacity="9", status="Discharging"
    )
    assert read_batteries(str(tmp_path)) == [
        {"name": "Mouse", "capacity": "9", "status": "Discharging", "level": ""}
    ]


class Bare:
    """A Linux with the input devices and batteries that a test says."""

    platform = Platform.LINUX

    def __init__(self, devices: str | None, supplies: Json = ()) -> None:
        self._devices, self._supplies = devices, supplies

    def read(self, source: object) -> Json:
        return self._devices if isinstance(source, File) else list(self._supplies)

    def run(self, command: Command) -> Output:
        return Output(1, "", "No such schema")

    def change(self, action: object) -> Output:
        return Output(0, "")


def test_a_server_has_neither_and_is_not_blamed() -> None:
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Bare(""))  # type: ignore[arg-type]


KEYBOARD = "H: Handlers=kbd\nB: KEY=fffffffffffffffe\n"


@pytest.mark.parametrize("mouse", ["H: Handlers=mouse0\n", "B: REL=1943\n", "B: PROP=5\n"])
def test_what_points_is_a_mouse(mouse: str) -> None:
    assert FIX.diagnose(Bare(f"{mouse}\n{KEYBOARD}")) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("other", ["B: REL=100\n", "B: PROP=0\n", "B: PROP=2\n", "I: Bus=0019\n"])
def test_a_wheel_or_a_lid_is_none(other: str) -> None:
    finding = FIX.diagnose(Bare(f"{other}\n{KEYBOARD}"))  # type: ignore[arg-type]
    assert finding is not None
    assert "No mouse" in str(finding.summary)


@pytest.mark.parametrize("status", ["Charging", "Full"])
def test_what_is_being_charged_is_not_empty(status: str) -> None:
    mouse = 'N: Name="M"\nH: Handlers=mouse0\nB: KEY=ffff0000\n\nH: Handlers=kbd\nB: KEY=fffffffffffffffe\n'
    device = {"name": "M<b>\n$(x)", "capacity": "3", "status": status, "level": "Low"}
    odd = [None, 4, {}, {"capacity": "much"}]
    assert FIX.diagnose(Bare(mouse, [*odd, device])) is None  # type: ignore[arg-type]


def test_only_the_two_keys_can_be_switched() -> None:
    with pytest.raises(StepError):
        HoldKeys(("mousekeys-enable",), on=False).perform(Bare(""), Progress())  # type: ignore[arg-type]
