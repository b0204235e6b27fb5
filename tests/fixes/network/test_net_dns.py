"""What is said of name servers is what they did: a server that says no has responded."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from selfhelp.core.model import Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.network import net_dns
from selfhelp.machine.network import dhcp
from selfhelp.machine.network.dns import NOBODY, DnsReply, DnsServer
from tests.fake_machine import FakeMachine

SILENT = "The DNS servers aren't responding."
FIRST = "Another DNS server responds, but every website waits for the first one."
UNUSED = "The DNS servers can resolve the address, but this computer isn't using their answer."
UNKNOWN = "The DNS servers respond, but can't find the address."


@pytest.mark.parametrize("renews", [[], ["eth0"]], ids=["router", "renews"])
@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ([DnsReply.NO_SUCH_NAME], UNKNOWN),
        ([DnsReply.NO_SUCH_NAME, DnsReply.REFUSES], UNKNOWN),
        ([DnsReply.SILENT], SILENT),
        ([DnsReply.CLOSED], SILENT),
        ([DnsReply.FAILS], UNKNOWN),
        ([DnsReply.FAILS, DnsReply.NO_SUCH_NAME], UNKNOWN),
        ([DnsReply.SILENT, DnsReply.ANSWERS], FIRST),
        ([DnsReply.CLOSED, DnsReply.NO_SUCH_NAME, DnsReply.ANSWERS], FIRST),
        ([DnsReply.ANSWERS, DnsReply.SILENT], UNUSED),
        ([DnsReply.NO_SUCH_NAME, DnsReply.SILENT], SILENT),
    ],
)
def test_a_server_that_says_no_is_not_called_silent(
    replies: list[DnsReply], said: str, renews: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = FakeMachine(Platform.LINUX)
    servers = [DnsServer(f"192.0.2.{n}", reply) for n, reply in enumerate(replies)]
    monkeypatch.setattr(net_dns, "query_servers", lambda _machine, _name: servers)
    monkeypatch.setattr(net_dns, "read_organisation", lambda _machine: SimpleNamespace(internal_name=""))
    monkeypatch.setattr(net_dns, "find_cache_flush_permission", lambda _machine: NOBODY)
    monkeypatch.setattr(net_dns, "is_in_hosts_file", lambda _machine, _name: False)
    monkeypatch.setattr(net_dns, "LINKS", SimpleNamespace(read=lambda _machine: ()))
    monkeypatch.setattr(dhcp, "plan_reconnect", lambda _machine, _links: {**dhcp.NOTHING, "renew": renews})
    standing = SimpleNamespace(servers=None, answer=SimpleNamespace(address="http://probe.example.com/ok"))
    found = net_dns.make_finding_for_connectivity(machine, standing)  # type: ignore[arg-type]
    assert found is not None
    assert found.meaning is not None
    assert ENGLISH.translate(found.meaning).startswith(said)
