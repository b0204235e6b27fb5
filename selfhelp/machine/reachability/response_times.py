"""The response times of the gateway, the help desk's server, and the name servers.

Nothing is asked that the system or the organisation's policy does not name already. Everything has a time
limit of its own, far below what a snapshot may take; a healthy network needs about 0.3 s for all of it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.command_output import read_content, to_float, to_objects, to_text, to_texts
from selfhelp.machine.network import connections, dns, network_quality, ping
from selfhelp.machine.network.network_interfaces import GATEWAYS, RESOLVER

TRIES = 5
PAUSE = 0.01
"""Seconds between two tries; five of them are no attack."""

LIMIT = 0.6
"""Seconds after which a try counts as lost: any way to a server in use is shorter."""

NEAR = 0.15
"""The same for the gateway, which is in this house."""

LOOK_UP = 1.0
"""Seconds a name gets; a healthy server needs some hundredths."""

GATEWAY_PORT = 80
"""Most boxes have a page for their owner here; who refuses is there as well."""


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """The results of probing one station several times.

    Attributes:
        station: what it is, in English.
        host: its name or address. Foreign text.
        how: ``ping`` or ``TCP`` and the port.
        times: milliseconds of each try, None if it was lost.
    """

    station: str
    host: str
    how: str
    times: Sequence[float | None]

    @property
    def answered_times(self) -> Sequence[float]:
        """The round-trip times of the answered probes."""
        return [value for value in self.times if value is not None]

    @property
    def loss_percent(self) -> float:
        """The share of lost probes, in percent."""
        return round(100 * (1 - len(self.answered_times) / len(self.times))) if self.times else 100

    @property
    def median(self) -> float | None:
        """The median in milliseconds, None if nothing came."""
        from statistics import median  # loads decimal and fractions

        return round(median(self.answered_times), 1) if self.answered_times else None


def ping_gateway(machine: Machine) -> ResponseTimes | None:
    """Ask the first gateway for an echo; None if there is none.

    Raises:
        ProbeError: this computer does not say, or this account may not ask.
    """
    gateways = GATEWAYS.read(machine)
    if not gateways:
        return None
    times = ping.ping(machine, gateways[0], TRIES, PAUSE, NEAR)
    return ResponseTimes("gateway", gateways[0], "ping", times)


def probe_gateway(machine: Machine) -> ResponseTimes | None:
    """Probe the first gateway, without ICMP, which needs rights; None if there is none.

    Raises:
        ProbeError: this computer does not say, or could not ask.
    """
    gateways = GATEWAYS.read(machine)
    return probe_repeatedly(machine, "gateway", gateways[0], GATEWAY_PORT, NEAR) if gateways else None


def is_in_neighbour_table(machine: Machine, address: str) -> bool | None:
    """Whether the system has the hardware address of a station; None if unknown.

    Who is knocked at is looked for first (ARP, RFC 826), so a station that keeps silent is told from one
    that is gone: the flag 2 of a line means that it answered (proc_net(5)).
    """
    for line in read_content(machine, "/proc/net/arp", 100_000).splitlines()[1:]:
        fields = line.split()
        if len(fields) > 3 and fields[0] == address:
            return fields[2] != "0x0"
    return None


def probe_repeatedly(
    machine: Machine, station: str, host: str, port: int, limit: float = LIMIT
) -> ResponseTimes:
    """Probe a port several times; no byte is sent.

    Raises:
        ProbeError: this computer could not ask.
    """
    asked = {"stations": [[host, port]], "knocks": TRIES, "pause": PAUSE, "limit": limit}
    answer = machine.read(Reading(network_quality.ping_ports, asked))
    times = answer[0] if isinstance(answer, list) and answer and isinstance(answer[0], list) else []
    return ResponseTimes(station, host, f"TCP {port}", [to_float(value) for value in times])


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """A name as this computer's own resolver knows it.

    Attributes:
        addresses: what it leads to; none if no one knows it.
        ms: how long that took; None if no one answered in time.
    """

    addresses: Sequence[str]
    ms: float | None


def resolve_timed(name: str) -> Json:
    """Resolve a name with the system resolver; return its addresses and the time taken."""
    start = time.monotonic()
    found = connections.resolve(name, 0, LOOK_UP)
    ms = None if found is None else round(1000 * (time.monotonic() - start), 1)
    return {"addresses": list(dict.fromkeys(str(place[4][0]) for place in found or ())), "ms": ms}


def resolve_name(machine: Machine, host: str) -> ResolvedName:
    """Look up a name.

    Raises:
        ProbeError: this computer could not ask.
    """
    said = machine.read(Reading(resolve_timed, {"name": host}))
    return ResolvedName(to_texts(said.get("addresses") or []), to_float(said.get("ms")))


@dataclass(frozen=True, slots=True)
class NameServerReply:
    """A name server, its word about a name, and the milliseconds it took."""

    address: str
    reply: str
    ms: float | None


def query_name_servers(machine: Machine, host: str) -> Sequence[NameServerReply]:
    """Measure the response time of each configured name server, at most four, for a name.

    Raises:
        ProbeError: this computer does not say whom it asks.
    """
    servers = list(RESOLVER.read(machine).servers)[:4]
    if not servers:
        return []
    asked = {"servers": servers, "name": host, "limit": LOOK_UP}
    said = to_objects(machine.read(Reading(dns.query_all_timed, asked)))
    return [
        NameServerReply(address, to_text(entry.get("reply")), to_float(entry.get("ms")))
        for address, entry in zip(servers, said, strict=False)
    ]
