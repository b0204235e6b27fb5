"""A link that loses packets, and one that lets little through, on a network of our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.own_network import BOX, POLICY, Net, needs, own_network, typed_in
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]
ID = "net-slow"
LARGE = "http://probe.example/large.bin"
LOSE = (
    "add table inet f; add chain inet f i { type filter hook input priority 0; };"
    "add rule inet f i iifname lan meta l4proto { tcp, icmp } numgen random mod 100 < 40 drop"
)


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    needs("ip", "dnsmasq", "ss", "curl", "nsenter", "ping", "nft", "tc")
    with own_network(tmp_path) as net:
        typed_in(net)
        yield net


@pytest.fixture
def anna(net: Net, alice: Person) -> Desk:
    return net.desk(alice, f'{POLICY}speed_page = "{LARGE}"\n')


def lost(net: Net) -> int:
    """Return the percentage that ping says is lost."""
    shown = net.on_computer("sh", "-c", f"ping -q -c 40 -i 0.05 -W 1 {BOX} || true")
    found = re.search(r"(\d+)(?:\.\d+)?% packet loss", shown)
    assert found, shown
    return int(found[1])


def speed(net: Net) -> float:
    """Return the Mbit/s that curl measures."""
    argv = ("curl", "-s", "-o", "/dev/null", "--max-time", "4", "-w", "%{speed_download}", LARGE)
    shown = net.on_computer("sh", "-c", '"$@" || true', "sh", *argv)
    return float(shown) * 8 / 1e6


def test_a_good_network_is_healthy(net: Net, anna: Desk) -> None:
    assert lost(net) == 0
    assert speed(net) > 10
    assert anna.fix("check", ID)["state"] == "healthy"


def test_a_link_that_loses_packets(net: Net, anna: Desk, table: Table) -> None:
    net.on_box("nft", LOSE)
    assert lost(net) > 5
    check = anna.fix("check", ID)
    assert check["state"] == "found", check
    assert "between this computer and your network" in check["summary"]
    run = anna.fix("fix", ID)
    assert [step[0] for step in run["steps"]] == ["by-hand"]
    net.on_box("nft", "flush ruleset")  # another cable
    assert lost(net) == 0
    assert anna.fix("check", ID)["state"] == "healthy"
    table.row(
        "link that loses packets",
        proven="ping: packet loss",
        found=ID,
        repaired="by hand: cable or Wi-Fi",
        undone="nothing was changed",
    )


def test_no_server_is_blamed_where_packets_are_lost(net: Net, anna: Desk) -> None:
    """In some attempts, every name and page arrives although packets are lost."""
    net.on_box("nft", LOSE)
    poor = "The connection between this computer and your network is poor."
    seen = 0
    for _ in range(16):
        told = anna.fix("complain", "websites don't load")
        if told["cause"] is not None:
            assert told["summary"] == poor
            assert told["cause"] in ("net-no-internet", ID)
            seen += 1
        if seen == 2:
            return
    pytest.fail(f"found {seen} times in 16 attempts")


def test_a_line_that_lets_little_through(net: Net, anna: Desk, table: Table) -> None:
    shape = ("tc", "qdisc", "add", "dev", "lan", "root", "tbf", "rate", "400kbit")
    net.on_box(*shape, "burst", "16kb", "latency", "100ms")
    assert speed(net) < 1
    check = anna.fix("check", ID)
    assert check["state"] == "found", check
    assert float(check["evidence"]["download"].split()[0]) < 1
    net.on_box("tc", "qdisc", "del", "dev", "lan", "root")
    assert speed(net) > 10
    assert anna.fix("check", ID)["state"] == "healthy"
    table.row(
        "line that lets 400 kbit/s through",
        proven="curl: speed_download",
        found=ID,
        repaired="by hand: the internet box",
        undone="nothing was changed",
    )
