"""The help desk's server, from policy: its host name only, not the full URL."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.command_output import to_int, to_text
from selfhelp.machine.organisation import PolicyTables

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class HelpDeskHost:
    """The help desk's connector, host and port; ``host`` is "" if tickets go to a folder."""

    connector: str
    host: str
    port: int


def read_policy_host(platform: str, told: PolicyTables) -> Json:
    """Return the connector, host and port of the policy's help desk.

    The rest of a URL may contain a token.
    """
    desk = told.desk
    chosen = getattr(desk, desk.connector.replace("-", "_"), None)
    host, port = _split_host_and_port(str(getattr(chosen, "url", "") or ""))
    return {"connector": desk.connector, "host": host, "port": port}


def _split_host_and_port(address: str) -> tuple[str, int]:
    """Return the host and port of a URL; ("", 0) if the URL is invalid."""
    try:
        parts = urlsplit(address)
        return parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", 0


def read_help_desk_host(machine: Machine) -> HelpDeskHost:
    """Return the host and port of the help desk system.

    Raises:
        ProbeError: the policy couldn't be read.
    """
    said = machine.read(Reading(read_policy_host, {"platform": str(machine.platform)}, told=True))
    said = said if isinstance(said, dict) else {}
    return HelpDeskHost(
        to_text(said.get("connector")), to_text(said.get("host")), to_int(said.get("port")) or 0
    )
