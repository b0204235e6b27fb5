"""Collects the network connections; `reachability` measures which servers respond."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Scalar
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import LOADING, PartFailure, ask_in_parallel, iter_failure_facts

if TYPE_CHECKING:
    from selfhelp.machine.network.network_interfaces import ConnectionFacts, NetworkInterface
    from selfhelp.machine.network.network_links import NetworkLink

WAIT = 8.5

INTERFACE = (
    Column("interface", key=True),
    Column("kind", tracked=True),
    Column("connected", tracked=True),
    Column("speed", "Mbit/s"),
    Column("half duplex", tracked=True),
    Column("addresses", reveals=PrivacyClass.ADDRESS, tracked=True),
    Column("addresses assigned by", tracked=True),
    Column("hardware address", reveals=PrivacyClass.HARDWARE, tracked=True),
    Column("MTU", "bytes"),
    Column("received", "B"),
    Column("sent", "B"),
    Column("errors"),
    Column("dropped"),
)
INNER = tuple(replace(column, key=False, tracked=False) for column in INTERFACE if column.name != "kind")
"""Columns for bridges and tunnels: their names vary, so changes aren't tracked. VPNs have their own table."""
WIFI = (
    Column("interface", key=True),
    Column("signal", "%"),
    Column("signal level", "dBm"),
    Column("noise", "dBm"),
    Column("channel"),
    Column("frequency", "MHz"),
    Column("rate", "Mbit/s"),
    Column("security"),
)
VPN = (
    Column("VPN", reveals=PrivacyClass.NETWORK, key=True),
    Column("connected", tracked=True),
    Column("server", reveals=PrivacyClass.HOST, tracked=True),
)


class NetworkCollector(Collector):
    """Interfaces, addresses, gateway, DNS servers, proxy, VPN and Wi-Fi quality; never Wi-Fi names."""

    id = "network"
    title = N_("Network")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 60

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section.

        Raises:
            ProbeError: nothing at all could be read.
        """
        found = ask_in_parallel(_load_queries(machine), WAIT)
        if all(isinstance(answer, PartFailure) for answer in found.values()):
            raise ProbeError(N_("Couldn't check this computer's network."))
        links = {link.name: link for link in _get_answer_or_empty(found["links"])}
        return [
            *_iter_route_facts(found["ways"], links),
            *_iter_interface_tables(
                found["interfaces"], None if isinstance(found["links"], PartFailure) else links
            ),
            *iter_failure_facts("kinds of connection", found["links"]),
            *_iter_vpn_facts(found["vpn"]),
            *_iter_wifi_facts(found["wifi"]),
        ]


def _load_queries(machine: Machine) -> Mapping[str, Callable[[], Any]]:
    """Return the section's queries; their modules are imported on the section's own thread."""
    with LOADING:
        from selfhelp.machine.network.network_interfaces import CONNECTION, INTERFACES
        from selfhelp.machine.network.network_links import LINKS
        from selfhelp.machine.network.vpn import SEEN
        from selfhelp.machine.network.wifi_signal import RADIO_LINKS

    return {
        "ways": partial(CONNECTION.read, machine),
        "interfaces": partial(INTERFACES.read, machine),
        "links": partial(LINKS.read, machine),
        "vpn": partial(SEEN.read, machine),
        "wifi": partial(RADIO_LINKS.read, machine),
    }


def _get_answer_or_empty(answer: Any) -> Sequence[Any]:
    return () if isinstance(answer, PartFailure) else answer


def _iter_route_facts(
    ways: ConnectionFacts | PartFailure, links: Mapping[str, NetworkLink]
) -> Iterator[Item]:
    yield from iter_failure_facts("gateway and name servers", ways)
    known = () if isinstance(ways, PartFailure) else ways.gateways
    gateways = list(dict.fromkeys([*known, *(g for link in links.values() for g in link.gateways)]))
    if gateways or not isinstance(ways, PartFailure):
        yield Item("default gateway present", bool(gateways) or any(link.direct for link in links.values()))
    yield from _iter_items_of_name("gateway", gateways, PrivacyClass.ADDRESS)
    if not isinstance(ways, PartFailure):
        yield from _iter_items_of_name("name server", ways.servers, PrivacyClass.ADDRESS)
        yield from _iter_items_of_name("search domain", ways.search, PrivacyClass.HOST)
        for name, value in ways.proxies:
            yield Item(f"proxy {name}", _redact_url_path(value), reveals=PrivacyClass.TEXT, tracked=True)


def _redact_url_path(address: str) -> str:
    """Return an address reduced to scheme and host: path and query may contain a name or a key."""
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("?" if "?" in rest.partition("/")[0] else "/")
    return f"{scheme}{mark}{host}/…" if mark and slash and path else address


def _iter_items_of_name(name: str, values: Sequence[str], reveals: PrivacyClass) -> Iterator[Item]:
    yield from (Item(name, value, reveals=reveals, tracked=True) for value in values)


def _iter_interface_tables(
    found: Sequence[NetworkInterface] | PartFailure, links: Mapping[str, NetworkLink] | None
) -> Iterator[Item | FactTable]:
    """Yield the connections in use and, separately, bridges and tunnels."""
    yield from iter_failure_facts("interfaces", found)
    shown = [i for i in _get_answer_or_empty(found) if links is None or i.name in links or i.in_use]
    ways = [i for i in shown if links is None or i.name in links]
    inner = [i for i in shown if i not in ways]
    if ways:
        yield FactTable(
            "interfaces", INTERFACE, [_build_interface_row(i, (links or {}).get(i.name)) for i in ways]
        )
    if inner:
        yield FactTable(
            "bridges and tunnels", INNER, [(i.name, *_build_interface_row(i, None)[2:]) for i in inner]
        )
    yield Item("other interfaces without an address", len(_get_answer_or_empty(found)) - len(shown) or None)


def _build_interface_row(interface: NetworkInterface, link: NetworkLink | None) -> Sequence[Scalar]:
    given = {True: "the network (DHCP)", False: "hand", None: ""}[link.automatic if link else None]
    return (
        interface.name,
        str(link.kind) if link else None,
        link.connected if link else interface.up,
        interface.speed or (link.speed if link else None) or None,
        link.half_duplex if link and link.connected else None,
        " ".join(interface.addresses),
        given,
        interface.mac,
        interface.largest or None,
        *(interface.received, interface.sent, interface.errors, interface.dropped),
    )


def _iter_vpn_facts(found: Any) -> Iterator[Item | FactTable]:
    yield from iter_failure_facts("VPN", found)
    rows = [(vpn.name, vpn.connected, vpn.server) for vpn in _get_answer_or_empty(found)]
    if not isinstance(found, PartFailure):
        yield Item("VPN connections set up", len(rows))
        yield Item("VPN connected", any(row[1] for row in rows) if rows else None)
    if rows:
        yield FactTable("VPN connections", VPN, rows)


def _iter_wifi_facts(found: Any) -> Iterator[Item | FactTable]:
    yield from iter_failure_facts("Wi-Fi quality", found)
    rows = [
        (w.name, w.percent, w.dbm, w.noise, w.channel, w.mhz, w.rate, w.security)
        for w in _get_answer_or_empty(found)
    ]
    if rows:
        yield FactTable("Wi-Fi quality", WIFI, rows)
