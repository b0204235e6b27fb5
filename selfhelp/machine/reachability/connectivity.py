"""Finds the first layer of the connection that fails: link, address, gateway, DNS, web page.

For a computer without internet access by design, reaching the organisation's own host is enough.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlsplit

from selfhelp.core.errors import ProbeError, SelfhelpError
from selfhelp.core.parallel import BackgroundValue, SharedValue
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
from selfhelp.machine.network.network_interfaces import RESOLVER
from selfhelp.machine.network.network_links import LINKS, NetworkLink
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.proxy import pac
from selfhelp.machine.proxy.proxy_settings import read_web_proxy
from selfhelp.machine.reachability.path_loss import (
    MUCH,
    SOME,
    PathLoss,
    is_loopback_address,
    measure_path_loss,
)

SLOW = 0.7
"""Seconds to wait for the probe page before the other layers are read in parallel.

A packet dropped on the way is noticed only after the time limit. Reading the layers one after the other would
take longer than a diagnosis may.
"""

SLOW_NAMES = 1.0
"""Seconds after which a DNS server's response is slow; it usually takes some milliseconds."""

LOOKING = 1.5
"""Seconds to wait for the DNS servers after a slow page has arrived."""

MEASURING = 2.5
"""Seconds to wait for the measurement of lost packets after a slow page has arrived or failed."""

PATIENCE = 0.3
"""Seconds after the probe page's time limit within which the lower layers should have been read."""


NO_ANSWER_BEHIND = (502, 503, 504)
"""HTTP statuses of a proxy that didn't get an answer from the website (RFC 9110)."""


class NetworkLayer(StrEnum):
    """Layers of the connection, from the cable upwards; TOP means that none fails."""

    LINK = "link"
    ADDRESS = "address"
    GATEWAY = "gateway"
    LOSS = "loss"
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
        has_slow_names: whether the page is slow, and so are the DNS servers, which all found its address.
        loss: the measured loss of packets if it explains why the page is slow or fails; otherwise None.
    """

    layer: NetworkLayer
    answer: PortalAnswer
    links: Sequence[NetworkLink] = ()
    inside: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    servers: BackgroundValue[Sequence[DnsServer]] | None = field(default=None, compare=False)
    has_slow_names: bool = False
    loss: PathLoss | None = None


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
    answer = page.result()
    if answer.reply is PortalReply.EXPECTED:
        loss = others.find_loss(MUCH)
        slow_names = loss is None and others.has_slow_names()
        return Connectivity(NetworkLayer.TOP, answer, has_slow_names=slow_names, loss=loss)
    through = others.proxied.result()
    if through is not None and through.reply is PortalReply.EXPECTED:
        return Connectivity(NetworkLayer.TOP, through)
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
        loss = others.find_loss(SOME) if _may_loss_explain(answer) else None
        if loss is not None:
            return Connectivity(NetworkLayer.LOSS, answer, links, inside, _describe_links(links), loss=loss)
        layer = NetworkLayer.NAMES if answer.reply is PortalReply.NO_NAME else NetworkLayer.PAGE
    servers = others.servers if layer is NetworkLayer.NAMES and others.servers.is_started else None
    return Connectivity(layer, answer, links, inside, _describe_links(links), servers)


def _may_loss_explain(answer: PortalAnswer) -> bool:
    """Return whether lost packets may be the reason for an answer; a refusal or a login page has another."""
    if answer.reply is PortalReply.STATUS:
        return answer.status == 200  # the page ended early
    return answer.reply in (PortalReply.NOTHING, PortalReply.SILENT, PortalReply.NO_NAME)


class _OtherLayers:
    """Readings of the other layers: in parallel if the probe page is slow, otherwise one after the other.

    The links and the DNS servers are read once for all layers: on Windows each reading starts PowerShell.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._links = SharedValue(lambda: LINKS.read(machine))
        self._addresses = SharedValue(lambda: RESOLVER.read(machine).servers)
        self.proxied = BackgroundValue(lambda: _probe_through_proxy(machine))
        self.inside = BackgroundValue(lambda: probe_organisation_host(machine))
        self.below = BackgroundValue(lambda: _diagnose_lower_layers(machine, self._links))
        self.servers = BackgroundValue(self._query_servers)
        self.loss = BackgroundValue(self._measure_loss)
        self._lookup_seconds = 0.0

    def start_probes(self) -> None:
        for one in (self.proxied, self.inside, self.below, self.servers, self.loss):
            one.start()

    def _measure_loss(self) -> PathLoss | None:
        return measure_path_loss(self._machine, self._links.result(), self._addresses.result)

    def _query_servers(self) -> Sequence[DnsServer]:
        addresses = self._addresses.result()
        begun = time.monotonic()
        servers = query_servers(self._machine, _find_probe_page_host(self._machine), addresses)
        self._lookup_seconds = time.monotonic() - begun
        return servers

    def has_slow_names(self) -> bool:
        """Return whether the probe page was slow, and all DNS servers respond, but slowly."""
        if not self.servers.is_started or not self.servers.wait_until_done(LOOKING):
            return False
        try:
            servers = self.servers.result()
        except SelfhelpError:
            return False
        answers = bool(servers) and all(server.reply is DnsReply.ANSWERS for server in servers)
        return answers and self._lookup_seconds >= SLOW_NAMES

    def find_loss(self, most: int) -> PathLoss | None:
        """Return the loss of packets if at least ``most`` probes were lost while the page was slow."""
        if not self.loss.is_started or not self.loss.wait_until_done(MEASURING):
            return None
        try:
            loss = self.loss.result()
        except SelfhelpError:
            return None
        return loss if loss is not None and loss.is_lossy(most) else None

    def find_failing_layer(self, answer: PortalAnswer) -> tuple[Sequence[NetworkLink], NetworkLayer]:
        """Return the links and the first failing layer.

        It takes up to eight seconds to distinguish a silent gateway from a missing gateway. If a DNS server
        of the network has resolved the probe page's name by then, all layers below the page work.
        """
        waits = self.below.is_started and not self.below.wait_until_done(PATIENCE)
        if waits and answer.reply is not PortalReply.NO_NAME and self._has_network_answered():
            return self._links.result(), NetworkLayer.PAGE
        return self.below.result()

    def _has_network_answered(self) -> bool:
        """Return whether a DNS server outside this computer has resolved the probe page's name."""
        if not (self.servers.is_started and self.servers.wait_until_done(0)):
            return False
        try:
            servers = self.servers.result()
        except SelfhelpError:
            return False
        return any(one.reply is DnsReply.ANSWERS and not is_loopback_address(one.address) for one in servers)


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


def _diagnose_lower_layers(
    machine: Machine, shared: SharedValue[Sequence[NetworkLink]]
) -> tuple[Sequence[NetworkLink], NetworkLayer]:
    """Return the links, and the first failing layer up to the gateway; PAGE if these layers work."""
    links = shared.result()
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


def _describe_links(links: Sequence[NetworkLink]) -> Mapping[str, str]:
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
