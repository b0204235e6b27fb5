"""A VPN that is down, and one that leads nowhere: a real OpenVPN that NetworkManager keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.own_network import BOX, POLICY, Net, needs, network_manager, own_network
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]
ID = "net-vpn"
INSIDE = "10.99.0.1"
NAME = "Company <b>VPN</b>"
TOLD = f'{POLICY}vpn_name = "{NAME}"\nvpn_gateway = "{BOX}"\ninternal_name = "{INSIDE}"\ninternal_port = 80\n'
PLUGIN = Path("/usr/lib/NetworkManager/VPN/nm-openvpn-service.name")


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    needs("ip", "dnsmasq", "ss", "curl", "nsenter", "NetworkManager", "nmcli", "openvpn", "nft")
    if not PLUGIN.exists():
        pytest.skip("no OpenVPN for NetworkManager (package network-manager-openvpn)")
    with own_network(tmp_path) as net, network_manager(net):
        yield net


@pytest.fixture
def anna(net: Net, alice: Person) -> Desk:
    """Anna at home, with a VPN whose other end is the box."""
    key = net.folder / "static.key"
    net.on_box("openvpn", "--genkey", "secret", str(key))
    net.on_box("nft", f"add table inet f; add chain inet f i {{ type filter hook input priority 0; }};"
               f"add rule inet f i iifname lan ip daddr {INSIDE} drop")  # fmt: skip
    serve(net, key)
    net.on_computer("cp", str(key), "/run/nm/static.key")
    net.on_computer(
        *("nmcli", "connection", "add", "type", "vpn", "vpn-type", "openvpn", "con-name", NAME),
        *("ipv4.never-default", "yes", "ipv6.method", "disabled", "autoconnect", "no", "vpn.data"),
        f"connection-type=static-key, remote={BOX}, static-key=/run/nm/static.key, "
        f"local-ip=10.99.0.2, remote-ip={INSIDE}, dev-type=tun, cipher=AES-256-CBC",
    )
    return net.desk(alice, TOLD)


def serve(net: Net, key: Path) -> None:
    net.start(
        "vpn",
        *("openvpn", "--dev", "tun0", "--dev-type", "tun", "--ifconfig", INSIDE, "10.99.0.2"),
        *("--secret", str(key), "--cipher", "AES-256-CBC", "--port", "1194"),
    )


def state(net: Net) -> str:
    return net.on_computer("nmcli", "-g", "GENERAL.STATE", "connection", "show", NAME)


def answers(net: Net) -> bool:
    return net.status("curl", "-s", "--max-time", "3", "-o", "/dev/null", f"http://{INSIDE}/") == 0


def test_a_vpn_that_is_down_is_connected(net: Net, anna: Desk, table: Table) -> None:
    assert not answers(net)
    before = state(net)
    check = anna.fix("check", ID)
    assert check["state"] == "found", check
    assert NAME in check["summary"]
    run = anna.fix("fix", ID)
    assert run["outcome"] == "fixed", (run, (net.folder / "nm.log").read_text()[-2000:])
    assert answers(net)
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert (state(net), answers(net)) == (before, False)
    table.row(
        "VPN not connected",
        proven="curl to the inner host",
        found=ID,
        repaired="NetworkManager connects it",
        undone="nmcli connection show; curl",
    )


def test_a_vpn_that_leads_nowhere_is_connected_again(net: Net, anna: Desk, table: Table) -> None:
    net.on_computer("nmcli", "connection", "up", NAME)
    assert answers(net)
    assert anna.fix("check", ID)["state"] == "healthy"
    net.on_computer("ip", "addr", "flush", "dev", "tun0")  # as after a sleep: up, and without its address
    assert not answers(net)
    assert "network isn't responding" in anna.fix("check", ID)["summary"]
    run = anna.fix("fix", ID)
    assert run["outcome"] == "fixed", run
    assert [step[:2] for step in run["steps"]] == [["disconnect-vpn", "done"], ["connect-vpn", "done"]]
    assert answers(net)
    table.row(
        "VPN connected, but leading nowhere",
        proven="curl to the inner host",
        found=ID,
        repaired="disconnected and connected again",
        undone="not needed: it is connected as before",
    )


def test_who_works_through_the_vpn_is_not_cut_off(net: Net, anna: Desk) -> None:
    net.on_computer("nmcli", "connection", "up", NAME)
    net.on_computer("ip", "addr", "flush", "dev", "tun0")
    away = Desk(anna.person, {"SSH_CONNECTION": "10.99.0.9 50000 10.99.0.2 22"})
    assert away.fix("fix", ID)["outcome"] == "refused"
    assert state(net) == "activated"


def test_a_vpn_server_that_is_away(net: Net, anna: Desk) -> None:
    """It cannot be connected, the run says so, and nothing is left half done."""
    net.stop("vpn")
    run = anna.fix("fix", ID)
    assert run["outcome"] in ("failed", "not-fixed"), run
