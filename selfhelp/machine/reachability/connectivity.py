"""How far this computer's connection reaches: link, address, gateway, names, a web page.

A computer without any internet by design stands well where the organisation's own host answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from selfhelp.core.errors import ProbeError
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Reading
from selfhelp.machine.network.captive_portal import PortalAnswer, PortalReply, check_portal
from selfhelp.machine.network.connections import OPEN, probe_port
from selfhelp.machine.network.gateway import is_gateway_present
from selfhelp.machine.network.network_links import LINKS, NetworkLink
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.proxy import pac
from selfhelp.machine.proxy.proxy_settings import read_web_proxy


class NetworkLayer(StrEnum):
    """The first thing that fails, from the cable upwards; TOP if nothing does."""

    LINK = "link"
    ADDRESS = "address"
    GATEWAY = "gateway"
    NAMES = "names"
    PAGE = "page"
    PORTAL = "portal"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Connectivity:
    """How far this computer's connection reaches.

    Attributes:
        layer: the first thing that fails.
        answer: what the probe page said.
        links: ways out of the computer; empty if no one had to look.
        inside: what knocking at the organisation's own host ended with; "" if no one had to knock.
        evidence: the ways out in technical words.
    """

    layer: NetworkLayer
    answer: PortalAnswer
    links: Sequence[NetworkLink] = ()
    inside: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


def diagnose_connectivity(machine: Machine) -> Connectivity:
    """Try the top first, and look from the cable upwards if that fails.

    Raises:
        ProbeError: this computer did not say, or a script names the way out.
    """
    answer = check_web(machine)
    if answer.reply is PortalReply.EXPECTED:
        return Connectivity(NetworkLayer.TOP, answer)
    inside = find_inner_host(machine)
    if inside == OPEN:
        return Connectivity(NetworkLayer.TOP, answer, inside=inside)
    if answer.reply is PortalReply.PORTAL:
        require_no_script(machine)
        return Connectivity(NetworkLayer.PORTAL, answer, inside=inside)
    links = LINKS.read(machine)
    layer = _failing_layer(machine, links, answer)
    if layer in (NetworkLayer.NAMES, NetworkLayer.PAGE):
        require_no_script(machine)
    return Connectivity(layer, answer, links, inside, describe_links(links))


def require_no_script(machine: Machine) -> None:
    """Raise ProbeError if a proxy script is in use: the direct way may then be blocked on purpose.

    Raises:
        ProbeError: there is such a script, or this computer did not say.
    """
    if pac.is_script_served(machine):
        raise ProbeError(N_("Your organisation uses a proxy script (PAC) that this app can't read."))


def check_web(machine: Machine) -> PortalAnswer:
    """Return the result of the probe page, directly or through the configured proxy.

    Raises:
        ProbeError: this computer could not ask.
    """
    answer = check_portal(machine)
    return answer if answer.reply is PortalReply.EXPECTED else _through_proxy(machine) or answer


def _through_proxy(machine: Machine) -> PortalAnswer | None:
    """Return the page's answer through the first web proxy that programs use, where that is a good one."""
    proxy = read_web_proxy(machine)
    if not proxy:
        return None
    answer = check_portal(machine, proxy)
    return answer if answer.reply is PortalReply.EXPECTED else None


def find_inner_host(machine: Machine) -> str:
    """Probe the host that only answers inside the organisation; "" if none is configured."""
    told = read_organisation(machine)
    if not told.internal_name:
        return ""
    where = {"host": told.internal_name, "port": told.internal_port}
    return str(machine.read(Reading(probe_port, where)))


def _failing_layer(machine: Machine, links: Sequence[NetworkLink], answer: PortalAnswer) -> NetworkLayer:
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
    return NetworkLayer.NAMES if answer.reply is PortalReply.NO_NAME else NetworkLayer.PAGE


def describe_links(links: Sequence[NetworkLink]) -> Mapping[str, str]:
    """Return the ways out in technical words, for the evidence."""
    return {f"link {number}": _words(link) for number, link in enumerate(links, 1)}


def _words(link: NetworkLink) -> str:
    state = "connected" if link.connected else "not connected"
    words = [f"{link.name}: {link.kind}", state if link.enabled else "switched off"]
    if link.addresses:
        words.append(f"address {' '.join(link.addresses)}")
        words.append({True: "automatic", False: "typed in", None: "origin unknown"}[link.automatic])
    if link.gateways:
        words.append(f"gateway {' '.join(link.gateways)}")
    return ", ".join(words)
