"""The proxy of KDE's own settings, which KDE's programs and Chromium under KDE use.

They stand in ``~/.config/kioslaverc``, group *Proxy Settings* (kioslaverc of KIO, kde.org): ``ProxyType`` 1
is a proxy that was typed in, and an address is ``http://host port``. A group or key marked ``[$i]`` was set
by an administrator. The file is changed in its one line, and only if the session is a KDE session.
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
    read_plain_file,
    replace_file,
)

MANUAL, NONE, SCRIPTED = "1", "0", "2"
"""``ProxyType``: typed in, none, and named by a script."""

KINDS = MappingProxyType({"httpProxy": "http", "httpsProxy": "https", "socksProxy": "socks"})

_GROUP = re.compile(r"^\[Proxy Settings\](?P<locked>\[\$i\])?[ \t]*$(?P<lines>.*?)(?=^\[|\Z)", re.M | re.S)
_TYPE = re.compile(r"^(?P<key>ProxyType(?P<locked>\[\$i\])?[ \t]*=[ \t]*)(?P<value>\d+)", re.M)
_ADDRESS = re.compile(rf"^(?P<key>{'|'.join(KINDS)})(?:\[\$i\])?[ \t]*=[ \t]*(?P<value>.+?)[ \t]*$", re.M)


def find_settings_file() -> Path:
    """Return KDE's file of proxies for this user."""
    return xdg.config_folder() / "kioslaverc"


def read_typed_proxies() -> Json:
    """Return the proxies that someone typed into KDE's settings; none where this isn't a KDE session.

    Raises:
        OSError: the settings are there and cannot be read.
    """
    if "KDE" not in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return []
    if not find_settings_file().is_file():
        return []
    text = read_plain_file(find_settings_file())
    group = _GROUP.search(text)
    chosen = _TYPE.search(group["lines"]) if group else None
    if group is None or chosen is None or chosen["value"] != MANUAL:
        return []
    locked = bool(group["locked"] or chosen["locked"])
    ours = not locked and os.access(find_settings_file(), os.W_OK)
    found = [
        (KINDS[line["key"]], parse_endpoint(re.sub(r"[ \t]+(\d+)$", r":\1", line["value"])))
        for line in _ADDRESS.finditer(group["lines"])
    ]
    return [{"kind": kind, "host": a[0], "port": a[1], "ours": ours} for kind, a in found if a]


_SCRIPT = re.compile(r"^Proxy Config Script(?:\[\$i\])?[ \t]*=[ \t]*(?P<value>\S+)", re.M)
_BESIDE = re.compile(r"^NoProxyFor(?:\[\$i\])?[ \t]*=[ \t]*(?P<value>[^\n]*)", re.M)
_REVERSED = re.compile(r"^ReversedException(?:\[\$i\])?[ \t]*=[ \t]*true", re.M)


def read_script_and_exceptions() -> Json:
    """Return the script that KDE's settings name (``ProxyType`` 2), and hosts that need no proxy.

    Exceptions that are turned round (``ReversedException``) are not understood and left out.

    Raises:
        OSError: the settings are there and cannot be read.
    """
    nothing: Json = {"script": "", "beside": []}
    if (
        "KDE" not in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
        or not find_settings_file().is_file()
    ):
        return nothing
    group = _GROUP.search(read_plain_file(find_settings_file()))
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
    """Return KDE's proxies."""
    return [Proxy(ProxySource.KDE, **entry) for entry in machine.read(Reading(read_typed_proxies))]


def switch_proxy(on: bool) -> Json:
    """Switch between the proxy that was typed in and none; returns the new ``ProxyType``.

    Raises:
        StepError: the settings look otherwise now.
    """
    text = read_plain_file(find_settings_file())
    group = _GROUP.search(text)
    chosen = _TYPE.search(text, group.start("lines"), group.end("lines")) if group else None
    if chosen is None or chosen["locked"] or chosen["value"] not in (MANUAL, NONE):
        raise StepError(N_("This setting doesn't belong to your account."), detail="ProxyType")
    value = MANUAL if on else NONE
    replace_file(find_settings_file(), text[: chosen.start("value")] + value + text[chosen.end("value") :])
    return value


def _choose(step: KdeProxy, machine: Machine, _: Progress) -> str:
    return f"ProxyType {machine.change(Native(switch_proxy, {'on': step.on}))}"


@dataclass(frozen=True, slots=True)
class KdeProxy(Step):
    """Switch KDE's proxy on or off. Its address stays in the settings either way."""

    on: bool

    name: ClassVar[str] = "kde-proxy"
    risk: ClassVar[Text | None] = N_(
        "If your organisation requires the proxy, websites won't work until it's back."
    )
    rows = MappingProxyType({Platform.LINUX: _choose})

    def sentence(self) -> Text:
        """Return the sentence for turning the proxy on or off."""
        if self.on:
            return N_("Turn on the proxy in the KDE settings.")
        return N_(
            "Turn off the proxy in the KDE settings. Its address is kept. Apps you start from now on won't "
            "use it."
        )

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the opposite step."""
        return KdeProxy(not self.on)
