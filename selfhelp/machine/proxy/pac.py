"""The organisation's proxy script (a PAC file).

This module doesn't run the script; this would require a JavaScript engine. The script's address comes from
gsettings on GNOME (schema org.gnome.system.proxy), scutil(8) on macOS, and the value AutoConfigURL of
Internet Settings on Windows (WinINet, Microsoft Learn); the last two are untested.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading, Registry
from selfhelp.machine.command_output import to_text
from selfhelp.machine.network import captive_portal
from selfhelp.machine.network.connections import OPEN, probe_port
from selfhelp.machine.network.scutil import read_mac_proxies
from selfhelp.machine.proxy.proxy_settings import GNOME, INTERNET_SETTINGS, read_gnome_proxy_setting

PORTS = {"http": 80, "https": 443}

LARGEST = 1_000_000
"""Maximum number of script bytes to read; browsers have the same limit (Chromium, 1 MB)."""


def _read_script_address_linux(machine: Machine) -> str:
    try:
        mode = read_gnome_proxy_setting(machine, GNOME, "mode")
    except ProbeError:  # no GNOME
        return ""
    if mode != "auto":
        return ""
    return read_gnome_proxy_setting(machine, GNOME, "autoconfig-url")


def _read_script_address_macos(machine: Machine) -> str:
    return read_mac_proxies(machine).script


def _read_script_address_windows(machine: Machine) -> str:
    return to_text(machine.read(Registry(f"HKCU\\{INTERNET_SETTINGS}", "AutoConfigURL")))


SCRIPT: Probe[str] = Probe(
    "where the script lies that names proxies; empty where there is none",
    {
        Platform.LINUX: _read_script_address_linux,
        Platform.MACOS: _read_script_address_macos,
        Platform.WINDOWS: _read_script_address_windows,
    },
)


def is_script_served(machine: Machine) -> bool:
    """Return whether a server provides the proxy script; over TLS, only the connection is tested.

    Raises:
        ProbeError: the settings couldn't be read.
    """
    address = SCRIPT.read(machine)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or PORTS.get(parts.scheme, 80)
    except ValueError:
        return False
    if not host:  # none, or a local file
        return False
    if parts.scheme == "http":
        return machine.read(Reading(is_proxy_script, {"address": address})) is True
    return bool(machine.read(Reading(probe_port, {"host": host, "port": port})) == OPEN)


def is_proxy_script(address: str) -> Json:
    """Return whether an address serves a proxy auto-config script.

    Its function is FindProxyForURL ("Proxy Auto-Configuration (PAC) file", developer.mozilla.org); the login
    page of a guest network, which answers under every name, has no such function.
    """
    _, data = captive_portal.fetch_page(address, captive_portal.LIMIT, LARGEST)
    return data is not None and captive_portal.parse_http_status(data) == 200 and b"FindProxyForURL" in data
