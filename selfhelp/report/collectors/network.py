"""How this computer is connected to the network."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.machine import Machine
from selfhelp.machine.interfaces import CONNECTION, INTERFACES
from selfhelp.model import Column, Item, Reveals, Table
from selfhelp.report.collectors import Collector
from selfhelp.text import N_

COLUMNS = (
    Column("interface", key=True),
    Column("connected", tracked=True),
    Column("speed", "Mbit/s", tracked=True),
    Column("addresses", reveals=Reveals.ADDRESS, tracked=True),
    Column("hardware address", reveals=Reveals.HARDWARE, tracked=True),
    Column("errors"),
)


class NetworkCollector(Collector):
    """Interfaces, addresses, gateway, name servers, proxy, Wi-Fi signal."""

    id = "network"
    title = N_("Network")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 60

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts."""
        ways = CONNECTION.read(machine)
        rows = [
            (i.name, i.up, i.speed or None, " ".join(i.addresses), i.mac, i.errors)
            for i in INTERFACES.read(machine)
        ]
        return [
            *(Item("gateway", gateway, reveals=Reveals.ADDRESS, tracked=True) for gateway in ways.gateways),
            *(Item("name server", server, reveals=Reveals.ADDRESS, tracked=True) for server in ways.servers),
            *(Item("search domain", domain, reveals=Reveals.HOST, tracked=True) for domain in ways.search),
            *(
                Item(f"proxy {name}", value, reveals=Reveals.TEXT, tracked=True)
                for name, value in ways.proxies
            ),
            *(Item(f"Wi-Fi signal on {name}", level, "dBm") for name, level in ways.wifi),
            Item("default gateway present", bool(ways.gateways), tracked=True),
            Table("interfaces", COLUMNS, rows),
        ]
