"""Asks macOS which proxies the current network has: scutil(8), one dictionary in English.

Not tried on a real Mac.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfhelp.machine import Command, Machine
from selfhelp.machine.command_output import read_printed

PROXY = Command(("scutil", "--proxy"))

KINDS = ("HTTP", "HTTPS", "SOCKS")

_LINE = re.compile(r"^\s*(?P<key>\w+) : (?P<value>.*)$", re.MULTILINE)
_EXCEPTIONS = re.compile(r"ExceptionsList : <array> \{(?P<rows>.*?)\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MacProxies:
    """The proxies that are turned on.

    Attributes:
        manual: host and port by kind, one of `KINDS`; foreign text, as it was typed in.
        script: address of the script that names proxies, or "".
        beside: patterns of hosts that are reached without a proxy.
        simple_beside: whether names without a dot are reached without.
    """

    manual: Mapping[str, tuple[str, str]]
    script: str = ""
    beside: Sequence[str] = ()
    simple_beside: bool = False


def read_mac_proxies(machine: Machine) -> MacProxies:
    """Return the proxies of the current network, from scutil(8).

    Raises:
        ProbeError: the Mac did not say.
    """
    return parse_proxies(read_printed(machine, PROXY))


def parse_proxies(shown: str) -> MacProxies:
    """Return the proxies of what ``scutil --proxy`` printed."""
    said = {match["key"]: match["value"].strip() for match in _LINE.finditer(shown)}
    exceptions = _EXCEPTIONS.search(shown)
    return MacProxies(
        {
            kind: (said.get(f"{kind}Proxy", ""), said.get(f"{kind}Port", ""))
            for kind in KINDS
            if said.get(f"{kind}Enable") == "1"
        },
        said.get("ProxyAutoConfigURLString", "") if said.get("ProxyAutoConfigEnable") == "1" else "",
        [row["value"].strip() for row in _LINE.finditer(exceptions["rows"])] if exceptions else (),
        said.get("ExcludeSimpleHostnames") == "1",
    )
