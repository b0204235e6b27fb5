"""The system's proxy settings for web pages: a manual proxy or a script, and exceptions.

GNOME's settings come from gsettings (schema org.gnome.system.proxy; the choice for https follows
glib-networking, gproxyresolvergnome.c), KDE's settings from its file. The Windows row (Internet Settings of
WinINet) and the macOS row (scutil(8)) were written from the vendors' documentation and not tested. Automatic
discovery (WPAD) isn't used: anyone in the same network could answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine import Machine, Probe, Reading, Registry
from selfhelp.machine.command_output import to_text
from selfhelp.machine.network.scutil import read_mac_proxies
from selfhelp.machine.proxy.kde_proxy import read_kde_proxies, read_kde_script_and_exceptions
from selfhelp.machine.proxy.pac import SCRIPT
from selfhelp.machine.proxy.proxy_address import parse_endpoint
from selfhelp.machine.proxy.proxy_settings import (
    GNOME,
    INTERNET_POLICY,
    INTERNET_SETTINGS,
    read_gnome_proxy_setting,
)


@dataclass(frozen=True, slots=True)
class SystemProxy:
    """The system's proxy settings for https.

    Attributes:
        proxy: ``host:port``, or "".
        script: URL of the PAC script, or "".
        beside: patterns of hosts that bypass the proxy: names, ``*.example.com``, networks.
        simple_beside: whether names without a dot bypass it.
    """

    proxy: str = ""
    script: str = ""
    beside: Sequence[str] = ()
    simple_beside: bool = False


def _read_system_proxy_linux(machine: Machine) -> SystemProxy:
    try:
        mode = read_gnome_proxy_setting(machine, GNOME, "mode")
    except ProbeError:
        mode = ""
    if mode == "auto":
        return SystemProxy(script=SCRIPT.read(machine))
    if mode == "manual":
        return SystemProxy(_read_gnome_proxy(machine), beside=_read_gnome_exceptions(machine))
    kde = [p for p in read_kde_proxies(machine) if p.kind == "https"]
    more = machine.read(Reading(read_kde_script_and_exceptions))
    return SystemProxy(
        _join_host_port(kde[0].host, kde[0].port) if kde else "", more["script"], tuple(more["beside"])
    )


def _read_gnome_proxy(machine: Machine) -> str:
    """Return GNOME's proxy for https, or else its proxy for http if set for all protocols; "" for none."""
    kinds = ["https"]
    if read_gnome_proxy_setting(machine, GNOME, "use-same-proxy") == "true":
        kinds.append("http")
    for kind in kinds:
        host = read_gnome_proxy_setting(machine, f"{GNOME}.{kind}", "host")
        place = (
            parse_endpoint(f"{host}:{read_gnome_proxy_setting(machine, f'{GNOME}.{kind}', 'port')}")
            if host
            else None
        )
        if place:
            return _join_host_port(*place)
    return ""


def _read_gnome_exceptions(machine: Machine) -> Sequence[str]:
    return re.findall(r"'([^']*)'", read_gnome_proxy_setting(machine, GNOME, "ignore-hosts"))


def _join_host_port(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _read_system_proxy_macos(machine: Machine) -> SystemProxy:
    said = read_mac_proxies(machine)
    host, port = said.manual.get("HTTPS", ("", ""))
    place = parse_endpoint(f"{host}:{port}")
    return SystemProxy(_join_host_port(*place) if place else "", said.script, said.beside, said.simple_beside)


def _read_system_proxy_windows(machine: Machine) -> SystemProxy:
    """Return WinINet's settings of the user, or of the computer if a policy requires that."""
    whole = machine.read(Registry(INTERNET_POLICY, "ProxySettingsPerUser")) == 0
    key = f"{'HKLM' if whole else 'HKCU'}\\{INTERNET_SETTINGS}"
    script = to_text(machine.read(Registry(key, "AutoConfigURL")))
    if machine.read(Registry(key, "ProxyEnable")) != 1:
        return SystemProxy(script=script)
    beside = to_text(machine.read(Registry(key, "ProxyOverride"))).split(";")
    named = [name.strip() for name in beside if name.strip() and name.strip() != "<local>"]
    proxy = _parse_windows_proxy(to_text(machine.read(Registry(key, "ProxyServer"))))
    return SystemProxy(proxy, script, named, "<local>" in beside)


def _parse_windows_proxy(value: str) -> str:
    """Return the proxy for https in ``host:port`` or ``http=host:port;https=host:port``; "" for none."""
    found = {kind.strip(): place for kind, _, place in (part.rpartition("=") for part in value.split(";"))}
    place = parse_endpoint(found.get("https") or found.get("") or "")
    return _join_host_port(*place) if place else ""


WEB_WAY: Probe[SystemProxy] = Probe(
    "which proxy the settings give for web pages",
    {
        Platform.LINUX: _read_system_proxy_linux,
        Platform.MACOS: _read_system_proxy_macos,
        Platform.WINDOWS: _read_system_proxy_windows,
    },
)
