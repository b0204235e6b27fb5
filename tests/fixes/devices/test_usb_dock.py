"""Docks and USB devices: what a hand can do, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.fixes.devices.usb_dock import UsbDock
from selfhelp.machine.devices.usb import FAULTY, RescanDevices, read_usb_states
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = UsbDock()
Replay = Callable[[str], ReplayMachine]


def found(machine: ReplayMachine) -> Finding:
    finding = FIX.diagnose(machine)
    assert finding is not None
    return finding


@pytest.mark.parametrize("name", ["ubuntu-24--thunderbolt", "ubuntu-24--guarded", "windows-11--disabled"])
def test_what_an_administrator_keeps_out_is_refused(replay: Replay, name: str) -> None:
    machine = replay(f"usb-dock/{name}")
    assert "help desk" in str(FIX.find_blocked_reason(machine, found(machine)))


def test_without_the_helper_a_manual_step_remains(replay: Replay) -> None:
    machine = replay("usb-dock/windows-11--descriptor")
    finding = found(machine)
    assert FIX.find_blocked_reason(machine, finding) is None
    assert FIX.plan_steps(finding, {}) == [ByHand("dock-cycle"), ByHand("other-port")]


def test_the_helper_rescans_devices(replay: Replay) -> None:
    finding = found(replay("usb-dock/windows-11-french--no-driver"))
    assert FIX.plan_steps(finding, {})[-1] == RescanDevices()


def test_a_hungry_device_tries_another_socket_first(replay: Replay) -> None:
    finding = found(replay("usb-dock/macos-15--power"))
    assert FIX.plan_steps(finding, {})[0] == ByHand("other-port")


def kernel(answer: Json) -> FakeMachine:
    """A Linux whose devices are these."""
    return FakeMachine(ask=lambda _: answer)


def test_one_odd_device_does_not_hide_the_others() -> None:
    odd = [None, 3, {"authorized": 1, "configuration": 1}, {"name": "x" * 9000, "authorized": "0"}]
    faulty = FAULTY.read(kernel({"seen": True, "usb": odd, "thunderbolt": "none"}))  # type: ignore[arg-type]
    assert [len(device.name) for device in faulty] == [9000]


@pytest.mark.parametrize(("security", "kept_out"), [("user", 1), ("nopcie", 0), ("", 1)])
def test_a_dock_that_is_never_authorised_is_not_kept_out(security: str, kept_out: int) -> None:
    dock = [{"name": "Dock", "authorized": "0", "port": "0-1"}]
    computer = kernel({"seen": True, "usb": [], "thunderbolt": dock, "security": security})
    assert len(FAULTY.read(computer)) == kept_out  # type: ignore[arg-type]


def test_an_unreadable_kernel_is_not_healthy() -> None:
    with pytest.raises(ProbeError):
        FAULTY.read(kernel(read_usb_states("/nowhere")))  # type: ignore[arg-type]


def test_parts_and_hubs_of_the_computer_are_no_devices(tmp_path: Path) -> None:
    for name in ("usb1", "1-1", "1-1:1.0", "1-3"):
        (tmp_path / "usb" / "devices" / name).mkdir(parents=True)
    for name in ("usb1", "1-1", "1-1:1.0"):
        (tmp_path / "usb" / "devices" / name / "idVendor").write_text("046d\n")
    assert [device["port"] for device in read_usb_states(str(tmp_path))["usb"]] == ["1-1"]


def test_a_mac_without_power_data_is_not_healthy() -> None:
    with pytest.raises(ProbeError):
        FAULTY.read(macos_26())  # type: ignore[arg-type]


def macos_26() -> FakeMachine:
    """Knows SPUSBHostDataType in the place of SPUSBDataType, for which it answers an empty object."""
    return FakeMachine(Platform.MACOS, programs={"system_profiler": "{}"})
