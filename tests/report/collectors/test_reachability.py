"""What can be reached: healthy, broken in each way, silent, and never longer than it may take.

The knocks and look-ups of the last tests are real, at this computer's own address.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from selfhelp.core.model import FactTable, Item, Json, Platform, PrivacyClass
from selfhelp.machine import Reading, Source
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.network import ping
from selfhelp.machine.reachability import response_times
from selfhelp.report import reachability_facts
from selfhelp.report.collectors.reachability import ReachabilityCollector
from tests.fake_machine import FakeMachine
from tests.report.collectors.section_facts import facts, rows

TIMES = [10.0, 12.0, None, 11.0, 9.0]

ROUTE = (
    "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n"
    "eth0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\n"
)

HEALTHY: Mapping[str, Json] = {
    "connections.has_default_route": True,
    "help_desk_host.read_policy_host": {"connector": "rt", "host": "desk.example", "port": 443},
    "organisation.read_policy_values": {"probe_page": "http://probe.example/ok", "probe_text": "well"},
    "captive_portal.probe_portal_pages": [{"reply": "as expected", "status": 200, "to": ""}],
    "ping.ping_host_posix": [0.4, 0.5, 0.4, 0.6, 0.5],
    "network_quality.measure_port_latencies": [[10.0, 12.0, 10.5, 11.0, 9.0]],
    "response_times.resolve_name_timed": {"addresses": ["192.0.2.80"], "ms": 4.2},
    "dns.query_all_servers_timed": [{"reply": "answers", "ms": 3.1}],
    "sntp.measure_sntp_offset": {"server": "time.example", "offset": 0.02},
    "proxy_settings.read_proxy_environment": {"variables": [], "files": []},
    "network_interfaces.read_proxy_variables": [],
    "kde_proxy.read_manual_proxies": [],
}


def computer(**changes: Json) -> FakeMachine:
    readings = {**HEALTHY, **{name.replace("__", "."): value for name, value in changes.items()}}
    files = {"/proc/net/route": ROUTE, "/etc/resolv.conf": "nameserver 192.0.2.53\n"}
    return FakeMachine(files=files, readings=readings)


def problems(items: Any) -> list[str]:
    return [str(item.value) for item in items if isinstance(item, Item) and item.name == "problem"]


def test_a_healthy_network_has_figures_and_no_sentence() -> None:
    items = ReachabilityCollector().collect_facts(computer())
    found = facts(items)
    assert problems(items) == []
    assert (found["internet"], found["name resolved"], found["clock is ahead by"]) == ("reached", True, 0.02)
    gateway, desk = rows(items, "stations")
    assert (gateway["asked by"], gateway["host"], gateway["median"]) == ("ping", "192.0.2.1", 0.5)
    assert (desk["asked by"], desk["host"], desk["lost"], desk["slowest"]) == (
        "TCP 443",
        "desk.example",
        0,
        12,
    )
    samples = rows(items, "latency")
    assert [row["try"] for row in samples if row["station"] == "help desk"] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"network_quality__measure_port_latencies": [[None] * 5]},
            "help desk's server doesn't respond on port 443",
        ),
        (
            {"network_quality__measure_port_latencies": [TIMES]},
            "20 % of the packets to the help desk are lost",
        ),
        (
            {"response_times__resolve_name_timed": {"addresses": [], "ms": 3.0}},
            "name of the help desk's server can't be resolved",
        ),
        (
            {"response_times__resolve_name_timed": {"addresses": ["192.0.2.80"], "ms": 800.0}},
            "A DNS lookup took 800 ms",
        ),
        (
            {"dns__query_all_servers_timed": [{"reply": "silent", "ms": None}]},
            "1 of 1 DNS servers don't respond",
        ),
        (
            {
                "captive_portal__probe_portal_pages": [
                    {"reply": "another page", "status": 302, "to": "login.example"}
                ]
            },
            "sign-in page",
        ),
        ({"captive_portal__probe_portal_pages": [{"reply": "silent", "status": 0, "to": ""}]}, "no response"),
        (
            {"sntp__measure_sntp_offset": {"server": "time.example", "offset": -3600}},
            "The clock is 3600 s slow",
        ),
        (
            {"ping__ping_host_posix": [None] * 5, "network_quality__measure_port_latencies": [[None] * 5]},
            "The gateway didn't respond",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(changes: Mapping[str, Json], sentence: str) -> None:
    said = problems(ReachabilityCollector().collect_facts(computer(**changes)))
    assert any(sentence in problem for problem in said), said


@pytest.mark.parametrize(("flags", "there"), [("0x2", True), ("0x0", False)])
def test_a_gateway_that_keeps_silent_is_told_from_one_that_is_gone(flags: str, there: bool) -> None:
    machine = computer(ping__ping_host_posix=[None] * 5, network_quality__measure_port_latencies=[[None] * 5])
    table = (
        f"IP address HW type Flags HW address Mask Device\n192.0.2.1 0x1 {flags} 02:00:00:00:00:05 * eth0\n"
    )
    machine.files = {**machine.files, "/proc/net/arp": table}
    items = ReachabilityCollector().collect_facts(machine)
    assert ("The gateway didn't respond." in problems(items)) is not there
    assert (facts(items).get("gateway") == reachability_facts.SILENT) is there


def test_a_gateway_that_only_takes_knocks_is_measured_by_them() -> None:
    machine = computer(network_quality__measure_port_latencies=[[1.0, 2.0, 3.0, 2.0, 1.0]])
    machine.readings = {k: v for k, v in machine.readings.items() if k != "ping.ping_host_posix"}
    gateway = rows(ReachabilityCollector().collect_facts(machine), "stations")[0]
    assert (gateway["asked by"], gateway["median"]) == ("TCP 80", 2.0)


def test_where_a_login_page_sends_on_to_is_marked() -> None:
    portal = [{"reply": "another page", "status": 302, "to": "login.example"}]
    items = ReachabilityCollector().collect_facts(computer(captive_portal__probe_portal_pages=portal))
    sent = next(item for item in items if isinstance(item, Item) and item.name == "sent on to")
    assert (sent.value, sent.reveals) == ("login.example", PrivacyClass.HOST)


def test_a_blocked_direct_connection_is_no_fault_behind_a_proxy() -> None:
    variable = {"name": "https_proxy", "host": "proxy.example", "port": 8080}
    items = ReachabilityCollector().collect_facts(
        computer(
            proxy_settings__read_proxy_environment={"variables": [variable], "files": []},
            network_quality__measure_port_latencies=[[None] * 5],
            captive_portal__probe_portal_pages=[{"reply": "silent", "status": 0, "to": ""}],
        )
    )
    assert facts(items)["web proxy"] == "proxy.example:8080"
    assert problems(items) == []


def test_no_route_sends_no_requests() -> None:
    items = ReachabilityCollector().collect_facts(
        FakeMachine(readings={"connections.has_default_route": False})
    )
    assert facts(items)["default route"] is False
    assert problems(items) == ["This computer has no route to any network."]


def test_without_a_server_only_the_connector_is_named() -> None:
    items = ReachabilityCollector().collect_facts(
        computer(help_desk_host__read_policy_host={"connector": "folder", "host": "", "port": 0})
    )
    assert facts(items)["help desk"] == "no server: the connector is folder"
    assert [row["station"] for row in rows(items, "stations")] == ["gateway"]


def test_every_question_may_fail_alone() -> None:
    """Only the policy and the route answer: each other fact says why it is missing."""
    answers = {
        name: HEALTHY[name]
        for name in (
            "connections.has_default_route",
            "help_desk_host.read_policy_host",
            "organisation.read_policy_values",
        )
    }
    found = facts(ReachabilityCollector().collect_facts(FakeMachine(readings=answers)))
    for name in ("name looked up", "internet", "clock compared", "help desk"):
        assert str(found[name]).startswith("not available: "), name


class Hanging(FakeMachine):
    """A computer on which the page, the names and the time never answer."""

    def read(self, source: Source) -> Json:
        if isinstance(source, Reading) and source.name.startswith(
            ("captive_portal", "response_times", "dns", "sntp")
        ):
            time.sleep(30)
        return super().read(source)


def test_what_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachability_facts, "WAIT", 0.3)
    healthy = computer()
    started = time.monotonic()
    found = facts(
        ReachabilityCollector().collect_facts(Hanging(files=healthy.files, readings=healthy.readings))
    )
    assert time.monotonic() - started < 5
    assert found["internet"] == "not available: no response within 0.3 s"
    assert found["default route"] is True


# -- for real --------------------------------------------------------------------------------------


@pytest.fixture
def door() -> Iterator[tuple[str, int]]:
    """A station that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=20) as listening:
        yield listening.getsockname()


def test_knocks_at_an_open_door_are_measured(door: tuple[str, int]) -> None:
    tries = response_times.probe_port_repeatedly(LocalMachine(Platform.LINUX), "here", *door)
    assert (len(tries.times), tries.loss_percent) == (response_times.TRIES, 0)
    assert tries.median is not None


def test_a_refused_knock_is_an_answer_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert (
        response_times.probe_port_repeatedly(
            LocalMachine(Platform.LINUX), "here", "127.0.0.1", port
        ).loss_percent
        == 0
    )


def test_names_are_looked_up_with_their_time() -> None:
    machine = LocalMachine(Platform.LINUX)
    here = response_times.resolve_name(machine, "localhost")
    assert "127.0.0.1" in here.addresses or "::1" in here.addresses
    assert here.ms is not None
    assert response_times.resolve_name(machine, "bad..name").addresses == []


def test_an_echo_packet_has_a_right_checksum() -> None:
    """RFC 1071: the sum of all words, carries folded in, is all ones."""
    for number in (0, 1, 4, 65535):
        packet = ping._make_echo_request(8, number)
        total = sum(int.from_bytes(packet[n : n + 2], "big") for n in range(0, len(packet), 2))
        while total >> 16:
            total = (total & 0xFFFF) + (total >> 16)
        assert total == 0xFFFF


def test_tables_have_a_value_for_every_column() -> None:
    for item in ReachabilityCollector().collect_facts(computer()):
        if isinstance(item, FactTable):
            assert {len(row) for row in item.rows} == {len(item.columns)}
