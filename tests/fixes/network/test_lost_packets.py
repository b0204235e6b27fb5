"""Packets that are lost explain a page that is slow or fails; no server is blamed then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from types import SimpleNamespace

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.network import net_proxy
from selfhelp.fixes.network.net_dns import NetDns
from selfhelp.fixes.network.net_no_internet import NetNoInternet
from selfhelp.machine import Machine, Reading
from selfhelp.machine.network.captive_portal import PortalAnswer, PortalReply
from selfhelp.machine.network.dns import DnsReply, DnsServer
from selfhelp.machine.network.network_links import NetworkLink, NetworkLinkType
from selfhelp.machine.network.network_quality import KNOCKS
from selfhelp.machine.reachability import connectivity, path_loss
from selfhelp.machine.reachability.connectivity import NetworkLayer, diagnose_connectivity
from tests.fake_machine import FakeMachine

SLOWLY = 5.0
"""Seconds for a page, unless its loss is measured before."""
GATEWAY, SERVER = "192.0.2.1", "198.51.100.1"


class Lossy:
    """A computer whose page is slow, with the number of probes that are lost to each host."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reply, self.status, self.lost = PortalReply.NO_NAME, 0, {GATEWAY: 8}
        self.measured = threading.Event()
        self.kind, self.servers = NetworkLinkType.WIRED, [GATEWAY, "127.0.0.53"]
        self.machine = FakeMachine(Platform.LINUX, ask=self.measure)
        monkeypatch.setattr(connectivity, "LINKS", SimpleNamespace(read=lambda _: self.links()))
        monkeypatch.setattr(
            connectivity, "RESOLVER", SimpleNamespace(read=lambda _: SimpleNamespace(servers=self.servers))
        )
        monkeypatch.setattr(connectivity, "SLOW", 0.01)
        monkeypatch.setattr(connectivity, "detect_portal", self.wait_for_page)
        answers: dict[str, object] = {
            "_probe_through_proxy": None,
            "probe_organisation_host": "",
            "_find_probe_page_host": "probe.example",
            "require_no_proxy_script": None,
        }
        for name, answer in answers.items():
            monkeypatch.setattr(connectivity, name, lambda _machine, answer=answer: answer)
        monkeypatch.setattr(
            connectivity, "_diagnose_lower_layers", lambda *_: (self.links(), NetworkLayer.PAGE)
        )
        silent = [DnsServer(GATEWAY, DnsReply.SILENT)]
        monkeypatch.setattr(connectivity, "query_servers", lambda *_: silent)
        monkeypatch.setattr(net_proxy.NetProxy, "diagnose", lambda *_: None)

    def links(self) -> Sequence[NetworkLink]:
        return [NetworkLink("eth0", self.kind, True, True, ("192.0.2.2",), gateways=(GATEWAY,))]

    def wait_for_page(self, _machine: Machine, _proxy: str = "") -> PortalAnswer:
        self.measured.clear()
        self.measured.wait(SLOWLY)
        return PortalAnswer(self.reply, "http://probe.example/ok.txt", self.status)

    def measure(self, asked: Reading) -> Json:
        self.measured.set()
        assert asked.name == "network_quality.measure_port_latencies"
        lost = [self.lost[host] for host, _ in asked.params["stations"]]
        return [[None] * count + [1.0] * (KNOCKS - count) for count in lost]

    def summary(self) -> str:
        finding = NetNoInternet().diagnose(self.machine)
        return "" if finding is None else ENGLISH.translate(finding.summary)


@pytest.fixture
def lossy(monkeypatch: pytest.MonkeyPatch) -> Lossy:
    return Lossy(monkeypatch)


POOR = "The connection between this computer and your network is poor."


@pytest.mark.parametrize("reply", [PortalReply.NO_NAME, PortalReply.SILENT, PortalReply.NOTHING])
def test_lost_packets_explain_a_failed_query(lossy: Lossy, reply: PortalReply) -> None:
    """ "This computer can't find the addresses of websites" was said of a network that loses 40 %."""
    lossy.reply = reply
    assert diagnose_connectivity(lossy.machine).layer is NetworkLayer.LOSS
    assert lossy.summary() == POOR
    with pytest.raises(ProbeError, match="unstable") as raised:
        NetDns().diagnose(lossy.machine)
    assert raised.value.explained_by == "net-no-internet"


def test_a_page_that_ends_early_is_explained_and_a_refusal_is_not(lossy: Lossy) -> None:
    lossy.reply, lossy.status = PortalReply.STATUS, 200
    assert lossy.summary() == POOR
    lossy.status = 403
    assert diagnose_connectivity(lossy.machine).layer is NetworkLayer.PAGE


def test_a_slow_page_is_explained_if_much_is_lost(lossy: Lossy) -> None:
    lossy.reply = PortalReply.EXPECTED
    assert lossy.summary() == POOR
    lossy.lost[GATEWAY] = path_loss.MUCH - 1
    assert lossy.summary() == ""


@pytest.mark.parametrize("lost", [0, path_loss.SOME - 1, KNOCKS])
def test_a_router_that_loses_few_or_drops_every_probe_proves_nothing(lossy: Lossy, lost: int) -> None:
    lossy.lost[GATEWAY] = lost
    assert diagnose_connectivity(lossy.machine).layer is NetworkLayer.NAMES


def test_loss_behind_the_router_is_told_as_such(lossy: Lossy) -> None:
    lossy.servers, lossy.lost = [SERVER], {GATEWAY: 0, SERVER: 9}
    assert lossy.summary() == "Your own network is fine, but the internet connection is unstable."
    finding = NetNoInternet().diagnose(lossy.machine)
    assert finding is not None
    assert finding.data["hands"] == ["internet-box"]
    lossy.lost[SERVER] = KNOCKS  # it drops these probes, as most do
    assert diagnose_connectivity(lossy.machine).layer is NetworkLayer.NAMES


def test_a_server_that_loses_less_shows_that_the_other_is_the_cause(lossy: Lossy) -> None:
    lossy.servers = [SERVER, "198.51.100.2"]
    lossy.lost = {GATEWAY: KNOCKS, SERVER: 9, "198.51.100.2": 0}
    assert diagnose_connectivity(lossy.machine).layer is NetworkLayer.NAMES


def test_the_steps_fit_the_link_and_a_weak_signal_comes_first(lossy: Lossy) -> None:
    finding = NetNoInternet().diagnose(lossy.machine)
    assert finding is not None
    assert finding.data["hands"] == ["network-cable", "internet-box"]
    assert finding.explained_by == ""
    lossy.kind = NetworkLinkType.WIFI
    wireless = NetNoInternet().diagnose(lossy.machine)
    assert wireless is not None
    assert wireless.data["hands"] == ["closer-to-wifi", "internet-box"]
    assert wireless.explained_by == "net-wifi"
    assert [step.name for step in NetNoInternet().plan_steps(wireless, {})] == ["by-hand", "by-hand"]
    assert NetNoInternet().plan_steps(wireless, {"others": ["all"]}) == ()


def test_the_links_and_the_servers_are_read_once_for_all_layers(
    lossy: Lossy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows each reading starts PowerShell; a check that asks twice is answered twice."""
    reads: list[str] = []
    for name in ("LINKS", "RESOLVER"):
        inner = getattr(connectivity, name).read
        read = partial(_note, reads, name, inner)
        monkeypatch.setattr(connectivity, name, SimpleNamespace(read=read))
    monkeypatch.setattr(
        connectivity, "_diagnose_lower_layers", lambda _, links: (links.result(), NetworkLayer.PAGE)
    )
    assert diagnose_connectivity(lossy.machine).layer is NetworkLayer.LOSS
    assert sorted(reads) == ["LINKS", "RESOLVER"]


def _note(reads: list[str], name: str, inner: Callable[[Machine], object], machine: Machine) -> object:
    reads.append(name)
    return inner(machine)
