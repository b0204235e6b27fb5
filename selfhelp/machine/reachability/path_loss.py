"""Measures how many packets are lost near this computer, while the page that tests internet access is slow.

If packets are lost, any query may fail: of the names, of the page, of the clock. None of these servers is to
blame then. A host is only called lossy if it responds to other probes, so a host that drops probes on purpose
isn't.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from selfhelp.machine import Machine
from selfhelp.machine.network.gateway import PORT
from selfhelp.machine.network.network_links import NetworkLink
from selfhelp.machine.network.network_quality import PathQuality, measure_paths_quickly

SOME, MUCH = 3, 5
"""Number of lost probes, out of twenty, that explains a failed query; and one that explains a slow page."""

DNS_PORT = 53
SERVERS = 2
"""Maximum number of DNS servers that are probed beside the gateway."""


@dataclass(frozen=True, slots=True)
class PathLoss:
    """The share of packets that are lost.

    Attributes:
        link: the network link in use.
        near: the way to the gateway; None if it is unknown or never responds.
        far: the way to the DNS server that loses least; None if none responds.
    """

    link: NetworkLink
    near: PathQuality | None = None
    far: PathQuality | None = None

    def is_lossy(self, most: int) -> bool:
        """Return whether at least ``most`` probes were lost."""
        return self.is_near(most) or (self.far is not None and self.far.lost >= most)

    def is_near(self, most: int) -> bool:
        """Return whether at least ``most`` probes were lost between this computer and the gateway."""
        return self.near is not None and self.near.lost >= most

    @property
    def evidence(self) -> Mapping[str, str]:
        """The measurements for a technician."""
        return {
            "link": f"{self.link.name}: {self.link.kind}",
            "to the gateway": self.near.quality_description if self.near else "not told",
            "to the DNS server": self.far.quality_description if self.far else "not told",
        }


def measure_path_loss(
    machine: Machine, links: Sequence[NetworkLink], read_servers: Callable[[], Sequence[str]]
) -> PathLoss | None:
    """Return the loss on the way to the gateway and to the DNS servers; None without a network link.

    Raises:
        ProbeError: the DNS servers couldn't be read, or the measurement failed.
    """
    link = next((link for link in links if link.connected and link.gateways), None)
    if link is None:
        return None
    gateway = link.gateways[0]
    servers = [server for server in read_servers() if not is_loopback_address(server)]
    far = [server for server in servers if server != gateway][:SERVERS]
    scoped = f"{gateway}%{link.name}" if gateway.lower().startswith("fe80:") else gateway
    paths = measure_paths_quickly(machine, [(scoped, PORT), *((server, DNS_PORT) for server in far)])
    return PathLoss(link, _find_best_path(paths[:1]), _find_best_path(paths[1:]))


def _find_best_path(paths: Sequence[PathQuality]) -> PathQuality | None:
    """Return the path that loses least, of those that respond at all."""
    return min((path for path in paths if path.middle is not None), key=lambda path: path.lost, default=None)


def is_loopback_address(address: str) -> bool:
    """Return whether an IP address is this computer's own; True for other text."""
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return True
