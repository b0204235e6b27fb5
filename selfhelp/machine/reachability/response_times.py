"""Measures the response times of the gateway, the help desk's server and the DNS servers.

Only hosts from the system's settings or the policy are contacted. Each measurement has its own time limit,
far below a snapshot's; in a healthy network all of them take about 0.3 s.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.median import compute_median
from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.command_output import read_file_content, to_float, to_objects, to_text, to_texts
from selfhelp.machine.network import connections, dns, network_quality, ping
from selfhelp.machine.network.network_interfaces import GATEWAYS, RESOLVER

TRIES = 5
PAUSE = 0.01
"""Seconds between two probes."""

LIMIT = 0.6
"""Seconds without a response after which a probe is considered lost; no usable server takes that long."""

NEAR = 0.15
"""Seconds without a response after which a probe of the gateway, in the local network, is considered lost."""

LOOK_UP = 1.0
"""Timeout of a DNS lookup, in seconds; it normally takes a few hundredths."""

GATEWAY_PORT = 80
"""TCP port for probing the gateway: most routers have a settings page there.

A refused connection proves presence as well.
"""


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Response times of one host, probed several times.

    Attributes:
        station: its role, in English.
        host: its name or address. External text.
        how: the method: ``ping``, or ``TCP`` and the port.
        times: milliseconds of each probe, None if it was lost.
    """

    station: str
    host: str
    how: str
    times: Sequence[float | None]

    @property
    def answered_times(self) -> Sequence[float]:
        """Round-trip times of the answered probes, in milliseconds."""
        return [value for value in self.times if value is not None]

    @property
    def loss_percent(self) -> float:
        """Share of lost probes, in percent."""
        return round(100 * (1 - len(self.answered_times) / len(self.times))) if self.times else 100

    @property
    def median(self) -> float | None:
        """Median round-trip time in milliseconds; None without a response."""
        return round(compute_median(self.answered_times), 1) if self.answered_times else None


def ping_gateway(machine: Machine) -> ResponseTimes | None:
    """Return the response times of the first gateway to ping; None without a gateway.

    Raises:
        ProbeError: the gateway is unknown, or this account may not ping.
    """
    gateways = GATEWAYS.read(machine)
    if not gateways:
        return None
    times = ping.ping_host(machine, gateways[0], TRIES, PAUSE, NEAR)
    return ResponseTimes("gateway", gateways[0], "ping", times)


def probe_gateway(machine: Machine) -> ResponseTimes | None:
    """Return the response times of the first gateway to TCP probes; None without a gateway.

    Unlike ping (ICMP), these probes need no permission.

    Raises:
        ProbeError: the gateway is unknown, or couldn't be probed.
    """
    gateways = GATEWAYS.read(machine)
    return probe_port_repeatedly(machine, "gateway", gateways[0], GATEWAY_PORT, NEAR) if gateways else None


def is_in_neighbour_table(machine: Machine, address: str) -> bool | None:
    """Return whether the system knows a host's MAC address; None if unknown.

    A probed host is looked up first (ARP, RFC 826), so a silent host can be distinguished from an absent
    host: flag 2 means that the host answered (proc_net(5)).
    """
    for line in read_file_content(machine, "/proc/net/arp", 100_000).splitlines()[1:]:
        fields = line.split()
        if len(fields) > 3 and fields[0] == address:
            return fields[2] != "0x0"
    return None


def probe_port_repeatedly(
    machine: Machine, station: str, host: str, port: int, limit: float = LIMIT
) -> ResponseTimes:
    """Return the response times of a port, probed several times without sending data.

    Raises:
        ProbeError: the probe couldn't be run.
    """
    asked = {"stations": [[host, port]], "knocks": TRIES, "pause": PAUSE, "limit": limit}
    answer = machine.read(Reading(network_quality.measure_port_latencies, asked))
    times = answer[0] if isinstance(answer, list) and answer and isinstance(answer[0], list) else []
    return ResponseTimes(station, host, f"TCP {port}", [to_float(value) for value in times])


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """A name resolved by this computer's own resolver.

    Attributes:
        addresses: its addresses; empty if the name is unknown.
        ms: the duration of the lookup in milliseconds; None after a timeout.
    """

    addresses: Sequence[str]
    ms: float | None


def resolve_name_timed(name: str) -> Json:
    """Return the addresses of a name and the time taken, looked up with the system resolver."""
    start = time.monotonic()
    found = connections.resolve_host(name, 0, LOOK_UP)
    ms = None if found is None else round(1000 * (time.monotonic() - start), 1)
    return {"addresses": list(dict.fromkeys(str(place[4][0]) for place in found or ())), "ms": ms}


def resolve_name(machine: Machine, host: str) -> ResolvedName:
    """Return the addresses of a name, looked up with the system resolver, and the time taken.

    Raises:
        ProbeError: the lookup couldn't be run.
    """
    said = machine.read(Reading(resolve_name_timed, {"name": host}))
    return ResolvedName(to_texts(said.get("addresses") or []), to_float(said.get("ms")))


@dataclass(frozen=True, slots=True)
class NameServerReply:
    """A DNS server, its reply about a name, and the response time in ms."""

    address: str
    reply: str
    ms: float | None


def query_name_servers(machine: Machine, host: str) -> Sequence[NameServerReply]:
    """Return the response of each configured DNS server, at most four, about a name.

    Raises:
        ProbeError: the configured servers are unknown.
    """
    servers = list(RESOLVER.read(machine).servers)[:4]
    if not servers:
        return []
    asked = {"servers": servers, "name": host, "limit": LOOK_UP}
    said = to_objects(machine.read(Reading(dns.query_all_servers_timed, asked)))
    return [
        NameServerReply(address, to_text(entry.get("reply")), to_float(entry.get("ms")))
        for address, entry in zip(servers, said, strict=False)
    ]
