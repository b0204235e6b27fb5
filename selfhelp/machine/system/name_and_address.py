"""The computer's name and IP address, which a help desk asks for first."""

from __future__ import annotations

from dataclasses import dataclass

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading


@dataclass(frozen=True, slots=True)
class NameAndAddress:
    """The computer's name and IP address; the address is "" without a network."""

    name: str
    address: str


def read_name_and_address() -> Json:
    """Return the host name, and the source address of outgoing traffic.

    Connecting a datagram socket sends nothing and only selects the route (udp(7)). The targets are addresses
    reserved for documentation (RFC 5737, RFC 3849).
    """
    import socket

    address = ""
    for family, target in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((target, 9))
                address = address or str(probe.getsockname()[0])
        except OSError:
            continue
    return {"name": socket.gethostname(), "address": address}


def _read_name_and_address(machine: Machine) -> NameAndAddress:
    told = machine.read(Reading(read_name_and_address))
    return NameAndAddress(str(told["name"]), str(told["address"]))


ABOUT = Probe("name and address of this computer", dict.fromkeys(Platform, _read_name_and_address))
