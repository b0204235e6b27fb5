"""Link, address, gateway and names broken one by one on a network of our own, and repaired where one can."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.own_network import BOX, PAGE, WEB, Net, needs, network_manager, own_network, typed_in
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]
ID = "net-no-internet"

HTTPS = """
import ssl, sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(*sys.argv[1:])
server = ThreadingHTTPServer(("", 443), SimpleHTTPRequestHandler)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
"""
"""A web server whose certificate doesn't fit into a small packet."""


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    needs("ip", "dnsmasq", "ss", "curl", "nsenter", "ping")
    with own_network(tmp_path) as net:
        yield net


@pytest.fixture
def anna(net: Net, alice: Person) -> Desk:
    """Anna at a computer whose address was typed in."""
    typed_in(net)
    assert net.opens()
    return net.desk(alice)


@pytest.fixture
def redirected(net: Net, anna: Desk) -> Desk:
    """Anna at a computer whose hosts file redirects the page that tests internet access."""
    (Path("/etc/netns") / net.computer / "hosts").write_text(
        "127.0.0.1 localhost\n0.0.0.0 ads.example probe.example # blocked\n"
    )
    return anna


@pytest.fixture
def managed(net: Net, alice: Person) -> Iterator[Desk]:
    """Anna at a computer that NetworkManager connects."""
    needs("NetworkManager", "nmcli")
    with network_manager(net):
        assert net.opens()
        yield net.desk(alice)


def first_failure(desk: Desk) -> str:
    check = desk.fix("check", ID)
    assert check["state"] == "found", check
    return str(check["evidence"]["first failure"])


def test_a_computer_that_is_online_is_healthy(anna: Desk) -> None:
    for fix in (ID, "net-dns", "net-captive-portal"):
        assert anna.fix("check", fix)["state"] == "healthy"


def test_a_cable_without_a_peer(net: Net, anna: Desk, table: Table) -> None:
    net.on_box("ip", "link", "set", "lan", "down")
    assert net.on_computer("cat", "/sys/class/net/eth0/carrier") == "0"
    assert first_failure(anna) == "link"
    run = anna.fix("fix", ID)
    assert run["outcome"] == "not-fixed"
    assert run["steps"] == [["by-hand", "skipped", "impossible"]]  # the cable stays unplugged
    net.on_box("ip", "link", "set", "lan", "up")  # the hand
    assert net.on_computer("cat", "/sys/class/net/eth0/carrier") == "1"
    assert anna.fix("check", ID)["state"] == "healthy"
    table.row(
        "network cable out",
        proven="/sys/class/net/eth0/carrier",
        found=ID,
        repaired="by hand: cable",
        undone="nothing was changed",
    )


def test_a_typed_in_address_is_left_alone(net: Net, anna: Desk, table: Table) -> None:
    """The gateway is gone, and the settings are not ours to change."""
    net.on_box("ip", "addr", "del", f"{BOX}/24", "dev", "lan")
    before = net.on_computer("ip", "-4", "-j", "addr", "show", "eth0")
    assert net.status("ping", "-c1", "-W2", BOX) != 0
    check = anna.fix("check", ID)
    assert check["evidence"].get("first failure") == "gateway", check
    run = anna.fix("fix", ID)
    assert run["outcome"] == "not-fixed"
    assert [step[1:] for step in run["steps"]] == [["skipped", "impossible"]], "restart the router by hand"
    assert net.on_computer("ip", "-4", "-j", "addr", "show", "eth0") == before
    net.on_box("ip", "addr", "add", f"{BOX}/24", "dev", "lan")
    assert net.status("ping", "-c4", "-W2", BOX) == 0
    assert anna.fix("check", ID)["state"] == "healthy"
    table.row(
        "gateway dead",
        proven="ping to the gateway",
        found=ID,
        repaired="by hand: the router; the address was typed in",
        undone="nothing was changed",
    )


def test_behind_the_box_there_is_nothing(net: Net, anna: Desk) -> None:
    net.stop("web")
    assert not net.opens()
    assert first_failure(anna) == "page"


def test_a_ping_that_is_filtered_is_no_dead_gateway(net: Net, anna: Desk) -> None:
    net.on_box("sysctl", "-w", "net.ipv4.icmp_echo_ignore_all=1")
    net.stop("web")
    assert net.status("ping", "-c1", "-W2", BOX) != 0
    assert first_failure(anna) == "page"


def test_inside_without_internet_by_design(net: Net, anna: Desk) -> None:
    policy = (
        f'[organisation]\nprobe_page = "http://203.0.113.1/x"\ninternal_name = "{BOX}"\ninternal_port = 80\n'
    )
    assert net.desk(anna.person, policy).fix("check", ID)["state"] == "healthy"


def test_no_address_because_the_device_was_disconnected(net: Net, managed: Desk, table: Table) -> None:
    net.on_computer("nmcli", "device", "disconnect", "eth0")
    before = addresses(net)
    assert "10.77.0." not in before
    assert first_failure(managed) == "address"
    run = managed.fix("fix", ID)
    assert run["outcome"] == "fixed", run
    assert run["steps"][0] == ["use-network-device", "done", "possible"]
    assert "10.77.0." in addresses(net)
    assert net.opens()
    assert managed.fix("undo", run["run"])["outcome"] == "undone"
    assert addresses(net) == before
    table.row(
        "no address: the device was disconnected",
        proven="ip addr; curl",
        found=ID,
        repaired="NetworkManager connects it again",
        undone="ip addr",
    )


def test_over_the_network_nothing_is_cut(net: Net, managed: Desk) -> None:
    net.on_computer("nmcli", "device", "disconnect", "eth0")
    away = Desk(managed.person, {"SSH_CONNECTION": "10.77.0.9 50000 10.77.0.2 22"})
    run = away.fix("fix", ID)
    assert run["outcome"] == "refused"
    assert "end your connection" in run["message"]


def test_name_servers_that_do_not_answer(net: Net, anna: Desk, table: Table) -> None:
    net.stop("names")
    assert net.status("getent", "hosts", "probe.example") != 0
    assert net.status("ping", "-c4", "-W2", BOX) == 0
    check = anna.fix("check", "net-dns")
    assert check["state"] == "found"
    assert check["evidence"]["name server 1"] == f"{BOX}: closed port"
    assert anna.fix("check", ID)["summary"] == check["summary"]
    run = anna.fix("fix", "net-dns")
    assert run["outcome"] == "not-fixed"
    net.names(f"--address=/probe.example/{BOX}")  # the router is restarted
    assert net.status("getent", "hosts", "probe.example") == 0
    assert anna.fix("check", "net-dns")["state"] == "healthy"
    table.row(
        "name server stopped",
        proven="getent hosts",
        found="net-dns",
        repaired="by hand: the internet box",
        undone="nothing was changed",
    )


def test_a_first_name_server_that_is_gone(net: Net, anna: Desk, table: Table) -> None:
    """Programs wait five seconds for it before they ask the second (resolv.conf(5))."""
    servers = Path("/etc/netns") / net.computer / "resolv.conf"
    servers.write_text(f"nameserver 10.77.0.99\nnameserver {BOX}\n")
    started = time.monotonic()
    assert net.status("getent", "hosts", "probe.example") == 0
    assert time.monotonic() - started > 3
    check = anna.fix("check", "net-dns")
    assert check["summary"] == "The first DNS server isn't responding, so websites open slowly or not at all."
    servers.write_text(f"nameserver {BOX}\n")
    assert anna.fix("check", "net-dns")["state"] == "healthy"
    table.row(
        "first name server gone",
        proven="getent hosts: slow",
        found="net-dns",
        repaired="by hand: the internet box",
        undone="nothing was changed",
    )


@pytest.mark.parametrize(("status", "state"), [("407", "inconclusive"), ("503", "found")])
def test_a_proxy_is_the_only_way_out(net: Net, anna: Desk, status: str, state: str) -> None:
    """Browsers sign in to a proxy that asks for it, and work: nothing is known about the internet then."""
    net.stop("web")
    net.start("proxy", sys.executable, str(WEB), "page", "0", "3128", status)
    proxied = Desk(anna.person, {"http_proxy": f"http://{BOX}:3128"})
    deadline = time.monotonic() + 60
    while not net.on_box("ss", "-Hlnt", "sport = :3128"):
        assert time.monotonic() < deadline, "the proxy did not start"
        time.sleep(0.05)
    asked = ("-s", "-o", "/dev/null", "-w", "%{http_code}")
    assert net.on_computer("curl", *asked, "--proxy", f"http://{BOX}:3128", PAGE) == status
    assert proxied.fix("check", ID)["state"] == state
    told = proxied.fix("complain", "the internet doesn't work")
    assert (told["cause"] is None) is (status == "407")
    assert told["reason"].startswith("The proxy asks for a user name") is (status == "407")


def test_wrong_name_servers_from_an_old_lease(net: Net, managed: Desk, table: Table) -> None:
    net.names(f"--address=/probe.example/{BOX}", "--dhcp-option=6,10.77.0.200")
    net.on_computer("nmcli", "device", "connect", "eth0")
    assert "10.77.0.200" in net.on_computer("cat", "/etc/resolv.conf")
    net.names(f"--address=/probe.example/{BOX}")  # right again, but the user still has the old answer
    assert net.status("getent", "hosts", "probe.example") != 0
    assert managed.fix("check", "net-dns")["state"] == "found"
    run = managed.fix("fix", "net-dns")
    assert run["outcome"] == "fixed", run
    assert net.status("getent", "hosts", "probe.example") == 0
    table.row(
        "wrong name server from the network",
        proven="getent hosts",
        found="net-dns",
        repaired="the network is asked again",
        undone="no way back needed: said before",
    )


def test_a_login_page_steps_in_front(net: Net, anna: Desk, table: Table) -> None:
    net.serve("portal")
    assert not net.opens()
    sent = net.on_computer("curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", PAGE)
    assert sent.startswith("302 http://login.hotel.example/")
    check = anna.fix("check", "net-captive-portal")
    assert check["state"] == "found"
    assert check["evidence"]["sent on to"] == "login.hotel.example"
    assert "secret" not in str(check)
    assert anna.fix("check", ID)["summary"] == check["summary"]
    net.on_computer("curl", "-s", "-X", "POST", f"http://{BOX}/")  # the user signs in, in their browser
    assert net.opens()
    assert anna.fix("check", "net-captive-portal")["state"] == "healthy"
    table.row(
        "login page of a guest network",
        proven="curl: 302",
        found="net-captive-portal",
        repaired="by hand: signing in",
        undone="nothing was changed",
    )


def addresses(net: Net) -> str:
    return net.on_computer("sh", "-c", "ip -br -4 addr show eth0 | tr -s ' '")


@pytest.mark.parametrize(("port", "kind", "cause"), [("80", "tcp", "page"), ("53", "udp", "names")])
def test_what_is_dropped_beyond_the_router_is_named_in_time(
    net: Net, anna: Desk, port: str, kind: str, cause: str
) -> None:
    """Nothing refuses: each probe waits until its time is up."""
    if not shutil.which("nft", path="/usr/sbin:/usr/bin:/sbin:/bin"):
        pytest.skip("not installed: nft (tools/packages.txt names the packages)")
    net.on_box("nft", "add", "table", "inet", "lab")
    net.on_box("nft", "add chain inet lab in { type filter hook input priority 0; }")
    net.on_box("nft", "add", "rule", "inet", "lab", "in", kind, "dport", port, "drop")
    assert not net.opens()
    verdict = anna.fix("complain", "no internet")
    assert verdict["cause"] == {"page": "net-no-internet", "names": "net-dns"}[cause]


def test_a_hosts_file_that_redirects_the_page_is_not_blamed_on_the_internet(
    net: Net, redirected: Desk, table: Table
) -> None:
    said = (
        "This computer's hosts file redirects the page that tests internet access, so it couldn't be "
        "tested. Contact the help desk."
    )
    assert not net.opens()
    assert net.status("ping", "-c1", "-W2", "10.77.0.1") == 0
    for fix in (ID, "net-captive-portal"):
        check = redirected.fix("check", fix)
        assert (check["state"], check["summary"]) == ("inconclusive", said)
    assert redirected.fix("check", "net-dns")["state"] == "healthy"
    table.row(
        "the hosts file redirects the page that tests internet access",
        proven="curl, ping",
        found="nothing: it is said that it couldn't be tested",
        repaired="the help desk",
        undone="nothing was changed",
    )


def test_a_cable_without_a_peer_is_found_behind_a_hosts_file(net: Net, redirected: Desk) -> None:
    net.on_box("ip", "link", "set", "lan", "down")
    assert first_failure(redirected) == "link"


@pytest.mark.parametrize("way", ["both", "down"])
def test_large_packets_that_vanish_are_told_from_a_network_in_order(
    net: Net, anna: Desk, way: str, tmp_path: Path
) -> None:
    """The small page that tests the internet comes, and everything was called healthy."""
    needs("nft", "openssl")
    key, certificate = str(tmp_path / "key"), str(tmp_path / "certificate")
    made = ("req", "-x509", "-newkey", "rsa:4096", "-nodes", "-subj", "/CN=probe.example")
    net.on_box("openssl", *made, "-keyout", key, "-out", certificate)
    net.start("https", sys.executable, "-c", HTTPS, certificate, key)
    time.sleep(1)
    assert anna.fix("check", ID)["state"] == "healthy"
    for run, device in ((net.on_box, "lan"), (net.on_computer, "eth0")):
        run("ip", "link", "set", device, "gso_max_segs", "1")  # nft sees what is sent, not what is gathered
    net.on_box("nft", "add table inet f; add chain inet f o { type filter hook output priority 0; };")
    net.on_box("nft", "add rule inet f o oifname lan meta length > 700 drop")
    if way == "both":
        net.on_box("nft", "add chain inet f i { type filter hook input priority 0; };")
        net.on_box("nft", "add rule inet f i iifname lan meta length > 700 drop")
    assert net.opens()
    large = ("curl", "--silent", "--max-time", "4", "--output", "/dev/null", "http://probe.example/large.bin")
    assert net.status(*large) == 28, "curl: it timed out"
    told = anna.fix("complain", "websites don't load")
    assert told["cause"] == "net-no-internet"
    assert told["summary"] == "Only small amounts of data get through, so most websites don't load."
    net.on_box("nft", "flush ruleset")
    assert anna.fix("check", ID)["state"] == "healthy"
