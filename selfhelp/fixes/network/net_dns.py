"""Names that are not found: the network works, and still no site opens by its name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Option
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
    cache_flusher,
    can_resolve,
    is_in_hosts_file,
    is_inside_organisation,
    query_servers,
)
from selfhelp.machine.network.network_links import LINKS
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.reachability.connectivity import Connectivity, NetworkLayer, diagnose_connectivity

CACHE, SERVERS, NO_SERVERS = "cache", "servers", "no servers"
"""Who is to blame: this computer's own memory of names, the servers, or no one who named any."""


class NetDns(Fix):
    """Tells a stale DNS cache from name servers that don't answer; never sets other servers.

    A public name server typed into a company computer makes internal names and the VPN fail later.
    """

    id = "net-dns"
    title = N_("Fix website address lookup (DNS)")
    category = Category.NETWORK
    looks = N_("Checking website address lookup (DNS)…")
    lifetime = timedelta(seconds=60)
    collectors = ("network",)
    by_hand = ("restart",)
    prevention = N_(
        "Let your network choose the DNS servers; don't enter others from an online guide. After changing "
        "network or VPN, wait half a minute."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Look up names as programs do, and ask each name server directly if that fails."""
        standing = diagnose_connectivity(machine)
        if standing.layer in (NetworkLayer.LINK, NetworkLayer.ADDRESS, NetworkLayer.GATEWAY):
            raise ProbeError(
                N_("This computer isn't connected to a network, so website addresses can't be checked."),
                detail=str(standing.evidence),
            )
        if standing.layer is NetworkLayer.NAMES:
            return finding_for_standing(machine, standing)
        return _inner_finding(machine)

    def blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Never cut the connection the user works through."""
        return (
            remote_session.CUTS
            if finding.data["plan"]["renew"] and remote_session.is_remote_session(machine)
            else None
        )

    def questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Ask whether it is this computer alone, where the servers are to blame."""
        return () if finding.data["cause"] == CACHE else (OTHERS,)

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Flush the DNS cache, or request the name servers again."""
        if "all" in answers.get("others", ()):
            return ()
        if finding.data["cause"] == CACHE:
            forget: dict[str, Sequence[Step]] = {USER: [FlushDnsCache()], ADMIN: [FlushSystemDnsCache()]}
            return forget.get(finding.data["forget"], [])
        return [*dhcp.steps_of_plan(finding.data["plan"]), ByHand("internet-box")]


OTHERS = ChoiceQuestion(
    "others",
    N_("Does it work for people near you?"),
    (
        Option("only-me", N_("Yes, or I'm alone"), chosen=True),
        Option("all", N_("No, they have the same problem")),
    ),
)
"""Where several people are cut off, nothing on one computer helps: that is for the help desk."""


def finding_for_standing(machine: Machine, standing: Connectivity) -> Finding | None:
    """Return why the name of the probe page is not found; None if no public name is, by design."""
    name = urlsplit(standing.answer.address).hostname or ""
    servers = query_servers(machine, name)
    told = read_organisation(machine).internal_name
    if _all_say_no(servers) and told and can_resolve(machine, told):
        return None
    return _finding(machine, name, servers, N_("Website addresses can't be resolved (DNS)."))


def _inner_finding(machine: Machine) -> Finding | None:
    """Look up the organisation's own name, if this is the organisation's network."""
    name = read_organisation(machine).internal_name
    if not name or not is_inside_organisation(machine, name) or can_resolve(machine, name):
        return None
    return _finding(machine, name, query_servers(machine, name), _INNER)


_INNER = N_("Public website addresses work, but your organisation's addresses can't be resolved (DNS).")


def _finding(machine: Machine, name: str, servers: Sequence[DnsServer], summary: Text) -> Finding:
    cause = _cause(servers)
    forget = cache_flusher(machine) if cause == CACHE else NOBODY
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
        meaning=_meaning(cause, forget, bool(plan["renew"]), knows_not=_all_say_no(servers)),
        evidence={"name": name, **evidence},
        data={"cause": cause, "forget": forget, "plan": plan},
    )


def _cause(servers: Sequence[DnsServer]) -> str:
    if not servers:
        return NO_SERVERS
    return CACHE if any(server.reply is DnsReply.ANSWERS for server in servers) else SERVERS


def _all_say_no(servers: Sequence[DnsServer]) -> bool:
    """Whether every server responds, and none has an address for the name."""
    says_no = (DnsReply.NO_SUCH_NAME, DnsReply.REFUSES)
    return bool(servers) and all(server.reply in says_no for server in servers)


def _meaning(cause: str, forget: str, renews: bool, *, knows_not: bool) -> Text:
    """Promise only what the steps hold."""
    if cause == CACHE:
        if forget == NOBODY:
            return N_(
                "The DNS servers can resolve the address, but this computer isn't using their answer. "
                "Contact the help desk."
            )
        return N_("This computer has cached an outdated address. We can clear the DNS cache.")
    if renews and cause == NO_SERVERS:
        return N_("The network didn't provide a DNS server. We can request one again.")
    if renews and knows_not:
        return N_(
            "The DNS servers respond, but don't know the address. We can request others. If the problem "
            "persists, contact the help desk."
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
            "The DNS servers respond, but don't know the address. At home, restart the router. At work, "
            "contact the help desk."
        )
    return N_(
        "The DNS servers aren't responding. At home, restart the router. At work, contact the help desk."
    )
