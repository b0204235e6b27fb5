"""Reads the current network's proxies on macOS with scutil(8), which prints them in English.

Untested on macOS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfhelp.machine import Command, Machine
from selfhelp.machine.command_output import run_and_read_output

PROXY = Command(("scutil", "--proxy"))

KINDS = ("HTTP", "HTTPS", "SOCKS")

_LINE = re.compile(r"^\s*(?P<key>\w+) : (?P<value>.*)$", re.MULTILINE)
_EXCEPTIONS = re.compile(r"ExceptionsList : <array> \{(?P<rows>.*?)\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MacProxies:
    """The enabled proxies of the current network.

    Attributes:
        manual: host and port by kind, one of `KINDS`; external text, as entered.
        script: URL of the PAC script, or "".
        beside: patterns of hosts that bypass the proxy.
        simple_beside: whether names without a dot bypass it.
    """

    manual: Mapping[str, tuple[str, str]]
    script: str = ""
    beside: Sequence[str] = ()
    simple_beside: bool = False


def read_mac_proxies(machine: Machine) -> MacProxies:
    """Return the proxies of the current network.

    Raises:
        ProbeError: scutil(8) failed.
    """
    return parse_proxies(run_and_read_output(machine, PROXY))


def parse_proxies(shown: str) -> MacProxies:
    """Return the proxies in the output of ``scutil --proxy``."""
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
