"""Network configuration: interfaces, addresses, gateways, DNS servers and proxies."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading, Registry
from selfhelp.machine.command_output import read_file_content, read_script_output_object, to_text, to_texts
from selfhelp.machine.network.network_links import read_mac_route
from selfhelp.machine.network.scutil import PROXY, parse_proxies

STUB = "127.0.0.53"
"""Address of systemd-resolved's stub; its other file has the real servers (systemd-resolved(8))."""

RESOLVED = "/run/systemd/resolve/resolv.conf"

PROXY_KEY = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings"

WINDOWS = (
    "$c=Get-CimInstance Win32_NetworkAdapterConfiguration -Filter 'IPEnabled=TRUE';"
    "[pscustomobject]@{Gateways=@($c.DefaultIPGateway | Where-Object { $_ });"
    "Servers=@($c.DNSServerSearchOrder | Where-Object { $_ } | Select-Object -Unique);"
    "Search=@($c.DNSDomain | Where-Object { $_ } | Select-Object -Unique)}"
)
"""Script that reads the adapters, gateways and DNS servers.

Source: Microsoft Learn, "CIM WIN32 provider", Win32_NetworkAdapterConfiguration.
"""


@dataclass(frozen=True, slots=True)
class NetworkInterface:
    """One network interface; ``speed`` is in Mbit/s, the counters start at the system start."""

    name: str
    up: bool
    speed: int
    addresses: Sequence[str]
    mac: str
    errors: int
    dropped: int = 0
    received: int = 0
    sent: int = 0
    largest: int = 0

    @property
    def in_use(self) -> bool:
        """Whether the interface has an address that isn't link-local (fe80::)."""
        return any(not address.lower().startswith("fe80:") for address in self.addresses)


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """Network configuration: interfaces, gateways, DNS servers and proxies."""

    gateways: Sequence[str]
    servers: Sequence[str]
    search: Sequence[str]
    proxies: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ResolverSettings:
    """Settings of the resolver: DNS servers and search domains."""

    servers: Sequence[str]
    search: Sequence[str]


def read_adapters() -> Json:
    """Return the network interfaces with their addresses, without the loopback."""
    import psutil

    states, counters = psutil.net_if_stats(), psutil.net_io_counters(pernic=True)
    return [
        {
            "name": name,
            "up": name in states and states[name].isup,
            "speed": max(states[name].speed, 0) if name in states else 0,
            "addresses": [
                a.address.partition("%")[0]  # without the interface's name after it
                for a in addresses
                if a.family in (socket.AF_INET, socket.AF_INET6)
            ],
            "mac": next((a.address for a in addresses if a.family == psutil.AF_LINK), ""),
            **(_sum_counters(counters[name]) if name in counters else {"errors": 0}),
            "largest": states[name].mtu if name in states else 0,
        }
        for name, addresses in psutil.net_if_addrs().items()
        if not any(a.address in ("127.0.0.1", "::1") for a in addresses)
    ]


def _sum_counters(counters: Any) -> Json:
    return {
        "errors": counters.errin + counters.errout,
        "dropped": counters.dropin + counters.dropout,
        "received": counters.bytes_recv,
        "sent": counters.bytes_sent,
    }


def read_proxy_variables() -> Json:
    """Return the proxy variables of this session by name, without passwords."""
    import os

    named = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy")
    return sorted(
        (name, strip_credentials(value))
        for name, value in os.environ.items()
        if name.lower() in named and value
    )


def strip_credentials(address: str) -> str:
    """Return a URL without its user name, password and query."""
    scheme, separator, rest = address.rpartition("://")
    return f"{scheme}{separator}{rest.partition('?')[0].rpartition('@')[2]}"[:500]


def _read_interfaces(machine: Machine) -> Sequence[NetworkInterface]:
    return [NetworkInterface(**entry) for entry in machine.read(Reading(read_adapters))]


INTERFACES = Probe(
    "which network interfaces there are",
    {Platform.LINUX: _read_interfaces, Platform.WINDOWS: _read_interfaces, Platform.MACOS: _read_interfaces},
)


def _read_session_proxies(machine: Machine) -> Sequence[tuple[str, str]]:
    return [(name, value) for name, value in machine.read(Reading(read_proxy_variables))]


def _read_linux_resolver(machine: Machine) -> ResolverSettings:
    names = read_file_content(machine, "/etc/resolv.conf", 65536)
    if STUB in _list_values_after_word(names, "nameserver"):
        names = read_file_content(machine, RESOLVED, 65536) or names
    search = [domain for entry in _list_values_after_word(names, "search") for domain in entry.split()]
    return ResolverSettings(_list_values_after_word(names, "nameserver"), search)


def _read_windows_resolver(machine: Machine) -> ResolverSettings:
    found = read_script_output_object(machine, WINDOWS)
    return ResolverSettings(to_texts(found.get("Servers")), to_texts(found.get("Search")))


def _read_macos_resolver(machine: Machine) -> ResolverSettings:
    names = machine.run(Command(("scutil", "--dns"), timeout=4)).stdout
    servers = re.findall(r"^\s*nameserver\[\d+\] : (\S+)", names, re.M)
    search = re.findall(r"^\s*search domain\[\d+\] : (\S+)", names, re.M)
    return ResolverSettings(list(dict.fromkeys(servers)), list(dict.fromkeys(search)))


RESOLVER = Probe(
    "who is asked for names",
    {
        Platform.LINUX: _read_linux_resolver,
        Platform.WINDOWS: _read_windows_resolver,
        Platform.MACOS: _read_macos_resolver,
    },
)


def _read_interface_facts_linux(machine: Machine) -> ConnectionFacts:
    names = _read_linux_resolver(machine)
    return ConnectionFacts(
        gateways=_read_linux_gateways(machine),
        servers=names.servers,
        search=names.search,
        proxies=_read_session_proxies(machine),
    )


def _list_values_after_word(text: str, word: str) -> Sequence[str]:
    """Return the values of lines that start with a word (resolv.conf(5))."""
    lines = (entry.split(None, 1) for entry in text.splitlines())
    return [parts[1].strip() for parts in lines if len(parts) == 2 and parts[0] == word]


def _read_linux_gateways(machine: Machine) -> Sequence[str]:
    """Return the default gateways in /proc/net/route: little-endian hexadecimal, for destination 0."""
    found = []
    for entry in read_file_content(machine, "/proc/net/route").splitlines()[1:]:
        fields = entry.split()
        if len(fields) > 7 and fields[1] == fields[7] == "00000000" and int(fields[2], 16):
            found.append(socket.inet_ntoa(struct.pack("<I", int(fields[2], 16))))
    return found


def _read_interface_facts_windows(machine: Machine) -> ConnectionFacts:
    found = read_script_output_object(machine, WINDOWS)
    enabled = machine.read(Registry(PROXY_KEY, "ProxyEnable"))
    manual = to_text(machine.read(Registry(PROXY_KEY, "ProxyServer"))) if enabled else ""
    script = to_text(machine.read(Registry(PROXY_KEY, "AutoConfigURL")))
    named = [("manual", manual), ("script", script)]
    return ConnectionFacts(
        gateways=to_texts(found.get("Gateways")),
        servers=to_texts(found.get("Servers")),
        search=to_texts(found.get("Search")),
        proxies=[(name, strip_credentials(value)) for name, value in named if value]
        + list(_read_session_proxies(machine)),
    )


def _read_interface_facts_macos(machine: Machine) -> ConnectionFacts:
    names = _read_macos_resolver(machine)
    return ConnectionFacts(
        gateways=_read_macos_gateways(machine),
        servers=names.servers,
        search=names.search,
        proxies=[*_read_macos_proxies(machine), *_read_session_proxies(machine)],
    )


def _read_macos_gateways(machine: Machine) -> Sequence[str]:
    _, gateway = read_mac_route(machine)
    return [gateway] if gateway else []


def _read_macos_proxies(machine: Machine) -> Sequence[tuple[str, str]]:
    said = parse_proxies(machine.run(PROXY).stdout)
    manual = [(kind, f"{host}:{port}") for kind, (host, port) in said.manual.items()]
    return [*manual, ("script", strip_credentials(said.script))] if said.script else manual


CONNECTION = Probe(
    "where packets and names go",
    {
        Platform.LINUX: _read_interface_facts_linux,
        Platform.WINDOWS: _read_interface_facts_windows,
        Platform.MACOS: _read_interface_facts_macos,
    },
)


def _read_windows_gateways(machine: Machine) -> Sequence[str]:
    return to_texts(read_script_output_object(machine, WINDOWS).get("Gateways"))


GATEWAYS: Probe[Sequence[str]] = Probe(
    "where packets for elsewhere are handed over, tunnels included",
    {
        Platform.LINUX: _read_linux_gateways,
        Platform.WINDOWS: _read_windows_gateways,
        Platform.MACOS: _read_macos_gateways,
    },
)
