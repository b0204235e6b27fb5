"""Where a slow network is slow, and what a hand can do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.fixes.network import net_slow
from selfhelp.fixes.network.net_slow import NetSlow
from selfhelp.machine.caching_machine import CachingMachine
from selfhelp.machine.network import network_quality
from selfhelp.machine.network.network_links import NetworkLink, NetworkLinkType
from selfhelp.machine.network.network_quality import KNOCKS, PathQuality
from selfhelp.machine.replay import ReplayMachine
from tests.faults import bad_server, http

FIX = NetSlow()
Replay = Callable[[str], ReplayMachine]
WIRED = NetworkLink(
    "eth0", NetworkLinkType.WIRED, True, True, ("192.0.2.2",), True, ("192.0.2.1",), speed=1000
)


@pytest.mark.parametrize(
    ("name", "hands"),
    [
        ("windows-11--weak-wifi", ["closer-to-wifi"]),
        ("windows-11-french--busy", ["pause-copying", "internet-box"]),
        ("windows-11--bad-cable", ["network-cable"]),
        ("macos-15--slow-line", ["internet-box"]),
        ("debian-13--loses-packets", ["network-cable"]),
    ],
)
def test_the_likeliest_manual_step_comes_first(replay: Replay, name: str, hands: list[str]) -> None:
    finding = FIX.diagnose(replay(f"net-slow/{name}"))
    assert finding is not None
    steps: Any = FIX.plan_steps(finding, {"others": ["only-me"]})
    assert [step.action for step in steps] == hands


def test_where_the_whole_floor_is_slow_it_is_a_ticket(replay: Replay) -> None:
    finding = FIX.diagnose(replay("net-slow/windows-11--weak-wifi"))
    assert finding is not None
    assert [question.key for question in FIX.list_questions(finding)] == ["others"]
    assert FIX.plan_steps(finding, {"others": ["all"]}) == ()


def test_a_station_that_tells_nothing_is_not_called_fine(replay: Replay) -> None:
    finding = FIX.diagnose(replay("net-slow/windows-11-french--busy"))
    assert finding is not None
    assert "Your own network is fine" not in str(finding.summary)


@pytest.mark.parametrize(
    ("near", "far", "rate", "cause"),
    [
        (PathQuality(0, 3.0), PathQuality(1, 40.0), None, None),  # one lost packet is chance
        (PathQuality(2, 3.0), PathQuality(9, 900.0), 0.1, net_slow.NEAR),
        (
            PathQuality(14, 3.0),
            PathQuality(0, 20.0),
            None,
            None,
        ),  # a box that answers few knocks, and lets all through
        (PathQuality(0, 180.0), PathQuality(0, 20.0), None, None),  # or answers them late
        (PathQuality(14, 3.0), None, None, net_slow.NEAR),
        (None, PathQuality(2, 40.0), None, net_slow.FAR),
        (PathQuality(0, 3.0), PathQuality(0, 401.0), None, net_slow.FAR),
        (PathQuality(0, 3.0), PathQuality(0, 20.0), 0.99, net_slow.FAR),
        (PathQuality(0, 3.0), None, None, None),
    ],
)
def test_the_first_part_that_is_poor(
    near: PathQuality | None, far: PathQuality | None, rate: float | None, cause: str | None
) -> None:
    assert net_slow._find_cause(WIRED, near, far, rate) == cause


class Silent:
    """A computer with a link, no page, and a next station that answers or does not."""

    def __init__(self, inner: ReplayMachine, near: float | None) -> None:
        self.platform, self.run, self._read, self._near = inner.platform, inner.run, inner.read, near

    def read(self, source: Any) -> Any:
        name = getattr(source, "name", "")
        if name == "network_quality.measure_port_latencies":
            return [[None] * KNOCKS, [self._near] * KNOCKS]
        if name == "captive_portal.probe_portal_pages":
            return [{"reply": "silent", "status": 0, "to": ""}] * 2
        if name == "proxy_settings.read_proxy_environment":
            return {"variables": [], "files": []}
        if getattr(source, "value", "") == "ProxyEnable":
            return 0
        return self._read(source)


@pytest.mark.parametrize("near", [None, 2.0])
def test_no_internet_at_all_is_no_slow_internet_and_no_good_one(replay: Replay, near: float | None) -> None:
    machine: Any = Silent(replay("net-slow/windows-11--healthy"), near)
    with pytest.raises(ProbeError):
        FIX.diagnose(machine)


def test_open_and_refused_are_answers_and_nonsense_is_none() -> None:
    with bad_server(http(200)) as server:
        stations = [("127.0.0.1", server.port), ("127.0.0.1", 1), ("$(reboot).invalid", 80)]
        opened, refused, nobody = network_quality.measure_port_latencies(stations, pause=0.005)
    assert all(time is not None and time < 1000 * network_quality.LIMIT for time in (*opened, *refused))
    assert nobody == [None] * KNOCKS


def test_only_a_file_that_is_there_is_measured() -> None:
    with bad_server(http(200, bytes(200_000))) as server:
        assert network_quality.download_and_measure(server.url) > 1
    with bad_server(http(404, bytes(200_000))) as server:
        assert network_quality.download_and_measure(server.url) is None
    assert network_quality.download_and_measure("http://127.0.0.1:1/") is None


def test_measured_values_are_read_once_from_a_shared_machine(replay: Replay) -> None:
    machine = CachingMachine(replay("net-slow/debian-13--healthy"))
    assert FIX.diagnose(machine) is None
    said = FIX.describe_measured_values(machine)
    assert said is not None
    assert "4162 Mbit/s" in str(said)


def test_without_a_test_file_only_the_response_time_is_said(replay: Replay) -> None:
    machine = CachingMachine(replay("net-slow/windows-11--healthy"))
    assert FIX.diagnose(machine) is None
    said = str(FIX.describe_measured_values(machine))
    assert said.startswith("The internet responds in ")
