"""VPN connections: their state, connecting and disconnecting.

Linux uses NetworkManager (nmcli(1)); if it isn't running, an active tunnel is in ``ip -d link``. On Windows,
the connections come from Get-VpnConnection and their state, without localised text, from their interfaces
(MSFT_NetIPInterface.ConnectionState, Microsoft Learn); they are dialled with rasdial, whose exit status is
the RAS error number. macOS uses scutil(8), which doesn't know the connections of third-party programs. The
Windows and macOS rows are untested.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Output, Probe, Reading, Row, Step
from selfhelp.machine.command_output import read_script_output_objects, to_objects, to_text
from selfhelp.machine.network.network_links import TUNNELS

PATIENCE = 60
"""Timeout for connecting or disconnecting a VPN, in seconds."""


@dataclass(frozen=True, slots=True)
class VpnConnection:
    """One VPN connection.

    Attributes:
        name: its display name. External text.
        id: the system's identifier.
        connected: whether it is connected.
        ours: whether the user may connect and disconnect it; system-wide connections and other programs'
            connections aren't changed.
        server: its server, or "".
    """

    name: str
    id: str
    connected: bool
    ours: bool = True
    server: str = ""


# -- Linux -----------------------------------------------------------------------------------------

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_KINDS = frozenset({"vpn", "wireguard"})


def _read_vpns_linux(machine: Machine) -> Sequence[VpnConnection]:
    try:
        asked = Command(("nmcli", "-t", "-f", "UUID,TYPE,STATE,NAME", "connection", "show"), timeout=5)
        output = machine.run(asked)
    except ProbeError:
        return _read_vpn_tunnels(machine)
    if output.code != 0:
        return _read_vpn_tunnels(machine)
    rows = (line.split(":", 3) for line in output.stdout.splitlines())
    return [
        VpnConnection(re.sub(r"\\(.)", r"\1", row[3]), row[0], connected=row[2] == "activated")
        for row in rows
        if len(row) == 4 and row[1] in _KINDS and _UUID.fullmatch(row[0])
    ]


def _read_vpn_tunnels(machine: Machine) -> Sequence[VpnConnection]:
    """Return the active tunnels. They can't be changed, because their creator is unknown."""
    output = machine.run(Command(("ip", "-j", "-d", "link"), timeout=5))
    try:
        entries = to_objects(json.loads(output.stdout or "[]"))
    except ValueError as error:
        raise ProbeError(N_("Couldn't check this computer's network."), detail=str(error)) from error
    found = []
    for entry in entries:
        info = entry.get("linkinfo")
        kind = to_text(info.get("info_kind")) if isinstance(info, dict) else ""
        if kind in TUNNELS and "UP" in (entry.get("flags") or ()):
            name = to_text(entry.get("ifname"))
            found.append(VpnConnection(name, name, connected=True, ours=False))
    return found


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "$i=@(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetIPInterface |"
    " Where-Object {[int]$_.CimInstanceProperties['ConnectionState'].Value -eq 1} |"
    " ForEach-Object {$_.CimInstanceProperties['InterfaceAlias'].Value});"
    "$a=@(Get-VpnConnection -ErrorAction SilentlyContinue)+"
    "@(Get-VpnConnection -AllUserConnection -ErrorAction SilentlyContinue);"
    "$a | Where-Object {$_} | ForEach-Object {[pscustomobject]@{Name=[string]$_.Name;"
    "Server=[string]$_.ServerAddress;All=[bool]$_.AllUserConnection;Up=($i -contains $_.Name)}}"
)
"""Script that lists the VPN connections; ConnectionState 1 is connected.

Source: Microsoft Learn, PS_VpnConnection and MSFT_NetIPInterface.
"""


def _read_vpns_windows(machine: Machine) -> Sequence[VpnConnection]:
    rows = [(to_text(row.get("Name")), row) for row in read_script_output_objects(machine, WINDOWS)]
    return [
        VpnConnection(
            name,
            name,
            connected=row.get("Up") is True,
            ours=row.get("All") is False and not name.startswith(("/", "-")),
            server=to_text(row.get("Server")),
        )
        for name, row in rows
        if name
    ]


# -- macOS -----------------------------------------------------------------------------------------

_SERVICE = re.compile(
    r'^[* ]\s*\((?P<state>[^)]*)\)\s+(?P<id>[0-9A-F-]{36})\s.*?"(?P<name>.*)"', re.MULTILINE
)


def _read_vpns_macos(machine: Machine) -> Sequence[VpnConnection]:
    listed = machine.run(Command(("scutil", "--nc", "list"), timeout=5)).stdout
    return [
        VpnConnection(m["name"], m["id"], connected=m["state"] == "Connected")
        for m in _SERVICE.finditer(listed)
    ]


VPNS: Probe[Sequence[VpnConnection]] = Probe(
    "VPN connections",
    {
        Platform.LINUX: _read_vpns_linux,
        Platform.WINDOWS: _read_vpns_windows,
        Platform.MACOS: _read_vpns_macos,
    },
)


def is_networkmanager_running() -> Json:
    """Return whether NetworkManager is running, by its state folder (NetworkManager(8))."""
    return Path("/run/NetworkManager").is_dir()


def _read_vpns_linux_if_managed(machine: Machine) -> Sequence[VpnConnection]:
    return (
        _read_vpns_linux(machine)
        if machine.read(Reading(is_networkmanager_running)) is True
        else _read_vpn_tunnels(machine)
    )


SEEN: Probe[Sequence[VpnConnection]] = Probe(
    "VPN connections, without starting a program for a service that does not run",
    {
        Platform.LINUX: _read_vpns_linux_if_managed,
        Platform.WINDOWS: _read_vpns_windows,
        Platform.MACOS: _read_vpns_macos,
    },
)


# -- steps -----------------------------------------------------------------------------------------

NOT_CONNECTED = N_("The VPN didn't connect. Open the VPN app and connect there.")

RAS_ERRORS: Mapping[int, Text] = MappingProxyType(
    {
        691: N_(
            "The VPN rejected the user name or password. We won't try again, because that "
            "could lock your account."
        ),
        800: N_("The VPN server couldn't be reached from this network. Try another network."),
        809: N_("The VPN server couldn't be reached from this network. Try another network."),
        868: N_("The VPN server's address couldn't be resolved (DNS)."),
        13801: N_("The VPN rejected this computer's certificate. The help desk can renew it."),
    }
)
"""Messages by exit status of rasdial.

Numbers from "Routing and Remote Access Error Codes" (Microsoft Learn) and of IKE.
"""


def _make_linux_vpn_action(verb: str) -> Row:
    def change_vpn_connection(step: ConnectVpn | DisconnectVpn, machine: Machine, _: Progress) -> str:
        argv = ("nmcli", "-w", str(PATIENCE), "connection", verb, "uuid", step.id)
        _require_vpn_success(machine.change(Command(argv, timeout=PATIENCE + 10)))
        return " ".join(argv)

    return change_vpn_connection


def _require_vpn_success(output: Output) -> None:
    if output.code != 0:
        raise StepError(RAS_ERRORS.get(output.code, NOT_CONNECTED), detail=output.stderr.strip()[:300])


def _make_windows_vpn_action(*options: str) -> Row:
    def change_vpn_connection(step: ConnectVpn | DisconnectVpn, machine: Machine, _: Progress) -> str:
        _require_vpn_success(
            machine.change(Command(("rasdial.exe", step.id, *options), timeout=PATIENCE + 10))
        )
        return f"rasdial {' '.join(options)}".strip()

    return change_vpn_connection


def _make_macos_vpn_action(verb: str, wanted: str) -> Row:
    def change_vpn_and_wait(step: ConnectVpn | DisconnectVpn, machine: Machine, progress: Progress) -> str:
        """Start or stop the VPN and wait until its state has changed; return technical details.

        scutil returns immediately, and some types of VPN ignore it.
        """
        _require_vpn_success(machine.change(Command(("scutil", "--nc", verb, step.id), timeout=10)))
        end = time.monotonic() + PATIENCE / 2
        while True:
            shown = machine.run(Command(("scutil", "--nc", "status", step.id), timeout=5)).stdout
            if shown.startswith(wanted):
                return f"scutil --nc {verb}"
            if time.monotonic() > end:
                raise StepError(NOT_CONNECTED, detail=shown[:100])
            progress.check()
            time.sleep(1)

    return change_vpn_and_wait


@dataclass(frozen=True, slots=True)
class ConnectVpn(Step):
    """Step that connects a VPN that the user has set up; the system asks for any password."""

    id: str
    label: str

    name: ClassVar[str] = "connect-vpn"
    duration: ClassVar[timedelta] = timedelta(seconds=30)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _make_linux_vpn_action("up"),
            Platform.WINDOWS: _make_windows_vpn_action(),
            Platform.MACOS: _make_macos_vpn_action("start", "Connected"),
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the VPN."""
        return N_("Connect to the VPN {name}.", name=self.label)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that disconnects the VPN."""
        return DisconnectVpn(self.id, self.label)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the VPN is disconnected again."""
        found = [vpn for vpn in VPNS.read(machine) if vpn.id == self.id]
        return any(vpn.connected for vpn in found) is False


@dataclass(frozen=True, slots=True)
class DisconnectVpn(Step):
    """Step that disconnects a VPN."""

    id: str
    label: str

    name: ClassVar[str] = "disconnect-vpn"
    risk: ClassVar[Text | None] = N_(
        "You'll lose the connection to open network files and remote desktops. Save your work first."
    )
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _make_linux_vpn_action("down"),
            Platform.WINDOWS: _make_windows_vpn_action("/disconnect"),
            Platform.MACOS: _make_macos_vpn_action("stop", "Disconnected"),
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the VPN."""
        return N_("Disconnect from the VPN {name}.", name=self.label)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that connects the VPN."""
        return ConnectVpn(self.id, self.label)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the VPN is connected again."""
        found = [vpn for vpn in VPNS.read(machine) if vpn.id == self.id]
        return any(vpn.connected for vpn in found) is True
