"""Configured proxies, their sources, and turning them off and on.

Programs get a proxy from their environment (http_proxy and similar) or from the desktop's settings. Addresses
are read without the user name and password they may contain. GNOME's settings are read and changed with
``gsettings`` (schema org.gnome.system.proxy); that was tested. The Windows row (Internet Settings in the
registry, WinINet's InternetSetOption) and the macOS row (`scutil --proxy`, ``networksetup``) were written
from the vendors' documentation and not tested.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.errors import ChangedSinceError, ProbeError, StepError
from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Probe, Reading, Registry, Step, xdg
from selfhelp.machine.network.scutil import read_mac_proxies
from selfhelp.machine.proxy.kde_proxy import read_kde_proxies
from selfhelp.machine.proxy.proxy_address import (
    Proxy,
    ProxySource,
    parse_endpoint,
    read_regular_file,
    replace_file_text,
)

VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
"""Environment variables used by programs, in lowercase or uppercase."""

MARK = "# selfhelp: "
"""Prefix of a line that this app turned off in a settings file."""


# -- the environment -------------------------------------------------------------------------------

_LINE = re.compile(rf"^\s*(?:export\s+)?(?P<name>{'|'.join(VARIABLES)})=(?P<value>\S+)", re.IGNORECASE)


def find_environment_folder() -> Path:
    """Return the folder with the user's own session variables (environment.d(5))."""
    return xdg.find_config_folder() / "environment.d"


def read_proxy_environment() -> Json:
    """Return the proxies in this session's environment variables, and the files that set them."""
    told = [(name, os.environ.get(name, "")) for name in (*VARIABLES, *map(str.upper, VARIABLES))]
    files = [line for file in _list_settings_files() for line in _read_proxy_lines(file)]
    return {
        "variables": [
            _to_proxy_row(name, address) for name, value in told if (address := parse_endpoint(value))
        ],
        "files": files,
    }


def _to_proxy_row(name: str, address: tuple[str, int]) -> Json:
    return {"name": name, "host": address[0], "port": address[1]}


def _list_settings_files() -> Sequence[Path]:
    home = Path.home()
    own = [home / name for name in (".profile", ".bash_profile", ".bashrc", ".zshenv", ".pam_environment")]
    shared = [Path("/etc/environment"), *sorted(Path("/etc/profile.d").glob("*.sh"))]
    return [*sorted(find_environment_folder().glob("*.conf")), *own, *shared]


def _read_proxy_lines(file: Path) -> Sequence[Json]:
    """Return the lines of one settings file that set a proxy.

    Raises:
        PermissionError: the file can't be read.
    """
    try:
        lines = read_regular_file(file).splitlines()
    except PermissionError:
        raise
    except OSError:  # none, or a link
        return ()
    ours = file.parent == find_environment_folder() and os.access(file, os.W_OK)
    found = [
        (match["name"], parse_endpoint(match["value"])) for line in lines if (match := _LINE.match(line))
    ]
    return [{**_to_proxy_row(name, a), "file": str(file), "ours": ours} for name, a in found if a]


def _read_environment_proxies(machine: Machine) -> Sequence[Proxy]:
    """Return the variables' proxies, each with the file that contains the same address."""
    answer = machine.read(Reading(read_proxy_environment))
    found: list[Proxy] = []
    for variable in answer["variables"]:
        name, host, port = variable["name"], variable["host"], variable["port"]
        same = [
            line
            for line in answer["files"]
            if (line["name"], line["host"], line["port"]) == (name, host, port)
        ]
        file, ours = (same[0]["file"], same[0]["ours"]) if same else ("", False)
        found.append(Proxy(ProxySource.ENVIRONMENT, name, host, port, file, ours))
    return found


# -- the desktop -----------------------------------------------------------------------------------

GNOME = "org.gnome.system.proxy"


def _read_gnome_proxies(machine: Machine) -> Sequence[Proxy]:
    """Return GNOME's manual proxies; () on a computer without GNOME's settings.

    Each value is read by name, because the same schema contains a password.
    """
    try:
        mode = read_gnome_proxy_setting(machine, GNOME, "mode")
    except ProbeError:
        return ()
    if mode != "manual":
        return ()
    ours = machine.run(Command(("gsettings", "writable", GNOME, "mode"))).stdout.strip() == "true"
    found: list[Proxy] = []
    for kind in ("http", "https", "socks"):
        host = read_gnome_proxy_setting(machine, f"{GNOME}.{kind}", "host")
        if place := parse_endpoint(
            f"{host}:{read_gnome_proxy_setting(machine, f'{GNOME}.{kind}', 'port')}" if host else ""
        ):
            found.append(Proxy(ProxySource.DESKTOP, kind, *place, ours=ours))
    return found


def read_gnome_proxy_setting(machine: Machine, schema: str, key: str) -> str:
    """Return one value of GSettings, without quotes; "" if it doesn't exist."""
    return machine.run(Command(("gsettings", "get", schema, key))).stdout.strip().strip("'")


def _read_proxies_linux(machine: Machine) -> Sequence[Proxy]:
    return [*_read_environment_proxies(machine), *_read_gnome_proxies(machine), *read_kde_proxies(machine)]


def _read_unchangeable_proxy_variables(machine: Machine) -> Sequence[Proxy]:
    """Return the proxies in environment variables, on systems without an environment.d folder to change."""
    return [replace(proxy, ours=False) for proxy in _read_environment_proxies(machine)]


def _read_proxies_macos(machine: Machine) -> Sequence[Proxy]:
    found = list(_read_unchangeable_proxy_variables(machine))
    for kind, (host, port) in read_mac_proxies(machine).manual.items():
        if host and port.isdigit():
            found.append(Proxy(ProxySource.DESKTOP, kind.lower(), host, int(port), ours=True))
    return found


INTERNET_SETTINGS = "Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings"
INTERNET_POLICY = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings"


def _read_proxies_windows(machine: Machine) -> Sequence[Proxy]:
    """Return the manual proxies of Internet Settings: ``host:port`` or ``http=host:port;https=…``."""
    found = list(_read_unchangeable_proxy_variables(machine))
    if machine.read(Registry(f"HKCU\\{INTERNET_SETTINGS}", "ProxyEnable")) != 1:
        return found
    managed = machine.read(Registry(INTERNET_POLICY, "ProxySettingsPerUser")) == 0
    value = machine.read(Registry(f"HKCU\\{INTERNET_SETTINGS}", "ProxyServer")) or ""
    for part in str(value).split(";"):
        kind, _, address = part.rpartition("=")
        if place := parse_endpoint(address):
            found.append(Proxy(ProxySource.DESKTOP, kind or "all", *place, ours=not managed))
    return found


PROXIES: Probe[Sequence[Proxy]] = Probe(
    "proxies that programs are told to use",
    {
        Platform.LINUX: _read_proxies_linux,
        Platform.MACOS: _read_proxies_macos,
        Platform.WINDOWS: _read_proxies_windows,
    },
)


def read_web_proxy(machine: Machine) -> str:
    """Return ``host:port`` of the first configured proxy for web pages, or ""."""
    ways = [proxy for proxy in PROXIES.read(machine) if not proxy.kind.startswith("socks")]
    if not ways:
        return ""
    host = f"[{ways[0].host}]" if ":" in ways[0].host else ways[0].host
    return f"{host}:{ways[0].port}"


# -- steps: the desktop ----------------------------------------------------------------------------


def _switch_gnome_proxy(step: DesktopProxy, machine: Machine, _: Progress) -> str | None:
    """Switch GNOME's proxy between manual and none; keep any other mode, because it was chosen since.

    Raises:
        StepError: the mode has changed, or the setting couldn't be changed.
    """
    mode, before = ("manual", "none") if step.on else ("none", "manual")
    now = read_gnome_proxy_setting(machine, GNOME, "mode")
    if now == mode:
        return None
    if now != before:
        raise ChangedSinceError(
            N_("This setting has changed since the fix, so it was left as it is."), detail=f"mode {now}"
        )
    _require_success(machine.change(Command(("gsettings", "set", GNOME, "mode", mode))))
    return f"{GNOME} mode {mode}"


_MAC_KINDS = MappingProxyType({"http": "webproxy", "https": "securewebproxy", "socks": "socksfirewallproxy"})
"""Names of the proxy types in networksetup(8), by type."""


def _list_mac_services_with_proxy(machine: Machine) -> Sequence[str]:
    """Return the network services that use a manual proxy, as ``webproxy Wi-Fi``."""
    listed = machine.run(Command(("networksetup", "-listallnetworkservices"))).stdout
    services = [line.lstrip("*") for line in listed.splitlines()[1:]]  # the first line explains the asterisks
    return [
        f"{kind} {service}"
        for service in services
        for kind in _MAC_KINDS.values()
        if "Enabled: Yes" in machine.run(Command(("networksetup", f"-get{kind}", service))).stdout
    ]


SWITCHED_ON: Probe[Sequence[str]] = Probe(
    "network services with a proxy of their own; elsewhere there is one setting for all",
    {
        Platform.LINUX: lambda _: (),
        Platform.WINDOWS: lambda _: (),
        Platform.MACOS: _list_mac_services_with_proxy,
    },
)


def _switch_mac_proxies(step: DesktopProxy, machine: Machine, progress: Progress) -> str:
    """Turn proxies on or off for the step's services, or for all services with the step's proxy types."""
    kinds = {_MAC_KINDS[kind] for kind in step.kinds if kind in _MAC_KINDS}
    places = step.services or [p for p in SWITCHED_ON.read(machine) if p.split(" ")[0] in kinds]
    for place in places:
        progress.check()
        kind, _, service = place.partition(" ")
        state = "on" if step.on else "off"
        _require_success(machine.change(Command(("networksetup", f"-set{kind}state", service, state))))
    return ", ".join(places)


def _require_success(output: Any) -> None:
    if output.code != 0:
        raise StepError(N_("The setting couldn't be changed."), detail=output.stderr.strip())


def _set_internet_settings_proxy_enabled(on: bool) -> Json:
    """Turn the manual proxy of Internet Settings on or off and notify running programs.

    Source: WinINet, InternetSetOption with INTERNET_OPTION_SETTINGS_CHANGED (39) and _REFRESH (37).
    """
    winreg: Any = import_module("winreg")
    ctypes: Any = import_module("ctypes")
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, INTERNET_SETTINGS, 0, winreg.KEY_SET_VALUE) as key:
        winreg.SetValueEx(key, "ProxyEnable", 0, winreg.REG_DWORD, int(on))
    for option in (39, 37):
        load_windows_function(ctypes, "wininet", "InternetSetOptionW")(0, option, 0, 0)
    return f"ProxyEnable {int(on)}"


def _switch_windows_proxy(step: DesktopProxy, machine: Machine, _: Progress) -> str:
    return str(machine.change(Native(_set_internet_settings_proxy_enabled, {"on": step.on})))


@dataclass(frozen=True, slots=True)
class DesktopProxy(Step):
    """Step that turns the desktop's manual proxy on or off; its address stays in the settings.

    Attributes:
        on: whether to turn it on.
        kinds: the types of proxy, if the system distinguishes them (macOS).
        services: the exact network services, for undo (macOS).
    """

    on: bool
    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    name: ClassVar[str] = "desktop-proxy"
    risk: ClassVar[Text | None] = N_(
        "If your organisation requires the proxy, websites won't work until the proxy is available again."
    )
    rows = MappingProxyType(
        {
            Platform.LINUX: _switch_gnome_proxy,
            Platform.MACOS: _switch_mac_proxies,
            Platform.WINDOWS: _switch_windows_proxy,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before turning the proxy on or off."""
        if self.on:
            return N_("Turn on the proxy in the settings.")
        return N_("Turn off the proxy in the settings. Its address is kept.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the previous proxy state."""
        services = tuple(SWITCHED_ON.read(machine)) if not self.on else self.services
        return DesktopProxy(not self.on, self.kinds, services)


# -- steps: a settings file ------------------------------------------------------------------------


def _set_environment_lines_enabled(file: str, variable: str, on: bool) -> Json:
    """Turn a variable's lines in the user's own environment.d file on or off; return the number of lines.

    The file is replaced atomically, so that no one reads a partial file.
    """
    if Path(file).name != file or variable.lower() not in VARIABLES:
        raise StepError(N_("This setting can't be changed from your account."), detail=f"{file} {variable}")
    path = find_environment_folder() / file
    old = read_regular_file(path)
    line = re.compile(rf"^{re.escape(MARK) if on else ''}(?=\s*(?:export\s+)?{variable}=)", re.MULTILINE)
    new, count = line.subn("" if on else MARK, old)
    if count:
        replace_file_text(path, new)
    return count


def _switch_environment_lines(step: EnvironmentProxy, machine: Machine, _: Progress) -> str | None:
    params = {"file": step.file, "variable": step.variable, "on": step.on}
    count = machine.change(Native(_set_environment_lines_enabled, params))
    return f"{count} lines of {step.file}" if count else None


@dataclass(frozen=True, slots=True)
class EnvironmentProxy(Step):
    """Step that turns a proxy variable in one of the user's environment.d files on or off."""

    file: str
    variable: str
    on: bool

    name: ClassVar[str] = "environment-proxy"
    restart: ClassVar[bool] = True
    rows = MappingProxyType({Platform.LINUX: _switch_environment_lines})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the file and the variable."""
        if self.on:
            return N_(
                "Turn on {variable} in your settings file {file}.", variable=self.variable, file=self.file
            )
        return N_(
            "Turn off {variable} in your settings file {file}. This applies from your next sign-in.",
            variable=self.variable,
            file=self.file,
        )

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the variable, whose line is kept as a comment."""
        return EnvironmentProxy(self.file, self.variable, not self.on)
