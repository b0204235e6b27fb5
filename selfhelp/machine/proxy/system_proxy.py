"""Which proxy this computer's own settings give for web pages, typed in or by a script, and for which hosts.

GNOME is asked with gsettings (schema org.gnome.system.proxy; which of its values counts for https follows
glib-networking, gproxyresolvergnome.c), KDE through its file. Windows' Internet Settings (WinINet) and macOS
(scutil(8)) were written from the vendors' documentation and not tried. Nowhere is a proxy looked for by
itself in the network (WPAD): whoever sits in the same network could answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine import Machine, Probe, Reading, Registry
from selfhelp.machine.command_output import words
from selfhelp.machine.network.scutil import mac_proxies
from selfhelp.machine.proxy.kde_proxy import kde_proxies, script_and_exceptions
from selfhelp.machine.proxy.pac import SCRIPT
from selfhelp.machine.proxy.proxy_address import endpoint
from selfhelp.machine.proxy.proxy_settings import GNOME, INTERNET_POLICY, INTERNET_SETTINGS, gnome_setting


@dataclass(frozen=True, slots=True)
class WebWay:
    """What the settings say about https.

    Attributes:
        proxy: ``host:port``, or "".
        script: address of the script that names proxies, or "".
        beside: patterns of hosts that are reached without a proxy: names, ``*.example.com``, networks.
        simple_beside: whether names without a dot are reached without.
    """

    proxy: str = ""
    script: str = ""
    beside: Sequence[str] = ()
    simple_beside: bool = False


def _linux(machine: Machine) -> WebWay:
    try:
        mode = gnome_setting(machine, GNOME, "mode")
    except ProbeError:
        mode = ""
    if mode == "auto":
        return WebWay(script=SCRIPT.read(machine))
    if mode == "manual":
        return WebWay(_gnome_proxy(machine), beside=_gnome_beside(machine))
    kde = [p for p in kde_proxies(machine) if p.kind == "https"]
    more = machine.read(Reading(script_and_exceptions))
    return WebWay(_joined(kde[0].host, kde[0].port) if kde else "", more["script"], tuple(more["beside"]))


def _gnome_proxy(machine: Machine) -> str:
    """Return the proxy for https; without one of its own that for http, where it is to serve for all."""
    kinds = ["https"]
    if gnome_setting(machine, GNOME, "use-same-proxy") == "true":
        kinds.append("http")
    for kind in kinds:
        host = gnome_setting(machine, f"{GNOME}.{kind}", "host")
        place = endpoint(f"{host}:{gnome_setting(machine, f'{GNOME}.{kind}', 'port')}") if host else None
        if place:
            return _joined(*place)
    return ""


def _gnome_beside(machine: Machine) -> Sequence[str]:
    return re.findall(r"'([^']*)'", gnome_setting(machine, GNOME, "ignore-hosts"))


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _macos(machine: Machine) -> WebWay:
    said = mac_proxies(machine)
    host, port = said.manual.get("HTTPS", ("", ""))
    place = endpoint(f"{host}:{port}")
    return WebWay(_joined(*place) if place else "", said.script, said.beside, said.simple_beside)


def _windows(machine: Machine) -> WebWay:
    """Read WinINet's settings; those of the whole computer where an administrator wants it so."""
    whole = machine.read(Registry(INTERNET_POLICY, "ProxySettingsPerUser")) == 0
    key = f"{'HKLM' if whole else 'HKCU'}\\{INTERNET_SETTINGS}"
    script = words(machine.read(Registry(key, "AutoConfigURL")))
    if machine.read(Registry(key, "ProxyEnable")) != 1:
        return WebWay(script=script)
    beside = words(machine.read(Registry(key, "ProxyOverride"))).split(";")
    named = [name.strip() for name in beside if name.strip() and name.strip() != "<local>"]
    proxy = _windows_proxy(words(machine.read(Registry(key, "ProxyServer"))))
    return WebWay(proxy, script, named, "<local>" in beside)


def _windows_proxy(value: str) -> str:
    """Return the one for https of ``host:port`` or ``http=host:port;https=host:port``."""
    found = {kind.strip(): place for kind, _, place in (part.rpartition("=") for part in value.split(";"))}
    place = endpoint(found.get("https") or found.get("") or "")
    return _joined(*place) if place else ""


WEB_WAY: Probe[WebWay] = Probe(
    "which proxy the settings give for web pages",
    {Platform.LINUX: _linux, Platform.MACOS: _macos, Platform.WINDOWS: _windows},
)
