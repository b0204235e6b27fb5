"""Getting an address anew: by whom, for which device, and never against what somebody typed in."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Command, Native, Output
from selfhelp.machine.network.dhcp import (
    Reconnect,
    RenewLease,
    RestartAdapter,
    SwitchNetworkDevice,
    make_steps_of_plan,
    plan_reconnect,
    read_device_states,
)
from selfhelp.machine.network.dns import FlushDnsCache, FlushSystemDnsCache
from selfhelp.machine.network.network_links import NetworkLink, NetworkLinkType


class Computer:
    """A computer whose nmcli prints what the test wants, and that keeps what is changed."""

    def __init__(
        self,
        platform: Platform = Platform.LINUX,
        listed: str = "",
        allowed: tuple[str, ...] = (),
        code: int = 0,
        result: str = "done",
    ) -> None:
        self._result = result
        self.platform, self._listed, self._allowed, self._code = platform, listed, allowed, code
        self.changed: list[Any] = []

    def run(self, command: Command) -> Output:
        return Output(0 if self._listed else 8, self._listed)

    def read(self, source: object) -> list[str]:
        return list(self._allowed)

    def change(self, action: Command | Native) -> Any:
        if isinstance(action, Command):
            self.changed.append(list(action.argv))
            return Output(self._code, "", "no")
        self.changed.append((action.params["operation"], dict(action.params["params"])))
        return {"result": self._result, "detail": "done"}


def link(name: str, automatic: bool | None = None) -> NetworkLink:
    return NetworkLink(name, NetworkLinkType.WIRED, True, True, automatic=automatic)


def planned(machine: Computer, *links: NetworkLink) -> list[object]:
    return list(make_steps_of_plan(plan_reconnect(machine, links)))  # type: ignore[arg-type]


def test_network_manager_does_it_without_an_administrator() -> None:
    machine: Any = Computer(listed="eth0:disconnected\neth1:connected\nlo:unmanaged\nx\\:1:unavailable\n")
    assert read_device_states(machine)["x:1"] == "unavailable"
    assert planned(machine, link("eth0"), link("eth1"), link("lo")) == [
        SwitchNetworkDevice("eth0", on=True),
        Reconnect("eth1"),
    ]


def test_manual_addresses_and_option_like_names_are_left_alone() -> None:
    machine = Computer(listed="eth0:connected\n--help:connected\n")
    assert planned(machine, link("eth0", automatic=False), link("--help")) == []


def test_the_helper_is_the_last_resort_and_asked_once() -> None:
    machine = Computer(Platform.WINDOWS, allowed=("renew-lease", "restart-network-adapter"))
    assert planned(machine, link("Ethernet"), link("Wi-Fi")) == [
        RenewLease("Ethernet"),
        RestartAdapter("Ethernet"),
    ]
    assert planned(Computer(), link("eth0")) == []


@pytest.mark.parametrize(
    ("platform", "params"), [(Platform.LINUX, {"adapter": "eth0"}), (Platform.WINDOWS, {})]
)
def test_what_the_helper_is_asked_for(platform: Platform, params: dict[str, str]) -> None:
    machine: Any = Computer(platform)
    RenewLease("eth0").perform(machine, Progress())
    RestartAdapter("eth0").perform(machine, Progress())
    assert machine.changed == [("renew-lease", params), ("restart-network-adapter", params)]


def test_a_device_is_used_only_where_it_is_not_yet() -> None:
    machine: Any = Computer(listed="eth0:connected\n")
    assert SwitchNetworkDevice("eth0", on=True).perform(machine, Progress()) is None
    assert (
        SwitchNetworkDevice("eth0", on=False).perform(machine, Progress()) == "nmcli device disconnect eth0"
    )
    assert SwitchNetworkDevice("eth0", on=True).make_undo_step(machine) == SwitchNetworkDevice(
        "eth0", on=False
    )


def test_a_silent_network_does_not_hide_the_steps_after_it() -> None:
    machine: Any = Computer(listed="eth0:disconnected\n", code=4)
    assert Reconnect("eth0").perform(machine, Progress()) == "nmcli device connect eth0, no answer"
    assert SwitchNetworkDevice("eth0", on=True).perform(machine, Progress()) is None  # nothing to put back


def test_what_network_manager_refuses_is_said() -> None:
    machine: Any = Computer(listed="eth0:disconnected\n", code=10)
    for step in (Reconnect("eth0"), SwitchNetworkDevice("eth0", on=True)):
        with pytest.raises(StepError):
            step.perform(machine, Progress())


@pytest.mark.parametrize(("result", "goes_on"), [("failed", True), ("dismissed", False)])
def test_an_address_that_does_not_come_is_no_reason_to_stop(result: str, goes_on: bool) -> None:
    machine: Any = Computer(Platform.WINDOWS, result=result)
    for step in (RenewLease("Ethernet"), RestartAdapter("Ethernet")):
        if goes_on:
            assert "no answer" in str(step.perform(machine, Progress()))
        else:
            with pytest.raises(StepError):
                step.perform(machine, Progress())


def test_the_dns_cache_is_cleared_with_permission() -> None:
    linux: Any = Computer()
    FlushDnsCache().perform(linux, Progress())
    assert linux.changed == [["resolvectl", "flush-caches"]]
    mac: Any = Computer(Platform.MACOS)
    FlushSystemDnsCache().perform(mac, Progress())
    assert mac.changed == [("flush-dns", {})]
    with pytest.raises(StepError):
        FlushDnsCache().perform(Computer(code=1), Progress())  # type: ignore[arg-type]
