"""Ethernet and Wi-Fi links: their connection state, addresses and gateways.

Linux uses ``ip -j`` (ip(8)) and /sys/class/net, Windows the classes of root/StandardCimv2 (MSFT_NetAdapter,
MSFT_NetIPAddress, MSFT_NetRoute, Microsoft Learn), whose numbers aren't localised, and macOS networksetup(8),
ifconfig(8) and route(8). The Windows and macOS rows were written from documentation and not tested.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import read_script_output_object, to_int, to_objects, to_text, to_texts
from selfhelp.machine.sysfs import read_value


class NetworkLinkType(StrEnum):
    """Type of a network link: Ethernet (or similar) or Wi-Fi."""

    WIRED = "wired"
    WIFI = "Wi-Fi"


@dataclass(frozen=True, slots=True)
class NetworkLink:
    """One network link.

    Attributes:
        name: the system's name: ``eth0``, ``Wi-Fi``, ``en0``. External text.
        kind: Ethernet or Wi-Fi; anything else (a modem) counts as Ethernet.
        enabled: whether it is turned on in the system.
        connected: whether the cable or the Wi-Fi is connected.
        addresses: its addresses, except link-local addresses (RFC 3927, RFC 4291).
        automatic: whether the address comes from DHCP; None if unknown.
        gateways: addresses of its default gateways.
        direct: whether the default route has no gateway, as through a modem.
        speed: in Mbit/s, 0 if unknown.
        half_duplex: whether the link is half-duplex, as with a bad cable.
    """

    name: str
    kind: NetworkLinkType
    enabled: bool
    connected: bool
    addresses: Sequence[str] = ()
    automatic: bool | None = None
    gateways: Sequence[str] = ()
    direct: bool = False
    speed: int = 0
    half_duplex: bool = False


def filter_usable_addresses(addresses: Sequence[str]) -> Sequence[str]:
    """Return the addresses, except link-local addresses."""
    return [address for address in addresses if _is_usable_address(address)]


def _is_usable_address(address: str) -> bool:
    try:
        found = ip_address(address.partition("%")[0].partition("/")[0])
    except ValueError:
        return False
    return not (found.is_link_local or found.is_loopback or found.is_unspecified)


# -- Linux -----------------------------------------------------------------------------------------

TUNNELS = frozenset({"tun", "wireguard", "ppp", "gre", "ipip", "sit", "vti", "xfrm", "ip6tnl", "vxlan"})
"""Types of interface that tunnel through another interface, such as a VPN."""

INNER = frozenset({"bridge", "ifb", "dummy", "bond_slave", "nlmon", "vcan", "macvtap"})
"""Types of interface without a link of their own; a bridge counts if the default route uses it."""


def read_link_hardware() -> Json:
    """Return facts of /sys/class/net by interface: Wi-Fi or not, speed in Mbit/s, duplex (sysfs(5))."""
    found = {}
    for folder in sorted(Path("/sys/class/net").glob("*")):  # without /sys, ip(8) still works
        speed = to_int(read_value(folder / "speed"))
        found[folder.name] = {
            "wifi": (folder / "wireless").exists() or (folder / "phy80211").exists(),
            "speed": max(speed or 0, 0),
            "half_duplex": read_value(folder / "duplex") == "half",
        }
    return found


def _read_links_linux(machine: Machine) -> Sequence[NetworkLink]:
    entries = _run_ip_command(machine, "-d", "addr")
    routes = [
        *_run_ip_command(machine, "route", "show", "default"),
        *_run_ip_command(machine, "-6", "route", "show", "default"),
    ]
    facts = machine.read(Reading(read_link_hardware))
    found = []
    for entry in entries:
        name = to_text(entry.get("ifname"))
        gateways = [to_text(route.get("gateway")) for route in routes if route.get("dev") == name]
        if name and _is_link_physical_or_routed(entry, bool(gateways)):
            found.append(_parse_linux_link(entry, name, gateways, facts.get(name) or {}))
    return found


def _run_ip_command(machine: Machine, *arguments: str) -> Sequence[Mapping[str, Json]]:
    """Return the objects that ``ip -j`` printed; () for a ``-6`` query on a computer without IPv6."""
    output = machine.run(Command(("ip", "-j", *arguments), timeout=5))
    if output.code != 0 and "-6" not in arguments:
        raise ProbeError(N_("Couldn't check this computer's network."), detail=output.stderr[:300])
    try:
        return to_objects(json.loads(output.stdout or "[]"))
    except ValueError as error:
        raise ProbeError(N_("Couldn't check this computer's network."), detail=str(error)) from error


def _is_link_physical_or_routed(entry: Mapping[str, Json], routed: bool) -> bool:
    info = entry.get("linkinfo") or {}
    kind = to_text(info.get("info_kind")) if isinstance(info, dict) else ""
    if "LOOPBACK" in to_texts(entry.get("flags")) or kind in TUNNELS or "master" in entry:
        return False
    return entry.get("link_type") in ("ether", "none", "rawip") and (kind not in INNER or routed)


def _parse_linux_link(
    entry: Mapping[str, Json], name: str, gateways: Sequence[str], facts: Mapping[str, Json]
) -> NetworkLink:
    flags = to_texts(entry.get("flags"))
    given = [
        (to_text(a.get("local")), bool(a.get("dynamic")))
        for a in to_objects(entry.get("addr_info"))
        if _is_usable_address(to_text(a.get("local")))
    ]
    return NetworkLink(
        name=name,
        kind=NetworkLinkType.WIFI if facts.get("wifi") else NetworkLinkType.WIRED,
        enabled="UP" in flags,
        connected="LOWER_UP" in flags,
        addresses=[address for address, _ in given],
        # a permanent address is static (or left by a program that ended): leave it alone
        automatic=any(dynamic for _, dynamic in given) if given else None,
        gateways=[gateway for gateway in gateways if gateway],
        direct="" in gateways,
        speed=to_int(facts.get("speed")) or 0,
        half_duplex=bool(facts.get("half_duplex")),
    )


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "$n='root/StandardCimv2';$v={param($o,$p)$o.CimInstanceProperties[$p].Value};"
    "$a=@(Get-CimInstance -Namespace $n -ClassName MSFT_NetAdapter -Filter 'ConnectorPresent=TRUE' |"
    " ForEach-Object {[pscustomobject]@{Index=[int](& $v $_ 'InterfaceIndex');Name=(& $v $_ 'Name');"
    "Admin=[int](& $v $_ 'InterfaceAdminStatus');Media=[int](& $v $_ 'MediaConnectState');"
    "Medium=[int](& $v $_ 'NdisPhysicalMedium');Speed=[int64](& $v $_ 'Speed');"
    "Duplex=[int](& $v $_ 'MediaDuplexState')}});"
    "$i=@(Get-CimInstance -Namespace $n -ClassName MSFT_NetIPAddress | ForEach-Object {"
    "[pscustomobject]@{Index=[int](& $v $_ 'InterfaceIndex');Address=(& $v $_ 'IPAddress');"
    "Origin=[int](& $v $_ 'PrefixOrigin')}});"
    "$r=@(Get-CimInstance -Namespace $n -ClassName MSFT_NetRoute -Filter "
    "'DestinationPrefix=''0.0.0.0/0'' OR DestinationPrefix=''::/0''' | ForEach-Object {"
    "[pscustomobject]@{Index=[int](& $v $_ 'InterfaceIndex');Gateway=(& $v $_ 'NextHop')}});"
    "$d=@(Get-CimInstance -Namespace $n -ClassName MSFT_NetIPInterface -Filter 'AddressFamily=2' |"
    " ForEach-Object {[pscustomobject]@{Index=[int](& $v $_ 'InterfaceIndex');Dhcp=[int](& $v $_ 'Dhcp')}});"
    "[pscustomobject]@{Adapters=$a;Addresses=$i;Routes=$r;Dhcp=$d}"
)
"""Script that reads the links as numbers.

InterfaceAdminStatus 1 up, 2 down; MediaConnectState 1 connected, 2 not; NdisPhysicalMedium 9 is 802.11;
MediaDuplexState 1 half; PrefixOrigin 1 manual, 3 DHCP, 4 router; Dhcp of MSFT_NetIPInterface 1 if IPv4
addresses come from DHCP.
"""

ON_LINK = ("0.0.0.0", "::")  # noqa: S104
"""Values of NextHop in MSFT_NetRoute for a route without a gateway."""

WIFI_MEDIUM, UP, CONNECTED, HALF, DHCP = 9, 1, 1, 1, 1


def _read_links_windows(machine: Machine) -> Sequence[NetworkLink]:
    answer = read_script_output_object(machine, WINDOWS)
    dhcp = {to_int(entry.get("Index")): entry.get("Dhcp") == DHCP for entry in to_objects(answer.get("Dhcp"))}
    found = []
    for adapter in to_objects(answer.get("Adapters")):
        index = to_int(adapter.get("Index"))
        gateways = _filter_interface_values(answer.get("Routes"), index, "Gateway")
        found.append(
            NetworkLink(
                name=to_text(adapter.get("Name")),
                kind=NetworkLinkType.WIFI if adapter.get("Medium") == WIFI_MEDIUM else NetworkLinkType.WIRED,
                enabled=adapter.get("Admin") == UP,
                connected=adapter.get("Media") == CONNECTED,
                addresses=filter_usable_addresses(
                    _filter_interface_values(answer.get("Addresses"), index, "Address")
                ),
                automatic=dhcp.get(index),
                gateways=[gateway for gateway in gateways if gateway not in ON_LINK],
                direct=any(gateway in ON_LINK for gateway in gateways),
                speed=(to_int(adapter.get("Speed")) or 0) // 1_000_000,
                half_duplex=adapter.get("Duplex") == HALF,
            )
        )
    return found


def _filter_interface_values(rows: Json, index: int | None, name: str) -> Sequence[str]:
    return [to_text(row.get(name)) for row in to_objects(rows) if to_int(row.get("Index")) == index]


# -- macOS -----------------------------------------------------------------------------------------

_PORT = re.compile(r"^Hardware Port: (?P<port>.+)\nDevice: (?P<device>\S+)", re.MULTILINE)
_FLAGS = re.compile(r"^\S+: flags=\w+<(?P<flags>[^>]*)>", re.MULTILINE)
_INET = re.compile(r"^\s*inet6? (?P<address>\S+)", re.MULTILINE)


def _read_links_macos(machine: Machine) -> Sequence[NetworkLink]:
    """Return the links of the network hardware ports; a dock's port exists only while it is connected."""
    ports = machine.run(Command(("networksetup", "-listallhardwareports"), timeout=5)).stdout
    route = read_mac_route(machine)
    found = []
    for match in _PORT.finditer(ports):
        port, device = match["port"], match["device"]
        if "Bluetooth" not in port and "Bridge" not in port:
            shown = machine.run(Command(("ifconfig", device), timeout=5))
            found.append(_parse_macos_link(port, device, shown.stdout, route))
    return found


def read_mac_route(machine: Machine) -> tuple[str, str]:
    """Return the device and gateway of the default route; "" if missing (route(8))."""
    try:
        shown = machine.run(Command(("route", "-n", "get", "default"), timeout=5)).stdout
    except ProbeError:
        return "", ""
    said = dict(re.findall(r"^\s*(interface|gateway): (\S+)", shown, re.MULTILINE))
    return said.get("interface", ""), said.get("gateway", "")


def _parse_macos_link(port: str, device: str, shown: str, route: tuple[str, str]) -> NetworkLink:
    flags = _FLAGS.search(shown)
    addresses = filter_usable_addresses(_INET.findall(shown))
    return NetworkLink(
        name=device,
        kind=NetworkLinkType.WIFI if port in ("Wi-Fi", "AirPort") else NetworkLinkType.WIRED,
        enabled=flags is not None and "UP" in flags["flags"].split(","),
        connected="status: active" in shown,
        addresses=addresses,
        gateways=[route[1]] if route[0] == device and route[1] else [],
        half_duplex="<half-duplex" in shown,
    )


LINKS: Probe[Sequence[NetworkLink]] = Probe(
    "ways out of this computer",
    {
        Platform.LINUX: _read_links_linux,
        Platform.WINDOWS: _read_links_windows,
        Platform.MACOS: _read_links_macos,
    },
)
