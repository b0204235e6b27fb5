"""DNS servers that respond, but so slowly that every website opens slowly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import ENGLISH, N_
from selfhelp.fixes.network import net_dns
from selfhelp.machine import Machine
from selfhelp.machine.network.captive_portal import PortalAnswer, PortalReply
from selfhelp.machine.network.dns import DnsReply, DnsServer
from selfhelp.machine.reachability import connectivity
from selfhelp.machine.reachability.connectivity import NetworkLayer, diagnose_connectivity
from tests.fake_machine import FakeMachine

PAGE = PortalAnswer(PortalReply.EXPECTED, "http://probe.example/ok.txt", 200)
SLOWLY = 0.3


@pytest.fixture
def slow_page(monkeypatch: pytest.MonkeyPatch) -> FakeMachine:
    """A computer whose probe page arrives late; the limits are a tenth of the real ones."""

    def wait_for_page(_machine: Machine, _proxy: str = "") -> PortalAnswer:
        time.sleep(SLOWLY)
        return PAGE

    monkeypatch.setattr(connectivity, "SLOW", 0.05)
    monkeypatch.setattr(connectivity, "SLOW_NAMES", 0.1)
    monkeypatch.setattr(connectivity, "detect_portal", wait_for_page)
    for name in ("_probe_through_proxy", "probe_organisation_host", "_diagnose_lower_layers"):
        monkeypatch.setattr(connectivity, name, lambda *_: None)
    monkeypatch.setattr(
        connectivity, "RESOLVER", SimpleNamespace(read=lambda _: SimpleNamespace(servers=["192.0.2.0"]))
    )
    monkeypatch.setattr(connectivity, "_find_probe_page_host", lambda _machine: "probe.example")
    return FakeMachine(Platform.LINUX)


def answer_after(monkeypatch: pytest.MonkeyPatch, seconds: float, *replies: DnsReply) -> None:
    def query(_machine: Machine, _name: str, _configured: Sequence[str]) -> Sequence[DnsServer]:
        time.sleep(seconds)
        if not replies:
            raise ProbeError(N_("This computer returned an unexpected response."))
        return [DnsServer(f"192.0.2.{n}", reply) for n, reply in enumerate(replies)]

    monkeypatch.setattr(connectivity, "query_servers", query)


def test_slow_servers_are_the_cause_of_slow_websites(
    slow_page: FakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_after(monkeypatch, SLOWLY, DnsReply.ANSWERS)
    finding = net_dns.NetDns().diagnose(slow_page)
    assert finding is not None
    assert (
        ENGLISH.translate(finding.summary) == "Websites open slowly because the DNS servers respond slowly."
    )
    (step,) = net_dns.NetDns().plan_steps(finding, {"others": ["only-me"]})
    assert step.name == "by-hand"
    assert net_dns.NetDns().plan_steps(finding, {"others": ["all"]}) == ()


@pytest.mark.parametrize(
    ("seconds", "replies"),
    [
        (0.0, [DnsReply.ANSWERS]),
        (SLOWLY, [DnsReply.ANSWERS, DnsReply.SILENT]),
        (SLOWLY, [DnsReply.NO_SUCH_NAME]),
        (SLOWLY, []),
    ],
    ids=["fast", "one is silent", "unknown name", "unknown servers"],
)
def test_other_servers_are_not_blamed(
    slow_page: FakeMachine, monkeypatch: pytest.MonkeyPatch, seconds: float, replies: list[DnsReply]
) -> None:
    answer_after(monkeypatch, seconds, *replies)
    standing = diagnose_connectivity(slow_page)
    assert (standing.layer, standing.has_slow_names) == (NetworkLayer.TOP, False)


def test_a_page_that_arrives_at_once_needs_no_look_at_the_servers(
    slow_page: FakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_after(monkeypatch, SLOWLY, DnsReply.ANSWERS)
    monkeypatch.setattr(connectivity, "detect_portal", lambda _machine, _proxy="": PAGE)
    assert not diagnose_connectivity(slow_page).has_slow_names
