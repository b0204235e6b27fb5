"""Finds the first layer of the connection that fails: link, address, gateway, DNS, web page.

For a computer without internet access by design, reaching the organisation's own host is enough.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlsplit

from selfhelp.core.errors import ProbeError, SelfhelpError
from selfhelp.core.parallel import BackgroundValue
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Reading
from selfhelp.machine.network.captive_portal import (
    PortalAnswer,
    PortalReply,
    detect_portal,
    list_portal_probe_pages,
)
from selfhelp.machine.network.connections import OPEN, probe_port
from selfhelp.machine.network.dns import DnsReply, DnsServer, query_servers
from selfhelp.machine.network.gateway import is_gateway_present
from selfhelp.machine.network.network_links import LINKS, NetworkLink
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.proxy import pac
from selfhelp.machine.proxy.proxy_settings import read_web_proxy

SLOW = 0.7
"""Seconds to wait for the probe page before the other layers are read in parallel.

A packet dropped on the way is noticed only after the time limit. Reading the layers one after the other would
take longer than a diagnosis may.
"""

PATIENCE = 0.3
"""Seconds after the probe page's time limit within which the lower layers should have been read."""


NO_ANSWER_BEHIND = (502, 503, 504)
"""HTTP statuses of a proxy that didn't get an answer from the website (RFC 9110)."""


class NetworkLayer(StrEnum):
    """Layers of the connection, from the cable upwards; TOP means that none fails."""

    LINK = "link"
    ADDRESS = "address"
    GATEWAY = "gateway"
    NAMES = "names"
    PAGE = "page"
    PORTAL = "portal"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Connectivity:
    """Result of a diagnosis: the first layer of this computer's connection that fails, and the evidence.

    Attributes:
        layer: the first layer that fails; TOP if none fails.
        answer: the result of the probe page.
        links: the network links; empty if they weren't needed.
        inside: the result of probing the organisation's own host; "" if it wasn't needed.
        evidence: the links in technical words.
        servers: the DNS servers' replies about the probe page, if they have been queried.
    """

    layer: NetworkLayer
    answer: PortalAnswer
    links: Sequence[NetworkLink] = ()
    inside: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    servers: BackgroundValue[Sequence[DnsServer]] | None = field(default=None, compare=False)


def diagnose_connectivity(machine: Machine) -> Connectivity:
    """Return the diagnosis: the probe page is tested first, and the layers from the cable up if it fails.

    Raises:
        ProbeError: the state couldn't be read, or a proxy script is in use.
    """
    page = BackgroundValue(lambda: detect_portal(machine))
    others = _OtherLayers(machine)
    page.start()
    if not page.wait_until_done(SLOW):
        others.start_probes()
    answer, through = page.result(), None
    if answer.reply is not PortalReply.EXPECTED:
        through = others.proxied.result()
    if through is not None and through.reply is PortalReply.EXPECTED:
        answer = through
    if answer.reply is PortalReply.EXPECTED:
        return Connectivity(NetworkLayer.TOP, answer)
    inside = others.inside.result()
    if inside == OPEN:
        return Connectivity(NetworkLayer.TOP, answer, inside=inside)
    if answer.reply is PortalReply.PORTAL:
        require_no_proxy_script(machine)
        return Connectivity(NetworkLayer.PORTAL, answer, inside=inside)
    links, layer = others.find_failing_layer(answer)
    if layer is NetworkLayer.PAGE:
        require_no_proxy_script(machine)
        answer = _find_refusal_by_proxy(through) or answer
        layer = NetworkLayer.NAMES if answer.reply is PortalReply.NO_NAME else NetworkLayer.PAGE
    servers = others.servers if layer is NetworkLayer.NAMES and others.servers.is_started else None
    return Connectivity(layer, answer, links, inside, describe_links(links), servers)


class _OtherLayers:
    """Readings of the other layers: in parallel if the probe page is slow, otherwise one after the other."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.proxied = BackgroundValue(lambda: _probe_through_proxy(machine))
        self.inside = BackgroundValue(lambda: probe_organisation_host(machine))
        self.below = BackgroundValue(lambda: _diagnose_lower_layers(machine))
        self.servers = BackgroundValue(lambda: query_servers(machine, _find_probe_page_host(machine)))

    def start_probes(self) -> None:
        for one in (self.proxied, self.inside, self.below, self.servers):
            one.start()

    def find_failing_layer(self, answer: PortalAnswer) -> tuple[Sequence[NetworkLink], NetworkLayer]:
        """Return the links and the first failing layer.

        It takes up to eight seconds to distinguish a silent gateway from a missing gateway. If a DNS server
        of the network has resolved the probe page's name by then, all layers below the page work.
        """
        waits = self.below.is_started and not self.below.wait_until_done(PATIENCE)
        if waits and answer.reply is not PortalReply.NO_NAME and self._has_network_answered():
            return LINKS.read(self._machine), NetworkLayer.PAGE
        return self.below.result()

    def _has_network_answered(self) -> bool:
        """Return whether a DNS server outside this computer has resolved the probe page's name."""
        if not (self.servers.is_started and self.servers.wait_until_done(0)):
            return False
        try:
            servers = self.servers.result()
        except SelfhelpError:
            return False
        return any(one.reply is DnsReply.ANSWERS and not _is_loopback(one.address) for one in servers)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return True


def _find_probe_page_host(machine: Machine) -> str:
    return urlsplit(list_portal_probe_pages(machine)[0][0]).hostname or ""


def require_no_proxy_script(machine: Machine) -> None:
    """Raise an error if a proxy script is in use, because a direct connection may then be blocked on purpose.

    Raises:
        ProbeError: there is such a script, or the settings couldn't be read.
    """
    if pac.is_script_served(machine):
        raise ProbeError(N_("Your organisation uses a proxy script (PAC) that this app can't read."))


def check_web_access(machine: Machine) -> PortalAnswer:
    """Return the result of the probe page, requested directly or through the configured proxy.

    Raises:
        ProbeError: the page couldn't be requested.
    """
    answer = detect_portal(machine)
    if answer.reply is PortalReply.EXPECTED:
        return answer
    through = _probe_through_proxy(machine)
    return through if through is not None and through.reply is PortalReply.EXPECTED else answer


def _probe_through_proxy(machine: Machine) -> PortalAnswer | None:
    """Return the probe page's result through the first web proxy; None without a proxy."""
    proxy = read_web_proxy(machine)
    return detect_portal(machine, proxy) if proxy else None


def _find_refusal_by_proxy(through: PortalAnswer | None) -> PortalAnswer | None:
    """Return the answer of a proxy that refuses this app, or None.

    Such a proxy may let others in: browsers sign in to it (407), which this app doesn't. An answer
    about a website that the proxy itself couldn't reach isn't a refusal.
    """
    if through is None or through.status in NO_ANSWER_BEHIND:
        return None
    refuses = through.reply in (PortalReply.STATUS, PortalReply.PORTAL)
    return replace(through, reply=PortalReply.STATUS) if refuses else None


def probe_organisation_host(machine: Machine) -> str:
    """Return the result of probing the organisation's internal host; "" if none is configured."""
    told = read_organisation(machine)
    if not told.internal_name:
        return ""
    where = {"host": told.internal_name, "port": told.internal_port}
    return str(machine.read(Reading(probe_port, where)))


def _diagnose_lower_layers(machine: Machine) -> tuple[Sequence[NetworkLink], NetworkLayer]:
    """Return the links, and the first failing layer up to the gateway; PAGE if these layers work."""
    links = LINKS.read(machine)
    return links, _find_failing_layer(machine, links)


def _find_failing_layer(machine: Machine, links: Sequence[NetworkLink]) -> NetworkLayer:
    connected = [link for link in links if link.enabled and link.connected]
    if not connected:
        return NetworkLayer.LINK
    addressed = [link for link in connected if link.addresses]
    if not addressed:
        return NetworkLayer.ADDRESS
    there = [
        is_gateway_present(machine, link) for link in sorted(addressed, key=lambda link: not link.gateways)
    ]
    if not any(found is not False for found in there):
        return NetworkLayer.GATEWAY
    return NetworkLayer.PAGE


def describe_links(links: Sequence[NetworkLink]) -> Mapping[str, str]:
    """Return the links in technical words, for the evidence."""
    return {f"link {number}": _describe_link(link) for number, link in enumerate(links, 1)}


def _describe_link(link: NetworkLink) -> str:
    state = "connected" if link.connected else "not connected"
    words = [f"{link.name}: {link.kind}", state if link.enabled else "switched off"]
    if link.addresses:
        words.append(f"address {' '.join(link.addresses)}")
        words.append({True: "automatic", False: "typed in", None: "origin unknown"}[link.automatic])
    if link.gateways:
        words.append(f"gateway {' '.join(link.gateways)}")
    return ", ".join(words)
