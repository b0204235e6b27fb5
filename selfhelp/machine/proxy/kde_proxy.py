"""The proxy in KDE's settings, used by KDE's programs and by Chromium under KDE.

The settings are in ``~/.config/kioslaverc``, group *Proxy Settings* (kioslaverc of KIO, kde.org):
``ProxyType`` 1 is a manual proxy, and an address is ``http://host port``. An administrator marks groups and
keys with ``[$i]``. Only one line of the file is changed, and only in a KDE session.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Step, xdg
from selfhelp.machine.proxy.proxy_address import (
    Proxy,
    ProxySource,
    parse_endpoint,
    read_regular_file,
    replace_file_text,
)

MANUAL, NONE, SCRIPTED = "1", "0", "2"
"""Values of ``ProxyType``: manual proxy, no proxy, and proxy script."""

KINDS = MappingProxyType({"httpProxy": "http", "httpsProxy": "https", "socksProxy": "socks"})

_GROUP = re.compile(r"^\[Proxy Settings\](?P<locked>\[\$i\])?[ \t]*$(?P<lines>.*?)(?=^\[|\Z)", re.M | re.S)
_TYPE = re.compile(r"^(?P<key>ProxyType(?P<locked>\[\$i\])?[ \t]*=[ \t]*)(?P<value>\d+)", re.M)
_ADDRESS = re.compile(rf"^(?P<key>{'|'.join(KINDS)})(?:\[\$i\])?[ \t]*=[ \t]*(?P<value>.+?)[ \t]*$", re.M)


def find_kde_settings_file() -> Path:
    """Return the path of KDE's proxy settings for this user."""
    return xdg.find_config_folder() / "kioslaverc"


def read_manual_proxies() -> Json:
    """Return the manual proxies in KDE's settings; [] outside a KDE session.

    Raises:
        OSError: the settings exist but can't be read.
    """
    if "KDE" not in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return []
    if not find_kde_settings_file().is_file():
        return []
    text = read_regular_file(find_kde_settings_file())
    group = _GROUP.search(text)
    chosen = _TYPE.search(group["lines"]) if group else None
    if group is None or chosen is None or chosen["value"] != MANUAL:
        return []
    locked = bool(group["locked"] or chosen["locked"])
    ours = not locked and os.access(find_kde_settings_file(), os.W_OK)
    found = [
        (KINDS[line["key"]], parse_endpoint(re.sub(r"[ \t]+(\d+)$", r":\1", line["value"])))
        for line in _ADDRESS.finditer(group["lines"])
    ]
    return [{"kind": kind, "host": a[0], "port": a[1], "ours": ours} for kind, a in found if a]


_SCRIPT = re.compile(r"^Proxy Config Script(?:\[\$i\])?[ \t]*=[ \t]*(?P<value>\S+)", re.M)
_BESIDE = re.compile(r"^NoProxyFor(?:\[\$i\])?[ \t]*=[ \t]*(?P<value>[^\n]*)", re.M)
_REVERSED = re.compile(r"^ReversedException(?:\[\$i\])?[ \t]*=[ \t]*true", re.M)


def read_kde_script_and_exceptions() -> Json:
    """Return KDE's proxy script (``ProxyType`` 2), and the hosts that bypass the proxy.

    Inverted exceptions (``ReversedException``) aren't supported and are left out.

    Raises:
        OSError: the settings exist but can't be read.
    """
    nothing: Json = {"script": "", "beside": []}
    if (
        "KDE" not in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
        or not find_kde_settings_file().is_file()
    ):
        return nothing
    group = _GROUP.search(read_regular_file(find_kde_settings_file()))
    lines = group["lines"] if group else ""
    chosen = _TYPE.search(lines)
    if chosen is None:
        return nothing
    script, beside = _SCRIPT.search(lines), _BESIDE.search(lines)
    named = re.split(r"[,\s]+", beside["value"].strip()) if beside and not _REVERSED.search(lines) else []
    return {
        "script": script["value"] if script and chosen["value"] == SCRIPTED else "",
        "beside": [name for name in named if name],
    }


def read_kde_proxies(machine: Machine) -> Sequence[Proxy]:
    """Return the manual proxies in KDE's settings as `Proxy`."""
    return [Proxy(ProxySource.KDE, **entry) for entry in machine.read(Reading(read_manual_proxies))]


def switch_kde_proxy(on: bool) -> Json:
    """Switch between the manual proxy and none; return the new ``ProxyType``.

    Raises:
        StepError: the settings have changed.
    """
    text = read_regular_file(find_kde_settings_file())
    group = _GROUP.search(text)
    chosen = _TYPE.search(text, group.start("lines"), group.end("lines")) if group else None
    if chosen is None or chosen["locked"] or chosen["value"] not in (MANUAL, NONE):
        raise StepError(N_("This setting can't be changed from your account."), detail="ProxyType")
    value = MANUAL if on else NONE
    replace_file_text(
        find_kde_settings_file(), text[: chosen.start("value")] + value + text[chosen.end("value") :]
    )
    return value


def _apply_kde_proxy_step(step: KdeProxy, machine: Machine, _: Progress) -> str:
    return f"ProxyType {machine.change(Native(switch_kde_proxy, {'on': step.on}))}"


@dataclass(frozen=True, slots=True)
class KdeProxy(Step):
    """Step that turns KDE's proxy on or off; its address stays in the settings."""

    on: bool

    name: ClassVar[str] = "kde-proxy"
    risk: ClassVar[Text | None] = N_(
        "If your organisation requires the proxy, websites won't work until the proxy is available again."
    )
    rows = MappingProxyType({Platform.LINUX: _apply_kde_proxy_step})

    def describe_action(self) -> Text:
        """Return the sentence shown before turning the proxy on or off."""
        if self.on:
            return N_("Turn on the proxy in the KDE settings.")
        return N_(
            "Turn off the proxy in the KDE settings. Its address is kept. Apps you start from now on won't "
            "use it."
        )

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the opposite step: turning KDE's proxy off or on."""
        return KdeProxy(not self.on)
