"""The firewall: its state, and turning it on.

Without privileges, the rules of a Linux kernel aren't readable, only the state of common programs: firewalld
by an exit status, ufw by its start setting. Other firewalls aren't detected. The Windows and macOS rows were
written from documentation and not tested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, File, Machine, Probe, Registry, elevate
from selfhelp.machine.command_output import (
    parse_assignments,
    read_script_output_object,
    to_objects,
    to_text,
    to_texts,
)


@dataclass(frozen=True, slots=True)
class FirewallState:
    """State of the firewall.

    Attributes:
        on: whether it is active.
        meant: whether it should be active, by default or because someone enabled it.
        program: its name. May be external text.
        off: the profiles or programs that are off.
    """

    on: bool
    meant: bool
    program: str
    off: Sequence[str] = ()


UNKNOWN = N_("Couldn't check whether the firewall is on.")

FIREWALLD_STARTS = "/etc/systemd/system/multi-user.target.wants/firewalld.service"
"""Path that exists while firewalld is enabled (systemctl(1))."""

RUNNING, FAILED, NOT_RUNNING = 0, 251, 252
"""Exit statuses of ``firewall-cmd --state`` (firewall-cmd(1))."""


def _read_firewall_linux(machine: Machine) -> FirewallState:
    found = [state for state in (_read_firewalld(machine), _read_ufw(machine)) if state is not None]
    if not found:
        raise NotOfferedError(N_("No supported firewall found on this computer."))
    on = next((state for state in found if state.on), None)
    return on or next((state for state in found if state.meant), found[0])


def _read_firewalld(machine: Machine) -> FirewallState | None:
    try:
        code = machine.run(Command(("firewall-cmd", "--state"), timeout=8.0)).code
    except ProbeError:
        if _is_firewalld_installed(machine):
            raise
        return None
    if code not in (RUNNING, FAILED, NOT_RUNNING):
        raise ProbeError(UNKNOWN, detail=f"firewall-cmd --state: {code}")
    meant = code == FAILED or machine.read(File(FIREWALLD_STARTS, limit=4096)) is not None
    return FirewallState(code == RUNNING, meant, "firewalld", () if code == RUNNING else ("firewalld",))


def _is_firewalld_installed(machine: Machine) -> bool:
    """Return whether firewall-cmd is installed; called if firewall-cmd gave no response."""
    return machine.read(File("/usr/bin/firewall-cmd", limit=1)) is not None


def _read_ufw(machine: Machine) -> FirewallState | None:
    text = machine.read(File("/etc/ufw/ufw.conf", limit=65536))
    if text is None:
        return None
    on = parse_assignments(text).get("ENABLED") == "yes"
    return FirewallState(on, on, "ufw", () if on else ("ufw",))


WINDOWS = (
    "$p=@(Get-NetFirewallProfile -PolicyStore ActiveStore|"
    'ForEach-Object{[pscustomobject]@{name="$($_.Name)";enabled=[int]$_.Enabled}});'
    "$o=@(Get-CimInstance -Namespace root/SecurityCenter2 -ClassName FirewallProduct "
    "-ErrorAction SilentlyContinue|ForEach-Object{$_.displayName});"
    "[pscustomobject]@{profiles=$p;others=$o}"
)
"""Script that reads the effective values of the firewall profiles; 0 is off.

Source: Microsoft Learn, Get-NetFirewallProfile, ActiveStore.

Another vendor's firewall registers in the Security Center and turns Windows' firewall off.
"""


def _read_firewall_windows(machine: Machine) -> FirewallState:
    found = read_script_output_object(machine, WINDOWS)
    profiles = to_objects(found.get("profiles"))
    if not profiles:
        raise ProbeError(UNKNOWN)
    others = to_texts(found.get("others") or [])
    off = [to_text(profile.get("name")) for profile in profiles if profile.get("enabled") == 0]
    return FirewallState(
        bool(others) or not off, True, others[0] if others else "Windows Defender Firewall", off
    )


def _read_firewall_macos(machine: Machine) -> FirewallState:
    """Return the state in socketfilterfw's "(State = 1)"; 0 is off, the default of a new Mac."""
    argv = ("/usr/libexec/ApplicationFirewall/socketfilterfw", "--getglobalstate")
    state = re.search(r"State = (\d)", machine.run(Command(argv)).stdout)
    if state is None:
        raise ProbeError(UNKNOWN)
    on = state[1] != "0"
    return FirewallState(on, on, "macOS firewall", () if on else ("macOS firewall",))


FIREWALL: Probe[FirewallState] = Probe(
    "whether the firewall is on",
    {
        Platform.LINUX: _read_firewall_linux,
        Platform.WINDOWS: _read_firewall_windows,
        Platform.MACOS: _read_firewall_macos,
    },
)

PRODUCT = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions"


def _is_windows_server(machine: Machine) -> bool:
    """Return whether the registry's ProductType is a server's: ServerNT or LanmanNT (Microsoft Learn)."""
    return to_text(machine.read(Registry(PRODUCT, "ProductType"))) not in ("WinNT", "")


SERVER: Probe[bool] = Probe(
    "whether this is a server, whose firewall is an administrator's matter",
    {
        Platform.WINDOWS: _is_windows_server,
        Platform.LINUX: lambda machine: False,
        Platform.MACOS: lambda machine: False,
    },
)

SWITCH_ON = "firewall-on"


@dataclass(frozen=True, slots=True)
class SwitchFirewallOn(elevate.ElevatedStep):
    """Step that turns the firewall on.

    It can't be undone, because this app never turns a firewall off.
    """

    name: ClassVar[str] = "switch-firewall-on"
    risk: ClassVar[Text | None] = N_("Apps that accept connections from other computers may stop working.")
    duration: ClassVar[timedelta] = timedelta(seconds=10)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(dict.fromkeys(Platform, SWITCH_ON))

    def describe_action(self) -> Text:
        """Return the sentence shown before turning on the firewall."""
        return N_("Turn on the firewall.")
