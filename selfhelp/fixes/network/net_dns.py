"""DNS failures: the network works, but website names can't be resolved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Option, Platform
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.network import dhcp
from selfhelp.machine.network.dns import (
    ADMIN,
    NOBODY,
    USER,
    DnsReply,
    DnsServer,
    FlushDnsCache,
    FlushSystemDnsCache,
    can_resolve_name,
    find_cache_flush_permission,
    is_in_hosts_file,
    is_in_organisation_network,
    query_servers,
)
from selfhelp.machine.network.network_links import LINKS
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.reachability.connectivity import Connectivity, NetworkLayer, diagnose_connectivity

CACHE, FIRST, SERVERS, NO_SERVERS, SLOW = "cache", "first server", "servers", "no servers", "slow servers"
"""Possible causes: this computer's DNS cache, the first DNS server, all servers, no server, or slow ones."""


class NetDns(Fix):
    """Distinguishes a stale DNS cache from unresponsive DNS servers; never sets other servers.

    A public DNS server on an organisation's computer would make internal names and the VPN fail later.
    """

    id = "net-dns"
    title = N_("Fix website address lookup (DNS)")
    category = Category.NETWORK
    looks = N_("Checking website address lookup (DNS)…")
    lifetime = timedelta(seconds=60)
    collectors = ("network",)
    by_hand = ("restart",)
    prevention = N_(
        "Let your network choose the DNS servers; don't enter others you find in an "
        "online guide. After changing your network or VPN, wait half a minute."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Resolve names as programs do; if that fails, query each DNS server directly."""
        standing = diagnose_connectivity(machine)
        if standing.layer in (NetworkLayer.LINK, NetworkLayer.ADDRESS, NetworkLayer.GATEWAY):
            raise ProbeError(
                N_("This computer isn't connected to a network, so website addresses can't be checked."),
                detail=str(standing.evidence),
            )
        if standing.loss is not None:
            raise ProbeError(
                N_("The connection is unstable, so website addresses can't be checked."),
                detail=str(standing.loss.evidence),
                explained_by="net-no-internet",
            )
        if standing.layer is NetworkLayer.NAMES:
            return make_finding_for_connectivity(machine, standing)
        if standing.has_slow_names:
            return _make_slow_finding(standing)
        return _diagnose_inner_name(machine)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if its steps would cut the user's remote session."""
        return (
            remote_session.CUTS
            if finding.data["plan"]["renew"] and remote_session.is_remote_session(machine)
            else None
        )

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking whether others are affected, unless the cause is this computer's cache."""
        return () if finding.data["cause"] == CACHE else (OTHERS,)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that flush the DNS cache, or request the DNS servers' addresses again."""
        if "all" in answers.get("others", ()):
            return ()
        if finding.data["cause"] == CACHE:
            forget: dict[str, Sequence[Step]] = {USER: [FlushDnsCache()], ADMIN: [FlushSystemDnsCache()]}
            return forget.get(finding.data["forget"], [])
        return [*dhcp.make_steps_of_plan(finding.data["plan"]), ByHand("internet-box")]


OTHERS = ChoiceQuestion(
    "others",
    N_("Can people near you open the same websites?"),
    (
        Option("only-me", N_("Yes, or I'm alone"), chosen=True),
        Option("all", N_("No, they have the same problem")),
    ),
)
"""Question that asks whether other people are affected; if so, the user must contact the help desk."""


def make_finding_for_connectivity(machine: Machine, standing: Connectivity) -> Finding | None:
    """Return the finding for a failed look-up; None if public names are blocked by design."""
    name = urlsplit(standing.answer.address).hostname or ""
    servers = standing.servers.result() if standing.servers is not None else query_servers(machine, name)
    told = read_organisation(machine).internal_name
    if _do_all_servers_lack_name(servers) and told and can_resolve_name(machine, told):
        return None
    return _make_finding(machine, name, servers, N_("This computer can't find the addresses of websites."))


def _make_slow_finding(standing: Connectivity) -> Finding:
    """Return the finding that the DNS servers respond slowly; only the router or the help desk can help."""
    return Finding(
        summary=N_("Websites open slowly because the DNS servers respond slowly."),
        meaning=N_("At home, restart the router. At work, contact the help desk."),
        evidence={"name": urlsplit(standing.answer.address).hostname or "", "name servers": "slow"},
        data={"cause": SLOW, "forget": NOBODY, "plan": dhcp.NOTHING},
    )


def _diagnose_inner_name(machine: Machine) -> Finding | None:
    """Return the finding if the organisation's internal name can't be resolved in its network."""
    name = read_organisation(machine).internal_name
    if not name or not is_in_organisation_network(machine, name) or can_resolve_name(machine, name):
        return None
    return _make_finding(machine, name, query_servers(machine, name), _INNER)


_FIRST = N_("The first DNS server isn't responding, so websites open slowly or not at all.")
_INNER = N_("Public website addresses work, but your organisation's addresses can't be resolved (DNS).")


def _make_finding(machine: Machine, name: str, servers: Sequence[DnsServer], summary: Text) -> Finding:
    cause = _find_cause(servers)
    forget = find_cache_flush_permission(machine) if cause == CACHE else NOBODY
    if cause == CACHE and _does_first_server_fail(machine, servers):
        cause, forget, summary = FIRST, NOBODY, _FIRST
    plan = dhcp.NOTHING
    if cause != CACHE:
        connected = [link for link in LINKS.read(machine) if link.enabled and link.connected]
        plan = {**dhcp.plan_reconnect(machine, connected), "restart": []}
    evidence = {
        f"name server {n}": f"{server.address}: {server.reply}" for n, server in enumerate(servers, 1)
    }
    if is_in_hosts_file(machine, name):
        evidence["hosts file"] = f"has an entry for {name}"
    return Finding(
        summary=summary,
        meaning=_make_explanation(
            cause, forget, bool(plan["renew"]), knows_not=_do_all_servers_respond(servers)
        ),
        evidence={"name": name, **evidence},
        data={"cause": cause, "forget": forget, "plan": plan},
    )


def _find_cause(servers: Sequence[DnsServer]) -> str:
    if not servers:
        return NO_SERVERS
    return CACHE if any(server.reply is DnsReply.ANSWERS for server in servers) else SERVERS


def _does_first_server_fail(machine: Machine, servers: Sequence[DnsServer]) -> bool:
    """Return whether each lookup waits for a first server that doesn't respond.

    Linux without systemd-resolved has no cache, and queries the servers in their order (resolv.conf(5)).
    """
    return (
        machine.platform is Platform.LINUX
        and find_cache_flush_permission(machine) == NOBODY
        and servers[0].reply in (DnsReply.SILENT, DnsReply.CLOSED)
    )


def _do_all_servers_lack_name(servers: Sequence[DnsServer]) -> bool:
    """Return whether all servers respond, but none has an address for the name."""
    says_no = (DnsReply.NO_SUCH_NAME, DnsReply.REFUSES)
    return bool(servers) and all(server.reply in says_no for server in servers)


def _do_all_servers_respond(servers: Sequence[DnsServer]) -> bool:
    """Return whether all servers respond, even if it's only with an error."""
    return bool(servers) and all(s.reply not in (DnsReply.SILENT, DnsReply.CLOSED) for s in servers)


def _make_explanation(cause: str, forget: str, renews: bool, *, knows_not: bool) -> Text:
    """Return an explanation that mentions only actions that the steps can perform."""
    if cause == CACHE:
        if forget == NOBODY:
            return N_(
                "The DNS servers can resolve the address, but this computer isn't using their answer. "
                "Contact the help desk."
            )
        return N_("This computer has cached an outdated address. We can clear the DNS cache.")
    if cause == FIRST and renews:
        return N_(
            "Another DNS server responds, but every website waits for the first one. We can request other "
            "servers. If the problem persists, contact the help desk."
        )
    if cause == FIRST:
        return N_(
            "Another DNS server responds, but every website waits for the first one. At home, restart the "
            "router. At work, contact the help desk."
        )
    if renews and cause == NO_SERVERS:
        return N_("The network didn't provide a DNS server. We can request one again.")
    if renews and knows_not:
        return N_(
            "The DNS servers respond, but can't find the address. We can ask the network "
            "for other DNS servers. If the problem persists, contact the help desk."
        )
    if renews:
        return N_(
            "The DNS servers aren't responding. We can request others. If the problem persists, contact the "
            "help desk."
        )
    if cause == NO_SERVERS:
        return N_("The network didn't provide a DNS server. Restarting the router may help.")
    if knows_not:
        return N_(
            "The DNS servers respond, but can't find the address. At home, restart the "
            "router. At work, contact the help desk."
        )
    return N_(
        "The DNS servers aren't responding. At home, restart the router. At work, contact the help desk."
    )
