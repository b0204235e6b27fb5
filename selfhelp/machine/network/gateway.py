"""Checks whether the gateway is present, even if it doesn't respond to ping.

Probing any of its ports makes this computer look up its MAC address (ARP, RFC 826; neighbour discovery, RFC
4861). A gateway that refuses the connection is present. A silent gateway may filter packets, so the system's
neighbour table is checked: an absent host becomes *failed* there after some seconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import Enum

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine import Command, Machine, PowerShell, Reading
from selfhelp.machine.command_output import SLOW, to_int, to_objects, to_text, to_texts
from selfhelp.machine.network.connections import OPEN, REFUSED, probe_port
from selfhelp.machine.network.network_links import NetworkLink

PORT = 80
"""TCP port to probe: most routers have a settings page there; other routers refuse or stay silent."""

ROUNDS = 5
"""Maximum number of times that the neighbour table is checked.

An entry goes from *stale* through *delay* (5 s) and *probe* (3 s) to *failed* (arp(7), RFC 4861).
"""


IN_ORDER = frozenset({Platform.LINUX})
"""Systems whose gateways are listed in the order of their metric (ip-route(8))."""


class NeighbourState(Enum):
    """State of a host in the system's neighbour table."""

    THERE = "there"
    GONE = "gone"
    UNKNOWN = "unknown"


def is_gateway_present(machine: Machine, link: NetworkLink) -> bool | None:
    """Return whether one of a link's gateways is reachable; None if unknown.

    On `IN_ORDER`, the first gateway is the only one that is used.

    Raises:
        ProbeError: the neighbour table couldn't be read.
    """
    if not link.gateways:
        return None if link.direct else False
    found = [_probe_gateway(machine, link, gateway) for gateway in link.gateways]
    if machine.platform in IN_ORDER:
        return found[0]
    return True if True in found else None if None in found else False


def _probe_gateway(machine: Machine, link: NetworkLink, gateway: str) -> bool | None:
    host = f"{gateway}%{link.name}" if gateway.lower().startswith("fe80:") else gateway
    for _ in range(ROUNDS):
        if machine.read(Reading(probe_port, {"host": host, "port": PORT})) in (OPEN, REFUSED):
            return True
        said = _ROWS[machine.platform](machine, link, gateway)
        if said is not NeighbourState.UNKNOWN:
            return said is NeighbourState.THERE
    return None


LINUX_STATES: Mapping[str, NeighbourState] = {
    "REACHABLE": NeighbourState.THERE,
    "PERMANENT": NeighbourState.THERE,
    "NOARP": NeighbourState.THERE,
    "FAILED": NeighbourState.GONE,
    "INCOMPLETE": NeighbourState.GONE,
}
"""States by the names of ip-neighbour(8); states not listed (STALE, DELAY, PROBE) aren't final."""


def _read_gateway_linux(machine: Machine, link: NetworkLink, gateway: str) -> NeighbourState:
    output = machine.run(Command(("ip", "-j", "neigh", "show", "to", gateway, "dev", link.name), timeout=5))
    try:
        entries: Sequence[Mapping[str, object]] = to_objects(json.loads(output.stdout or "[]"))
    except ValueError:
        return NeighbourState.UNKNOWN
    states = [state for entry in entries for state in to_texts(entry.get("state"))]
    return LINUX_STATES.get(states[0], NeighbourState.UNKNOWN) if states else NeighbourState.GONE


WINDOWS = (
    "$n='root/StandardCimv2';$v={param($o,$p)$o.CimInstanceProperties[$p].Value};"
    "Get-CimInstance -Namespace $n -ClassName MSFT_NetNeighbor | ForEach-Object {"
    "[pscustomobject]@{Address=(& $v $_ 'IPAddress');State=[int](& $v $_ 'State')}} |"
    " Select-Object -First 500"
)
"""Script that reads the neighbour table.

States of MSFT_NetNeighbor (Microsoft Learn): 0 unreachable, 1 incomplete, 2 probe, 3 delay, 4 stale, 5
reachable, 6 permanent.
"""

WINDOWS_STATES: Mapping[int, NeighbourState] = {
    0: NeighbourState.GONE,
    1: NeighbourState.GONE,
    5: NeighbourState.THERE,
    6: NeighbourState.THERE,
}


def _read_gateway_windows(machine: Machine, link: NetworkLink, gateway: str) -> NeighbourState:
    rows = to_objects(machine.read(PowerShell(WINDOWS, timeout=SLOW)))
    states = [to_int(row.get("State")) for row in rows if to_text(row.get("Address")) == gateway]
    return WINDOWS_STATES.get(states[0] or 0, NeighbourState.UNKNOWN) if states else NeighbourState.GONE


def _read_gateway_macos(machine: Machine, link: NetworkLink, gateway: str) -> NeighbourState:
    """Return the gateway's state from arp(8): ``(incomplete)`` without a response; old entries are kept."""
    try:
        shown = machine.run(Command(("arp", "-n", gateway), timeout=5)).stdout
    except ProbeError:
        return NeighbourState.UNKNOWN
    return NeighbourState.GONE if "incomplete" in shown or "no entry" in shown else NeighbourState.UNKNOWN


_ROWS = {
    Platform.LINUX: _read_gateway_linux,
    Platform.WINDOWS: _read_gateway_windows,
    Platform.MACOS: _read_gateway_macos,
}
