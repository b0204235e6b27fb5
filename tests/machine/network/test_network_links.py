"""Which interfaces are ways out, from what ``ip -j`` prints."""

from __future__ import annotations

import json
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine import Command, Output, Reading
from selfhelp.machine.network.gateway import is_gateway_present
from selfhelp.machine.network.network_links import (
    LINKS,
    NetworkLink,
    NetworkLinkType,
    filter_usable_addresses,
)


class Linux:
    """A Linux whose ``ip`` prints what the test wants."""

    platform = Platform.LINUX

    def __init__(self, addr: Any, route: Any = (), facts: Any = None, states: Any = ()) -> None:
        self._addr, self._route, self._facts = addr, route, facts or {}
        self.states = list(states)

    def run(self, command: Command) -> Output:
        if "neigh" in command.argv:
            return Output(0, json.dumps([{"dst": "192.0.2.1", "state": [self.states.pop(0)]}]))
        if "addr" in command.argv:
            return Output(0, self._addr if isinstance(self._addr, str) else json.dumps(self._addr))
        return Output(0, json.dumps([] if "-6" in command.argv else list(self._route)))

    def read(self, source: Reading) -> Any:
        return "silent" if source.name == "connections.probe_port" else self._facts


def entry(name: str, kind: str = "", *flags: str, **more: Any) -> dict[str, Any]:
    info = {"linkinfo": {"info_kind": kind}} if kind else {}
    return {"ifname": name, "flags": ["UP", *flags], "link_type": "ether", "addr_info": [], **info, **more}


def links(*entries: Any, **more: Any) -> list[NetworkLink]:
    return list(LINKS.read(Linux(list(entries), **more)))  # type: ignore[arg-type]


def test_link_local_routes_are_left_out() -> None:
    inner = [entry("virbr0", "bridge"), entry("docker0", "bridge"), entry("vethx", "veth", master="docker0")]
    tunnels = [entry("wg0", "wireguard", link_type="none"), entry("tun0", "tun", link_type="none")]
    assert [link.name for link in links(*inner, *tunnels, entry("eth0", "", "LOWER_UP"))] == ["eth0"]


def test_a_bridge_with_the_default_route_is_a_way_out() -> None:
    found = links(entry("br0", "bridge", "LOWER_UP"), route=[{"dev": "br0", "gateway": "192.0.2.1"}])
    assert [(link.name, link.gateways) for link in found] == [("br0", ["192.0.2.1"])]


def test_addresses_that_a_computer_gives_itself_do_not_count() -> None:
    assert filter_usable_addresses(
        ["169.254.3.4", "fe80::1%12", "127.0.0.1", "::", "nonsense", "192.0.2.7"]
    ) == ["192.0.2.7"]


def test_typed_in_or_from_the_network() -> None:
    dynamic = {"local": "192.0.2.7", "dynamic": True}
    assert links(entry("a", addr_info=[dynamic]))[0].automatic is True
    assert links(entry("a", addr_info=[{"local": "192.0.2.7"}]))[0].automatic is False
    assert links(entry("a"))[0].automatic is None


def test_facts_of_the_hardware() -> None:
    facts = {"w": {"wifi": True, "speed": 0, "half_duplex": False}, "e": {"speed": 10, "half_duplex": True}}
    wifi, wired = links(entry("w"), entry("e"), facts=facts)
    assert (wifi.kind, wired.kind, wired.speed, wired.half_duplex) == (
        NetworkLinkType.WIFI,
        NetworkLinkType.WIRED,
        10,
        True,
    )


def test_strange_answers_never_end_in_a_crash() -> None:
    assert links(1, None, "x", {"ifname": 3, "flags": None, "linkinfo": 1}) == []
    with pytest.raises(ProbeError):
        LINKS.read(Linux("nonsense"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("states", "there"),
    [
        (["REACHABLE"], True),
        (["STALE", "DELAY", "PROBE", "FAILED"], False),
        (["DELAY", "REACHABLE"], True),
        (["STALE"] * 5, None),
        (["INCOMPLETE"], False),
    ],
)
def test_a_silent_gateway_is_judged_by_the_list_of_neighbours(states: list[str], there: bool | None) -> None:
    machine: Any = Linux([], states=states)
    assert (
        is_gateway_present(
            machine, NetworkLink("eth0", NetworkLinkType.WIRED, True, True, gateways=["192.0.2.1"])
        )
        is there
    )


def test_the_first_gateway_decides() -> None:
    """The system uses the route with the lowest metric, though its gateway is absent."""
    machine: Any = Linux([], states=["FAILED", "REACHABLE"])
    both = NetworkLink("eth0", NetworkLinkType.WIRED, True, True, gateways=["192.0.2.77", "192.0.2.1"])
    assert is_gateway_present(machine, both) is False


def test_a_modem_needs_no_gateway() -> None:
    modem = entry("wwan0", "", "LOWER_UP", link_type="rawip", addr_info=[{"local": "192.0.2.9"}])
    (found,) = links(modem, route=[{"dev": "wwan0", "scope": "link"}])
    assert found.direct
    assert is_gateway_present(Linux([]), found) is None  # type: ignore[arg-type]


def test_without_a_gateway_nothing_is_there() -> None:
    machine: Any = Linux([])
    assert is_gateway_present(machine, NetworkLink("eth0", NetworkLinkType.WIRED, True, True)) is False
