"""Wi-Fi: what keeps it away, and who may change that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Finding, Platform
from selfhelp.core.progress import Progress
from selfhelp.fixes.network.net_wifi import NetWifi
from selfhelp.machine import Action, Command, Output
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.network.dhcp import SwitchNetworkDevice
from selfhelp.machine.network.wifi import SwitchWifi, UnblockWifi
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = NetWifi()
Replay = Callable[[str], ReplayMachine]


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"net-wifi/{name}"))
    assert finding is not None
    return finding


def steps(replay: Replay, name: str) -> Sequence[object]:
    return FIX.plan_steps(found(replay, name), {})


def test_a_radio_that_is_off_is_switched_on(replay: Replay) -> None:
    assert steps(replay, "windows-11--radio-off") == [SwitchWifi(on=True, device="Wi-Fi")]
    assert steps(replay, "macos-15--off") == [SwitchWifi(on=True, device="en0")]
    assert steps(replay, "ubuntu-24--flight-mode") == [SwitchWifi(on=True, device="wlp2s0")]


def test_without_network_manager_the_helper_unblocks_it(replay: Replay) -> None:
    assert steps(replay, "debian-13--blocked-unmanaged") == [UnblockWifi(on=True)]


def test_without_undo_the_helper_is_not_asked(replay: Replay) -> None:
    class NoWayBack:
        """The same computer, whose policy lets the helper unblock radios and not block them."""

        platform = Platform.LINUX

        def __init__(self, inner: ReplayMachine) -> None:
            self.run, self._read = inner.run, inner.read

        def read(self, source: Any) -> Any:
            offered = getattr(source, "name", "") == "elevate.list_operations"
            return ["unblock-radio"] if offered else self._read(source)

    machine: Any = NoWayBack(replay("net-wifi/debian-13--blocked-unmanaged"))
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert [type(step).__name__ for step in FIX.plan_steps(finding, {})] == ["ByHand"]


def test_a_hardware_switch_is_a_manual_step(replay: Replay) -> None:
    assert [step.action for step in steps(replay, "ubuntu-24--switch")] == ["wifi-switch"]  # type: ignore[attr-defined]


def test_a_disconnected_device_is_connected_before_asking(replay: Replay) -> None:
    made = steps(replay, "ubuntu-24--disconnected")
    assert made[0] == SwitchNetworkDevice("wlp2s0", on=True)
    assert [type(step).__name__ for step in made] == ["SwitchNetworkDevice", "OpenPage", "ByHand"]


def test_a_saved_network_is_never_forgotten(replay: Replay) -> None:
    names = {type(step).__name__ for step in steps(replay, "windows-11-french--not-joined")}
    assert names == {"OpenPage", "ByHand"}


def test_over_the_network_only_what_cuts_it_is_refused(replay: Replay) -> None:
    machine: Any = ELSEWHERE
    assert FIX.find_blocked_reason(machine, found(replay, "macos-15--no-address")) is remote_session.CUTS
    assert FIX.find_blocked_reason(machine, found(replay, "windows-11--radio-off")) is None


ELSEWHERE = FakeMachine(answer="SSH")
"""Somebody works on this computer over SSH."""


class NoWifi:
    """A Linux with a cable alone."""

    platform = Platform.LINUX

    def run(self, command: Command) -> Output:
        entry = '[{"ifname": "eth0", "flags": ["UP", "LOWER_UP"], "link_type": "ether", "addr_info": []}]'
        return Output(0, entry if "addr" in command.argv else "[]")

    def read(self, source: Any) -> Any:
        return {"eth0": {"wifi": False}} if source.name == "network_links.read_link_hardware" else []


def test_without_wifi_it_is_not_offered() -> None:
    machine: Any = NoWifi()
    with pytest.raises(NotOfferedError):
        FIX.diagnose(machine)


class Doing:
    """Keeps the commands that a step starts."""

    def __init__(self, platform: Platform) -> None:
        self.platform, self.done = platform, [""]

    def change(self, action: Action) -> Output:
        self.done = list(action.argv) if isinstance(action, Command) else [action.name, str(action.params)]
        return Output(0, "")


@pytest.mark.parametrize("on", [True, False])
def test_undo_reverses_the_change(on: bool) -> None:
    machine: Any = Doing(Platform.MACOS)
    back = SwitchWifi(on, "en0").make_undo_step(machine)
    assert back == SwitchWifi(not on, "en0")
    SwitchWifi(on, "en0").perform(machine, Progress())
    assert machine.done == ["networksetup", "-setairportpower", "en0", "on" if on else "off"]
    machine = Doing(Platform.WINDOWS)
    SwitchWifi(on).perform(machine, Progress())
    assert machine.done == ["windows_radios.switch_radios", str({"kind": 1, "on": on})]
