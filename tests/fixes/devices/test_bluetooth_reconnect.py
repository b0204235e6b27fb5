"""Bluetooth: what is missing, what is proposed, and what is never cut."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from selfhelp.core.errors import NotOfferedError, RefusedError, StepError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.fixes.devices.bluetooth_reconnect import BluetoothReconnect, _has_mouse_or_keyboard
from selfhelp.machine import Action, Command, File, Output, Reading
from selfhelp.machine.devices.bluetooth import BluetoothDeviceType, PairedDevice
from selfhelp.machine.devices.bluetooth_steps import (
    BlockBluetooth,
    ConnectDevice,
    PowerBluetooth,
    RestartRadio,
)
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = BluetoothReconnect()
Replay = Callable[[str], ReplayMachine]
HCI = "/org/bluez/hci0"
HEADSET = f"{HCI}/dev_11_22_33_44_55_66"


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"bluetooth-reconnect/{name}"))
    assert finding is not None
    return finding


def test_what_the_organisation_forbids_is_refused(replay: Replay) -> None:
    machine = replay("bluetooth-reconnect/windows-11--forbidden")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert "doesn't allow" in str(FIX.find_blocked_reason(machine, finding))


def test_windows_restarts_the_radio_only_if_safe(replay: Replay) -> None:
    assert RestartRadio() in FIX.plan_steps(found(replay, "windows-11-french--not-connected"), {})
    assert RestartRadio() not in FIX.plan_steps(found(replay, "windows-11--only-mouse"), {})


def windows(state: int) -> FakeMachine:
    """A Windows with one Bluetooth radio in this state, and nothing paired."""

    def answer(source: Reading) -> Json:
        return [state] if source.name == "windows_radios.read_radio_states" else []

    return FakeMachine(
        Platform.WINDOWS, ask=answer, objects=[{"Stopped": 0, "OtherMice": 1, "OtherKeyboards": 1}]
    )


@pytest.mark.parametrize(("state", "step"), [(2, PowerBluetooth(on=True)), (3, ByHand("wifi-switch"))])
def test_a_hardware_switch_needs_a_manual_step(state: int, step: object) -> None:
    finding = FIX.diagnose(windows(state))  # type: ignore[arg-type]
    assert finding is not None
    assert list(FIX.plan_steps(finding, {})) == [step]


def test_only_what_the_steps_hold_is_promised(replay: Replay) -> None:
    assert "We'll guide you" in str(found(replay, "macos-15--not-connected").meaning)
    assert "We can reconnect it" in str(found(replay, "debian-13--not-connected").meaning)


def test_a_mac_needs_a_manual_step(replay: Replay) -> None:
    steps = FIX.plan_steps(found(replay, "macos-15--off"), {})
    assert [step.name for step in steps] == ["open-settings", "by-hand"]


class Bus:
    """A Linux with these Bluetooth devices, this input and these switches, that keeps what is changed."""

    platform = Platform.LINUX

    def __init__(self, devices: Json, *, bus: str = "0003", radios: Json = (), powered: bool = True) -> None:
        adapter = {"org.bluez.Adapter1": {"Powered": {"type": "b", "data": powered}}}
        self._answer = json.dumps({"data": [{HCI: adapter, **devices}]})
        self._input = f"I: Bus={bus} Vendor=1\nH: Handlers=mouse0\nB: EV=17\n\n"
        self._radios = list(radios)
        self.changed: list[tuple[str, ...]] = []

    def run(self, command: Command) -> Output:
        return Output(0, self._answer)

    def read(self, source: object) -> Json:
        return self._input if isinstance(source, File) else self._radios

    def change(self, action: Action) -> Output:
        assert isinstance(action, Command)
        self.changed.append(action.argv)
        return Output(0, "")


def device(icon: str, connected: bool, name: str = "x") -> Json:
    facts = {"Alias": name, "Icon": icon, "Paired": True, "Connected": connected}
    return {"org.bluez.Device1": {key: {"data": value} for key, value in facts.items()}}


def look(*arguments: Json, **options: Json) -> Finding | None:
    return FIX.diagnose(Bus(*arguments, **options))  # type: ignore[arg-type]


def test_a_headset_in_a_bag_is_no_fault_where_another_is_connected() -> None:
    bag = {HEADSET: device("audio-headset", False), f"{HCI}/dev_2": device("audio-card", True)}
    assert look(bag) is None
    assert look({HEADSET: device("phone", False)}) is None


def test_one_odd_device_does_not_hide_the_others() -> None:
    odd: Json = {"/a": {}, "/b": {"org.bluez.Device1": None}, "/c": {"org.bluez.Device1": {"Paired": 3}}}
    finding = look({**odd, HEADSET: device("audio-headset", False, "</b>$(x)\n" * 999)})
    assert finding is not None
    assert FIX.plan_steps(finding, {})[0] == ByHand("wake-bluetooth")


@pytest.mark.parametrize(
    ("radio", "step"),
    [
        ({"soft": True, "hard": False}, BlockBluetooth(on=False)),
        ({"soft": True, "hard": True}, ByHand("wifi-switch")),
    ],
)
def test_what_blocks_the_radio(radio: Json, step: object) -> None:
    finding = look({}, radios=[radio], powered=False)
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == (step,)


@pytest.mark.parametrize(
    "step",
    [PowerBluetooth(False, HCI), BlockBluetooth(on=True), ConnectDevice(HEADSET, "x", on=False)],
)
def test_the_only_mouse_is_never_cut(step: PowerBluetooth) -> None:
    machine = Bus({}, bus="0005")
    with pytest.raises(RefusedError):
        step.perform(machine, Progress())
    assert machine.changed == []
    step.perform(Bus({}), Progress())  # with a cable it may be


def test_a_journal_names_nothing_but_a_device() -> None:
    for step in (PowerBluetooth(True, "/org/bluez/hci0 x"), ConnectDevice("/org/freedesktop/login1", "x")):
        with pytest.raises(StepError):
            step.perform(Bus({}), Progress())


def test_where_there_is_no_radio_there_is_nothing_to_do() -> None:
    bus = Bus({})
    bus._answer = json.dumps({"data": [{}]})
    with pytest.raises(NotOfferedError):
        FIX.diagnose(bus)  # type: ignore[arg-type]


def test_final_check_covers_the_chosen_device() -> None:
    mouse = f"{HCI}/dev_2"
    both = {HEADSET: device("audio-headset", False), mouse: device("input-mouse", False)}
    finding = look(both)
    assert finding is not None
    after = Bus({**both, HEADSET: device("audio-headset", True)})
    assert FIX.verify_outcome(after, finding, {"device": [HEADSET]}) is None  # type: ignore[arg-type]
    assert FIX.verify_outcome(after, finding, {"device": [mouse]}) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "expected"), [("sound", False), ("input", True)])
def test_a_finding_tells_whether_it_is_about_a_mouse_or_keyboard(kind: str, *, expected: bool) -> None:
    """The answer to "my mouse is dead" was to connect a headset."""
    device = PairedDevice("1", "device", BluetoothDeviceType(kind), connected=False)
    assert _has_mouse_or_keyboard([device]) is expected
