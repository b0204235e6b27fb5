"""The quality of the current Wi-Fi connection: signal, channel, speed. Network names aren't read.

Linux uses NetworkManager (nmcli(1)), without a rescan, and the kernel's own list. Windows requires location
consent, so nothing is read there. The macOS row (system_profiler, SPAirPortDataType) was written from
descriptions of its output; no row was tested with a radio.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe
from selfhelp.machine.command_output import read_file_content, to_float, to_int, to_objects, to_text
from selfhelp.machine.network.network_links import LINKS, NetworkLinkType
from selfhelp.machine.system_profiler import read_inventory


@dataclass(frozen=True, slots=True)
class RadioLink:
    """One connected Wi-Fi adapter; unknown values are None or "".

    Attributes:
        name: the adapter's name.
        percent, dbm: signal strength.
        noise: noise level in dBm.
        channel: its number, and the band if known.
        mhz: the frequency.
        rate: the data rate in Mbit/s.
        security: the encryption, by the system's name.
    """

    name: str
    percent: int | None = None
    dbm: float | None = None
    noise: float | None = None
    channel: str = ""
    mhz: int | None = None
    rate: float | None = None
    security: str = ""


NMCLI = "IN-USE,SIGNAL,CHAN,FREQ,RATE,SECURITY,DEVICE"
"""Fields that nmcli prints for each network, without the network's name."""


def read_signal_levels(machine: Machine) -> Mapping[str, float]:
    """Return the signal in dBm by interface, from /proc/net/wireless.

    Its columns are name, status, link and dBm (proc_net(5)).
    """
    found = {}
    for entry in read_file_content(machine, "/proc/net/wireless", 65536).splitlines()[2:]:
        name, _, rest = entry.partition(":")
        fields = rest.split()
        level = to_float(fields[2].rstrip(".")) if len(fields) > 2 else None
        if level is not None:
            found[name.strip()] = level
    return found


def _read_signal_levels_linux(machine: Machine) -> Sequence[RadioLink]:
    """Return the connected Wi-Fi links; without NetworkManager, only the kernel's signal is known."""
    levels = read_signal_levels(machine)
    if not levels and not any(link.kind is NetworkLinkType.WIFI for link in LINKS.read(machine)):
        return []
    found = {link.name: link for link in _read_networkmanager_signals(machine)}
    for name, level in levels.items():
        found[name] = replace(found.get(name, RadioLink(name)), dbm=level)
    return list(found.values())


def _read_networkmanager_signals(machine: Machine) -> Sequence[RadioLink]:
    asked = ("nmcli", "-t", "-f", NMCLI, "device", "wifi", "list", "--rescan", "no")
    try:
        output = machine.run(Command(asked, timeout=3))
    except ProbeError:
        return []
    rows = (re.split(r"(?<!\\):", line) for line in output.stdout.splitlines() if line.startswith("*:"))
    return [
        RadioLink(
            name=row[6],
            percent=to_int(row[1]),
            channel=row[2],
            mhz=to_int(row[3].partition(" ")[0]),
            rate=to_float(row[4].partition(" ")[0]),
            security=row[5],
        )
        for row in rows
        if len(row) == 7
    ]


def _read_signal_levels_windows(machine: Machine) -> Sequence[RadioLink]:
    if any(link.kind is NetworkLinkType.WIFI and link.connected for link in LINKS.read(machine)):
        raise ProbeError(
            N_("In Windows, the Wi-Fi signal is only available to apps with location permission.")
        )
    return []


def _read_signal_levels_macos(machine: Machine) -> Sequence[RadioLink]:
    if not any(link.kind is NetworkLinkType.WIFI and link.connected for link in LINKS.read(machine)):
        return []
    data = read_inventory(machine, "SPAirPortDataType").get("SPAirPortDataType", ())
    cards = [card for entry in data for card in to_objects(entry.get("spairport_airport_interfaces"))]
    return [_parse_macos_link(card) for card in cards if "spairport_current_network_information" in card]


def _parse_macos_link(card: Mapping[str, Json]) -> RadioLink:
    current = next(iter(to_objects(card["spairport_current_network_information"])), {})
    levels = re.findall(r"(-\d+) dBm", to_text(current.get("spairport_signal_noise")))
    return RadioLink(
        name=to_text(card.get("_name")),
        dbm=to_float(levels[0]) if levels else None,
        noise=to_float(levels[1]) if len(levels) > 1 else None,
        channel=to_text(current.get("spairport_network_channel")),
        rate=to_float(current.get("spairport_network_rate")),
        security=to_text(current.get("spairport_security_mode")).removeprefix("spairport_security_mode_"),
    )


RADIO_LINKS: Probe[Sequence[RadioLink]] = Probe(
    "how good the Wi-Fi is",
    {
        Platform.LINUX: _read_signal_levels_linux,
        Platform.WINDOWS: _read_signal_levels_windows,
        Platform.MACOS: _read_signal_levels_macos,
    },
)
